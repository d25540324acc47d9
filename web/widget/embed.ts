/**
 * `embed.min.js`: the script of the Chat Data contract for a bubble. Its frame is Chat Data's, which tells the page what
 * happens by itself. Loaded twice, it stays one.
 * Left out: `window.chatbot` (chatbotsdk.ts).
 */

import { offerParlour } from "./dialects/parlour.ts";
import { createBubble } from "./page/bubble.ts";
import { createChat } from "./page/chat.ts";
import { ownScript, readSettings, readTag } from "./page/settings.ts";
import { joinChat } from "./page/shared.ts";

const tag = readTag(ownScript("embed.min.js"));
const settings = tag && readSettings(tag, { option: "chatbotId", frame: (id) => `/chatbot-iframe/${encodeURIComponent(id)}?source=widget` });
if (tag === null || settings === null) {
  console.error("embed.min.js: the script's address names no chatbot (?chatbotId=…)");
} else {
  const joined = joinChat("chat_data", settings.chatbotId, () => createChat(settings, (ports) => createBubble(settings, ports)));
  if (joined?.role === "made") {
    offerParlour(joined.chat);
    // For pages that tell every frame who visits, and so need it to be there.
    if (tag.option("preload") === "true") joined.chat.prepare();
  }
}
