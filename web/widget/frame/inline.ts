/**
 * The chat in the page's own text: low until the visitor goes into it.
 * Left out: how it looks there (inline.css), and how high it is (page/inline.ts).
 */

import type { Host } from "./host.ts";

/** Asks the page for room once the visitor has the focus in a low chat. */
export function askForRoom(host: Host): void {
  document.addEventListener("focusin", () => {
    const { gptInterface, size } = host.page();
    if (!gptInterface || size !== "collapsed") return;
    host.post({ action: "chatOpenSource", source: "inline" });
    host.post({ action: "expandChat" });
  });
}

/** Marks the document as what the page has told it is. */
export function fitPlace(root: HTMLElement, host: Host): void {
  const { gptInterface = false, size = "expanded" } = host.page();
  root.classList.toggle("inline", gptInterface);
  root.classList.toggle("collapsed", size === "collapsed");
  // The keyboard's focus must not stay in what cannot be seen any more.
  if (size === "collapsed" && document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
