/**
 * A message of the chatbot's owner beside the bubble: it opens the chat, and is gone for good once it was closed.
 * Left out: which message a visitor gets (the server).
 */

import type { Core } from "../page/core.ts";
import { addStyles } from "../page/styles.ts";
import { notePopup, seenPopups } from "../page/storage.ts";
import { wordsFor } from "../texts/launcher.ts";
import { windowTexts } from "../texts/window.ts";
import { apiOf } from "./site_config.ts";

const rules = [
  `#chatbase-message-bubbles:not(:empty){display:flex;align-items:flex-start;box-sizing:border-box;max-width:min(280px,calc(100vw - 40px));padding:12px 14px;box-shadow:0 0 0 1px rgba(128,136,144,.18),0 1px 2px rgba(16,24,32,.18),0 8px 24px rgba(16,24,32,.22)}`,
  `.di-left #chatbase-message-bubbles{right:auto;left:0}`,
  `#chatbase-message-bubbles button{all:unset;cursor:pointer}`,
  `#chatbase-message-bubbles button:focus-visible{outline:2px solid;outline-offset:3px;border-radius:4px}`,
  `#chatbase-message-bubbles .di-dismiss{order:1;flex:none;margin-block:-12px;margin-inline:4px -14px;width:44px;height:44px;font-size:18px;line-height:44px;text-align:center;color:#5d6670}`,
  `@supports(color:light-dark(#000,#fff)){#chatbase-message-bubbles{background:light-dark(#fff,#22272d);color:light-dark(#16191d,#eceff2)}#chatbase-message-bubbles .di-dismiss{color:light-dark(#5d6670,#9aa4af)}}`,
].join("");

/** The look of whatever is said beside the bubble. */
export const styleNote = (): (() => void) => addStyles(rules);

/** Light or dark, as the bubble is. A page's text is the page's own: there, nothing changes. */
export function shadeNote({ place, theme }: Core): void {
  if (place.kind === "bubble") place.root.style.colorScheme = theme === "auto" ? "light dark" : theme;
}

interface Popup {
  popup_text: string | null;
  popup_key: string | null;
  delay_ms?: number;
}

/** Shows what the owner says on pages of this address, after its time. The returned function takes it back. */
export function showPopup(core: Core): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave = (): void => undefined;
  let isOver = false;
  void askForPopup(core.settings).then((popup) => {
    const { popup_text: text, popup_key: key } = popup ?? {};
    if (isOver || !text || !key) return;
    // The time counts from the page's load.
    timer = setTimeout(() => (leave = drawPopup(core, text, key)), Math.max(0, (popup?.delay_ms ?? 0) - performance.now()));
  });
  return () => {
    isOver = true;
    clearTimeout(timer);
    leave();
  };
}

async function askForPopup(settings: Core["settings"]): Promise<Popup | null> {
  const { chatbotId } = settings;
  const query = new URLSearchParams({ chatbot_id: chatbotId, url: location.href.slice(0, 2048), seen: seenPopups(chatbotId).join() });
  try {
    const response = await fetch(`${apiOf(settings)}/api/v1/popup-messages?${query}`, { credentials: "omit" });
    return response.ok ? ((await response.json()) as Popup) : null;
  } catch {
    return null;
  }
}

/** The returned function takes it away, without taking it as seen. */
function drawPopup({ settings, config, events, place, open }: Core, text: string, key: string): () => void {
  const note = place.root.querySelector("#chatbase-message-bubbles");
  if (note === null || note.textContent || place.isOpen()) return () => undefined;
  const words = document.createElement("button");
  words.type = "button";
  words.textContent = text;
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.className = "di-dismiss";
  dismiss.textContent = "×";
  dismiss.setAttribute("aria-label", wordsFor(windowTexts, settings.language ?? config.uiLanguage ?? null).dismiss);
  // The button to be rid of it comes first to who listens, and stands at the end.
  note.append(dismiss, words);

  const end = events.once("opened", seen);
  words.addEventListener("click", () => open(undefined, "popup"));
  dismiss.addEventListener("click", seen);

  function seen(): void {
    notePopup(settings.chatbotId, key);
    leave();
  }

  function leave(): void {
    end();
    words.remove();
    dismiss.remove();
  }

  return leave;
}
