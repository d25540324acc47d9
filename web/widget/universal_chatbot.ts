/**
 * `universal-chatbot.js`: the script a site owner puts on a page for a bubble and the Diverge contract's names.
 * Loaded twice, it stays one. Left out: the inline chat, the search bar, the other contracts.
 */

import { fireDivergeEvents, offerDialogIntelligens } from "./dialects/diverge.ts";
import { offerParlour } from "./dialects/parlour.ts";
import { takeInvitation } from "./page/address.ts";
import { createBubble } from "./page/bubble.ts";
import { createChat } from "./page/chat.ts";
import { ownScript, readSettings, readTag } from "./page/settings.ts";
import { joinChat } from "./page/shared.ts";

const tag = readTag(ownScript("universal-chatbot.js"));
const settings = tag && readSettings(tag);
if (settings === null) {
  console.error("universal-chatbot.js: the script's address names no chatbot (?id=…)");
} else {
  const joined = joinChat("diverge", settings.chatbotId, () => createChat(settings, (ports) => createBubble(settings, ports)));
  if (joined !== null) {
    const { chat, role } = joined;
    if (role === "made") offerParlour(chat);
    offerDialogIntelligens(chat);
    fireDivergeEvents(chat);
    const invitation = takeInvitation();
    if (invitation !== null) chat.open(invitation, "chatbot-message-url");
  }
}
