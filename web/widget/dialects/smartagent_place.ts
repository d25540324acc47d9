/**
 * The elements that SmartAgent's pages know, round the chat behind a bubble: its tab, its window, its button to minimise.
 * Left out: how they behave (page/bubble.ts) and most of their look (loader.css, which the page links).
 *
 * Contract: SmartAgent reference 3 (DOM hooks).
 */

import { createBubble } from "../page/bubble.ts";
import { createButton } from "../page/elements.ts";
import type { Place, Ports } from "../page/place.ts";
import type { Settings } from "../page/settings.ts";
import { addStyles } from "../page/styles.ts";
import { wordsFor } from "../texts/launcher.ts";

/** What pages find the button by, in English. */
const minimiseTexts: Record<string, string> = {
  en: "Minimise chat window",
  da: "Minimer chatvinduet",
  de: "Chatfenster minimieren",
  fr: "Réduire la fenêtre de chat",
  es: "Minimizar la ventana de chat",
  nl: "Chatvenster minimaliseren",
  cs: "Minimalizovat okno chatu",
  ar: "تصغير نافذة الدردشة",
};

/** What must hold even where the page does not link the style sheet. */
const rules = "#chat-container:not(.chat-open) .sa-chat-slideout{visibility:hidden}.sa-message-count:empty{display:none}";

export function createSlideout(settings: Settings, ports: Ports): Place {
  const place = createBubble(settings, ports);
  const tab = place.root.querySelector("#chat-button");
  const slideout = document.createElement("div");
  const minimise = createButton("minimize-button", wordsFor(minimiseTexts, settings.language), "m6 9.5 6 6 6-6");
  const endStyles = addStyles(rules);
  tab?.classList.add("sa-chat-tab");
  tab?.querySelector("#chat-unread")?.classList.add("sa-message-count");
  slideout.className = "sa-chat-slideout";
  slideout.append(minimise);
  place.root.append(slideout);
  return {
    ...place,
    attach(frame) {
      place.attach(frame);
      frame.classList.add("sa-chat-iframe");
      // Not loaded yet, it loses nothing by being moved.
      slideout.append(frame);
    },
    remove() {
      endStyles();
      place.remove();
    },
  };
}
