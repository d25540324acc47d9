/**
 * A message of the chatbot's owner beside the bubble: it opens the chat, and is gone for good once it was closed.
 * Left out: which message a visitor gets (the server).
 */

import type { Core } from "../page/core.ts";
import { addStyles } from "../page/styles.ts";
import { knowsPopup, notePopup, visitorKey } from "../page/storage.ts";
import { wordsFor } from "../texts/launcher.ts";
import { windowTexts } from "../texts/window.ts";
import { apiOf } from "./site_config.ts";

const rules = [
  `#chatbase-message-bubbles button{all:unset;cursor:pointer}`,
  `#chatbase-message-bubbles button:focus-visible{outline:2px solid;outline-offset:3px;border-radius:4px}`,
  `#chatbase-message-bubbles .di-dismiss{margin:-12px -14px -12px 4px;min-width:44px;min-height:44px;text-align:center;float:inline-end}`,
].join("");

export async function showPopup({ settings, events, place, open }: Core): Promise<void> {
  const { chatbotId } = settings;
  const query = new URLSearchParams({ chatbot_id: chatbotId, visitor_key: visitorKey(chatbotId), url: location.href });
  const response = await fetch(`${apiOf(settings)}/api/v1/popup-messages?${query}`, { credentials: "omit" });
  if (!response.ok) return;
  const { popup_text: text, popup_key: key } = (await response.json()) as { popup_text: string | null; popup_key: string | null };
  const note = place.root.querySelector("#chatbase-message-bubbles");
  if (!text || note === null || note.textContent || place.isOpen() || knowsPopup(chatbotId, key)) return;

  const words = document.createElement("button");
  words.type = "button";
  words.className = "di-popup";
  words.textContent = text;
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.className = "di-dismiss";
  dismiss.textContent = "×";
  dismiss.setAttribute("aria-label", wordsFor(windowTexts, settings.language).dismiss);
  const removeStyles = addStyles(rules);
  // The button to be rid of it stands at its end, and before it in the source, so that the words flow round it.
  note.append(dismiss, words);

  const end = events.once("opened", leave);
  words.addEventListener("click", () => open(undefined, "popup"));
  dismiss.addEventListener("click", leave);

  function leave(): void {
    end();
    notePopup(chatbotId, key);
    note?.replaceChildren();
    removeStyles();
  }
}
