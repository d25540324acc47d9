/**
 * The chat behind a bubble in the page's corner: when it is open, closed or away, and who has the focus then.
 * Left out: what is needed only once somebody has wanted it (later/window.ts).
 */

import type { OpenSource } from "../parlour.d.ts";
import { bubbleRules, createElements, paint } from "./elements.ts";
import type { Place, Ports } from "./place.ts";
import type { Settings } from "./settings.ts";
import { addStyles, keepStyles } from "./styles.ts";
import { wasOpen, writeWindowState } from "./storage.ts";

/** `bare` is closed without a bubble; only `open()` or `show()` lead out of it. */
type Phase = "bare" | "closed" | "open" | "removed";

export function createBubble(settings: Settings, ports: Ports): Place {
  const { container, bubble, note } = createElements(settings);
  const removeStyles = addStyles(bubbleRules);
  const resting: Phase = settings.launcher === "hidden" ? "bare" : "closed";
  let phase: Phase = resting;
  /** What had the focus when the chat was opened. */
  let opener: HTMLElement | null = null;

  function enter(next: Phase): void {
    phase = next;
    container.classList.toggle("chat-open", next === "open");
    container.classList.toggle("di-bare", next === "bare");
    bubble.setAttribute("aria-expanded", `${next === "open"}`);
  }

  /** Without a source it is a reload that restores an open window: it neither counts as opening nor takes the focus. */
  function open(source?: OpenSource): void {
    if (phase === "removed" || phase === "open") return;
    ports.want();
    enter("open");
    writeWindowState("open");
    if (source === undefined) return;
    opener = document.activeElement as HTMLElement | null;
    const means = opener?.matches(":focus-visible") ? "keyboard" : "pointer";
    container.focus({ preventScroll: true });
    ports.enter(means);
    ports.opened(source);
  }

  function close(to: Phase): void {
    if (phase === "removed") return;
    const was = phase;
    const hadFocus = container.contains(document.activeElement);
    enter(to);
    writeWindowState("closed");
    if (hadFocus) {
      (document.activeElement as HTMLElement).blur();
      // Where it came from, or the bubble: what is hidden or gone takes no focus.
      bubble.focus({ preventScroll: true });
      opener?.focus({ preventScroll: true });
    }
    if (was === "open") ports.closed();
    if (was === "bare" && to === "closed") ports.visible();
  }

  /** Puts the chat back after a page swapped its body. */
  function keepUp(): void {
    const { body } = document;
    if (body && container.parentNode !== body) {
      body.append(container);
      observer.observe(body, { childList: true });
    }
    keepStyles();
    ports.moved();
  }

  const observer = new MutationObserver(keepUp);
  // Without our rules the container has another size.
  const sizes = new ResizeObserver(keepUp);

  return {
    kind: "bubble",
    root: container,
    start() {
      bubble.addEventListener("pointerenter", ports.want);
      bubble.addEventListener("focus", ports.want);
      bubble.addEventListener("click", () => (phase === "open" ? close(resting) : open("button")));
      observer.observe(document.documentElement, { childList: true });
      sizes.observe(container);
      enter(resting);
      keepUp();
      if (resting === "closed") ports.visible();
      if (wasOpen()) open();
    },
    isOpen: () => phase === "open",
    open,
    close: () => (phase === "open" ? close(resting) : undefined),
    show: () => close("closed"),
    hide: () => close("bare"),
    attach(frame) {
      frame.id = "chat-iframe";
      container.append(frame);
    },
    paint: (color) => paint(container, color),
    note: (text) => void (note.textContent = text),
    remove() {
      enter("removed");
      observer.disconnect();
      sizes.disconnect();
      removeStyles();
      container.remove();
    },
  };
}
