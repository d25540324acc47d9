/**
 * The page's side of the talk with the frame: sends wait until the frame is loaded,
 * and only the frame's own window at the frame's own origin is heard.
 * Left out: what the messages lead to (chat_window.ts).
 */

import { actionOf } from "../messages.ts";
import type { FrameMessage, PageMessage } from "../messages.ts";

export interface FrameLink {
  post(message: PageMessage): void;
  close(): void;
}

/** `greet` gives the first message after each load, a reload included. */
export function linkFrame(
  frame: HTMLIFrameElement,
  origin: string,
  greet: () => PageMessage,
  take: (message: FrameMessage) => void,
): FrameLink {
  let waiting: PageMessage[] | null = [];
  const post = (message: PageMessage): void => frame.contentWindow?.postMessage(message, origin);

  function onLoad(): void {
    const late = waiting ?? [];
    waiting = null;
    post(greet());
    late.forEach(post);
  }

  function onMessage(event: MessageEvent): void {
    if (event.origin !== origin || event.source === null || event.source !== frame.contentWindow) return;
    if (actionOf(event.data) !== null) take(event.data as FrameMessage);
  }

  frame.addEventListener("load", onLoad);
  addEventListener("message", onMessage);
  return {
    post: (message) => (waiting === null ? post(message) : void waiting.push(message)),
    close() {
      frame.removeEventListener("load", onLoad);
      removeEventListener("message", onMessage);
    },
  };
}
