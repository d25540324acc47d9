/**
 * A notification of the browser's, for a page that the visitor has allowed one.
 * Left out: whether to ask at all; only a press of the visitor's leads here.
 */

/** Whether the visitor allows it; false where the browser knows no notifications. */
export async function askPermission(): Promise<boolean> {
  try {
    return (await Notification.requestPermission()) === "granted";
  } catch {
    return false;
  }
}

/** A newer one takes the place of an older. `onPress` comes once the page is in front. */
export function showNotification(title: string, body: string, onPress: () => void): void {
  try {
    const notification = new Notification(title, { body, tag: "parlour" });
    notification.onclick = () => {
      window.focus();
      notification.close();
      onPress();
    };
  } catch {
    // Some phones show them for installed pages only.
  }
}
