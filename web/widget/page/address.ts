/**
 * The address bar's `chat=open` and `chatbot_message=…`: read once, then removed.
 * Left out: what they lead to.
 */

/** What to say; "" opens the chat without a word, null is no invitation. */
export function takeInvitation(): string | null {
  const url = new URL(location.href);
  const message = url.searchParams.get("chatbot_message");
  if (url.searchParams.get("chat") !== "open" && !message) return null;
  for (const name of ["chat", "chatbot_message", "message"]) url.searchParams.delete(name);
  try {
    history.replaceState(history.state, "", url);
  } catch {
    // A page that may not change its address keeps it.
  }
  return message ?? "";
}
