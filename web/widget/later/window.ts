/**
 * The open window of the chat behind a bubble: its look, its way out, what waits unread, and how it fits a phone.
 * Left out: whether it is open (page/bubble.ts).
 */

import { buttons, createButton } from "../page/elements.ts";
import type { Place, Room } from "../page/place.ts";
import { addStyles } from "../page/styles.ts";
import type { Labels } from "./labels.ts";

export interface ChatWindow extends Room {
  /** How many messages wait unread, as it is shown. */
  count(unread: string): void;
  /** Says everything in other words from now on; what a contract has brought keeps its own. */
  relabel(labels: Labels): void;
  /** Makes way for the page, where the chat covers it. */
  makeWay(): void;
  /** Whether it is being closed by the visitor rather than by a script. */
  isLeaving(): boolean;
  end(): void;
}

export const phone = "(max-width: 480px)";

const rules = [
  `${buttons}{transition:transform .18s ease,box-shadow .18s ease,background .18s ease;-webkit-tap-highlight-color:transparent}`,
  `${buttons}:hover{transform:translateY(-2px);box-shadow:0 2px 4px rgba(16,24,32,.18),0 12px 30px rgba(16,24,32,.28)}`,
  `${buttons}:active{transform:scale(.96)}`,
  `#minimize-button,#chat-container.chat-open #chat-button{display:none}`,
  `#chat-container.chat-open #minimize-button{display:grid}`,
  `#chat-iframe{all:initial;position:fixed;bottom:calc(max(var(--di-bottom,20px),env(safe-area-inset-bottom)) + var(--di-size,58px) + 14px);right:var(--di-side,20px);width:400px;max-width:calc(100vw - 40px);height:680px;max-height:calc(100vh - 116px);border:0;border-radius:18px;background:transparent;box-shadow:0 0 0 1px rgba(128,136,144,.18),0 2px 6px rgba(16,24,32,.1),0 18px 60px rgba(16,24,32,.26);visibility:hidden;opacity:0;transform:translateY(12px) scale(.985);transform-origin:bottom right;transition:opacity .18s ease,transform .22s cubic-bezier(.2,.8,.2,1),visibility 0s .22s}`,
  // On a phone it has no side: it covers the page.
  `@media(min-width:481px){#chat-container.di-left #chat-iframe{right:auto;left:var(--di-side,20px);transform-origin:bottom left}}`,
  `#chat-container.chat-open #chat-iframe{visibility:visible;opacity:1;transform:none;transition-delay:0s}`,
  `@media(min-width:481px){#chat-container.di-large #chat-iframe{width:640px;height:900px}}`,
  `@media(max-width:480px){#chat-container #chat-iframe{inset:0;width:100%;height:100%;max-width:none;max-height:none;border-radius:0;box-shadow:none;box-sizing:border-box;padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);background:var(--di-ground,Canvas)}#chat-container.chat-open #minimize-button{display:none}html:has(#chat-container.chat-open){overflow:hidden}}`,
  // A low window, or a page enlarged to twice its size: the chat needs all of the height.
  `@media(min-width:481px) and (max-height:560px){#chat-container #chat-iframe{bottom:8px;height:calc(100vh - 16px);max-height:none}#chat-container.chat-open #minimize-button{display:none}}`,
  `@media(forced-colors:active){#chat-container #chat-iframe{border:1px solid CanvasText}}`,
  `@media(prefers-reduced-motion:reduce){#chat-container *{transition:none!important}}`,
].join("");

/** Dresses the frame that is in the place. */
export function dressWindow(place: Place, frame: HTMLIFrameElement, labels: Labels): ChatWindow {
  const { root } = place;
  const bubble = root.querySelector("#chat-button");
  // A contract whose pages know them has brought them already.
  const brought = root.querySelector("#minimize-button");
  const minimize = brought ?? createButton("minimize-button", labels.close, "m6 9.5 6 6 6-6");
  const badge = root.querySelector("#chat-unread")!;
  if (!minimize.isConnected) frame.after(minimize);
  const ends = [addStyles(rules)];
  let isLeaving = false;
  let words = labels;
  // From the last page.
  let shown = badge.textContent ?? "";

  function on(target: EventTarget | null, type: string, listener: (event: Event) => void): void {
    target?.addEventListener(type, listener);
    ends.push(() => target?.removeEventListener(type, listener));
  }

  function leave(): void {
    isLeaving = true;
    place.close();
    isLeaving = false;
  }

  function nameBubble(): void {
    bubble?.setAttribute("aria-label", shown === "" ? words.open : `${words.open}, ${shown} ${words.unread}`);
  }

  /** On a phone the keyboard covers the page's lower part: the chat takes what can be seen. */
  function fit(): void {
    const view = window.visualViewport;
    if (!view) return;
    const covers = place.isOpen() && matchMedia(phone).matches && Math.abs(view.scale - 1) < 0.01;
    frame.style.height = covers ? `${view.height}px` : "";
    frame.style.top = covers ? `${view.offsetTop}px` : "";
  }

  on(minimize, "click", leave);
  on(root, "keydown", (event) => (event as KeyboardEvent).key === "Escape" && leave());
  on(window.visualViewport, "resize", fit);
  on(window.visualViewport, "scroll", fit);
  const opening = new MutationObserver(fit);
  opening.observe(root, { attributeFilter: ["class"] });
  ends.push(() => opening.disconnect());
  fit();

  return {
    count(unread) {
      shown = unread;
      badge.textContent = shown;
      nameBubble();
    },
    relabel(next) {
      words = next;
      nameBubble();
      if (brought === null) minimize.setAttribute("aria-label", words.close);
    },
    size: () => (root.classList.contains("di-large") ? "enlarged" : "expanded"),
    resize: (to) => void root.classList.toggle("di-large", to === "other" ? undefined : to === "expanded"),
    makeWay() {
      if (matchMedia(phone).matches) place.close();
    },
    isLeaving: () => isLeaving,
    end() {
      for (const end of ends) end();
    },
  };
}
