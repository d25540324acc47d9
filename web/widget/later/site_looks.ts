/**
 * Makes the chat on the page look and behave as its owner has set it on the server. What the page's tag says goes before.
 * Left out: the frame's own looks, which the frame asks for by itself.
 */

import type { Core } from "../page/core.ts";
import { buttons } from "../page/elements.ts";
import { rememberColor } from "../page/storage.ts";
import { addStyles } from "../page/styles.ts";
import { allowsPath } from "../page/visibility.ts";

export interface SiteLooks {
  /** Hides the chat on the pages that the owner has named, and brings it back on others. */
  moved(): void;
  end(): void;
}

const rules = [
  `#chat-container{bottom:max(var(--di-bottom,20px),env(safe-area-inset-bottom));right:var(--di-side,20px)}`,
  `#chat-container.di-left{left:var(--di-side,20px)}`,
  `#chat-container ${buttons}{width:var(--di-size,58px);height:var(--di-size,58px)}`,
].join("");

export function applySiteLooks({ config, settings, place, repaint }: Core): SiteLooks {
  const { style } = place.root;
  const { chatbotId } = settings;
  const isBubble = place.kind === "bubble";
  let isAway = false;

  for (const [scheme, color] of [["light", config.themeColor], ["dark", config.darkThemeColor]] as const) {
    if (typeof color === "string") rememberColor(chatbotId, scheme, color);
  }
  repaint();
  // Asked for only now, the rest would take the bubble away from under the visitor's pointer.
  if (!isBubble || settings.wishes.length === 0) return { moved: () => undefined, end: () => undefined };
  put("--di-size", config.buttonSize);
  put("--di-bottom", config.buttonBottom);
  put("--di-side", config.buttonRight);
  if (settings.position === null && config.buttonSide) {
    place.root.classList.toggle("di-left", config.buttonSide === "left");
    place.root.classList.toggle("di-right", config.buttonSide !== "left");
  }

  function put(name: string, pixels: unknown): void {
    if (typeof pixels === "number" && pixels >= 0) style.setProperty(name, `${pixels}px`);
  }

  function moved(): void {
    const isHidden = !allowsPath({ exclude: config.hiddenUrls ?? [] }, location.pathname + location.search);
    if (isHidden === isAway) return;
    isAway = isHidden;
    if (isHidden) place.hide();
    else if (settings.launcher === "shown") place.show();
  }

  moved();
  return { moved, end: addStyles(rules) };
}
