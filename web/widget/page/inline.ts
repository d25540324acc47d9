/**
 * The chat in the page's own text: low until somebody writes, then as high as a conversation needs.
 * Left out: what the frame and the page tell each other (chat.ts).
 */

import type { FrameSize } from "../messages.ts";
import type { OpenSource } from "../parlour.d.ts";
import { addStyles } from "./styles.ts";
import type { Place, Ports } from "./place.ts";

const heights: Record<FrameSize, number> = { collapsed: 100, expanded: 450, enlarged: 500 };

const rules = [
  `.di-inline{display:block;box-sizing:border-box;width:100%;margin:0;overflow:hidden;border-radius:18px;box-shadow:0 0 0 1px rgba(128,136,144,.28)}`,
  `.di-inline[hidden],.di-inline [hidden]{display:none}`,
  `.di-inline:focus{outline:none}`,
  `.di-inline iframe{display:block;width:100%;height:100%;border:0}`,
  `.di-inline p{all:unset;display:block;padding:16px;font:15px/1.4 system-ui,sans-serif}`,
  `.di-inline p:empty{display:none}`,
  `@media(prefers-reduced-motion:no-preference){.di-inline{transition:height .2s ease}}`,
].join("");

/** `find` gives the element that the chat stands in, or null while the page has none. */
export function createInline(find: () => { parent: Element; before: Node | null } | null, ports: Ports): Place {
  const root = document.createElement("div");
  root.className = "di-inline";
  root.tabIndex = -1;
  const note = document.createElement("p");
  note.setAttribute("role", "status");
  root.append(note);
  const removeStyles = addStyles(rules);
  let size: FrameSize = "collapsed";

  function become(next: FrameSize): void {
    size = next;
    root.style.height = `${heights[next]}px`;
  }

  function open(source: OpenSource): void {
    if (size !== "collapsed") return;
    ports.want();
    become("expanded");
    ports.opened(source);
    // Who wrote in the frame is there already.
    if (source === "inline") return;
    root.focus({ preventScroll: true });
    root.scrollIntoView({ block: "nearest" });
    ports.enter("pointer");
  }

  function close(): void {
    if (size === "collapsed") return;
    become("collapsed");
    ports.closed();
  }

  /** Goes where the page has a place for it, also after the page was drawn anew. */
  function keepUp(): void {
    if (!root.isConnected) {
      const spot = find();
      if (spot !== null) spot.parent.insertBefore(root, spot.before);
    }
    ports.moved();
  }

  const observer = new MutationObserver(keepUp);
  // The page has asked for the chat; it need not be fetched before it can be seen.
  const sight = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      sight.disconnect();
      ports.want();
    },
    { rootMargin: "300px" },
  );

  return {
    kind: "inline",
    root,
    start() {
      become("collapsed");
      keepUp();
      observer.observe(document.documentElement, { childList: true, subtree: true });
      sight.observe(root);
      ports.visible();
    },
    isOpen: () => size !== "collapsed",
    open,
    close,
    show() {
      if (!root.hidden) return;
      root.hidden = false;
      ports.visible();
    },
    hide() {
      close();
      root.hidden = true;
    },
    attach(frame) {
      frame.id = "chat-iframe-inline";
      root.prepend(frame);
    },
    room: {
      size: () => size,
      resize(to) {
        if (to === "collapsed") close();
        else if (size === "collapsed") open("inline");
        else become(to === "other" && size === "expanded" ? "enlarged" : "expanded");
      },
    },
    paint: () => undefined,
    note: (text) => void (note.textContent = text),
    remove() {
      observer.disconnect();
      sight.disconnect();
      removeStyles();
      root.remove();
    },
  };
}
