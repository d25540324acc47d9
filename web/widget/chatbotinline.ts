/**
 * `chatbotinline.js`: the Diverge contract's chat in the page's own text, in `#chatbot-placeholder` or next to the script.
 * Left out: the bubble (universal_chatbot.ts); a page may have both.
 */

import { fireDivergeEvents } from "./dialects/diverge.ts";
import { offerParlour } from "./dialects/parlour.ts";
import { createChat } from "./page/chat.ts";
import { createInline } from "./page/inline.ts";
import { ownScript, readSettings, readTag } from "./page/settings.ts";

declare global {
  interface Window {
    /** Set before the script: what this page's chat says in place of the chatbot's own. */
    __CHATBOT_INLINE_OVERRIDES__?: { inlineWelcomeMessage?: string };
  }
}

const joined = Symbol.for("parlour.inline");
const script = ownScript("chatbotinline.js");

/** What stands in for the script's place once the page has thrown its tag away. */
function findPlace(): { parent: Element; before: Node | null } | null {
  const placeholder = document.getElementById("chatbot-placeholder");
  if (placeholder !== null) return { parent: placeholder, before: null };
  const beside = script?.isConnected && document.body?.contains(script) ? script.parentElement : document.readyState === "loading" ? null : document.body;
  return beside && { parent: beside, before: beside === script?.parentElement ? script.nextSibling : null };
}

function begin(): void {
  const page = window as { [joined]?: true };
  if (page[joined]) return;
  const tag = readTag(script);
  const named = document.getElementById("chatbot-placeholder")?.dataset.chatbotId;
  const settings = tag && readSettings({ ...tag, option: (name) => (name === "id" && named) || tag.option(name) });
  if (settings === null) {
    return console.error("chatbotinline.js: name the chatbot by ?id=… in the script's address, or by data-chatbot-id on #chatbot-placeholder");
  }
  page[joined] = true;
  const { inlineWelcomeMessage } = window.__CHATBOT_INLINE_OVERRIDES__ ?? {};
  const more = typeof inlineWelcomeMessage === "string" ? { inlineWelcomeMessage } : {};
  const chat = createChat(settings, (ports) => createInline(findPlace, ports), more);
  if (window.Parlour === undefined) offerParlour(chat);
  fireDivergeEvents(chat);
  chat.events.once("destroyed", () => delete page[joined]);
}

if (findPlace() === null && document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
