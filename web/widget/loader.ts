/**
 * The script a site owner puts on a page: it places the chat and offers it to the page's scripts.
 * Loaded twice, it stays one. Left out: the inline chat, the search bar, other vendors' dialects.
 */

import { takeInvitation } from "./page/address.ts";
import { createChatWindow } from "./page/chat_window.ts";
import type { ChatWindow } from "./page/chat_window.ts";
import { ownScript, readSettings } from "./page/settings.ts";

declare global {
  interface Window {
    Parlour?: ChatWindow;
    DialogIntelligens?: ChatWindow;
  }
}

const settings = readSettings(ownScript());
if (settings === null) {
  console.error("universal-chatbot.js: the script's address names no chatbot (?id=…)");
} else if (!window.Parlour) {
  const chat = createChatWindow(settings, () => {
    if (window.Parlour === chat) delete window.Parlour;
    if (window.DialogIntelligens === chat) delete window.DialogIntelligens;
  });
  window.Parlour = chat;
  if (window.DialogIntelligens === undefined) window.DialogIntelligens = chat;
  else console.warn("universal-chatbot.js: the page has a DialogIntelligens of its own; the chat is window.Parlour");
  const invitation = takeInvitation();
  if (invitation !== null) chat.open(invitation.message ?? undefined);
}
