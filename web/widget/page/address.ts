/**
 * The address bar's `chat=open` and `chatbot_message=…`: read once, then removed.
 * Left out: what they lead to.
 */

export interface Invitation {
  /** Null opens the chat without saying anything. */
  message: string | null;
}

/** Null when the address asks for nothing. */
export function takeInvitation(): Invitation | null {
  const url = new URL(location.href);
  const message = url.searchParams.get("chatbot_message");
  if (url.searchParams.get("chat") !== "open" && !message) return null;
  for (const name of ["chat", "chatbot_message", "message"]) url.searchParams.delete(name);
  try {
    history.replaceState(history.state, "", url);
  } catch {
    // A page that may not change its address keeps it.
  }
  return { message: message || null };
}
