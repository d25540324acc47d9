/**
 * The page's side of the talk with the frame: sends wait until the frame is loaded,
 * and only the frame's own window at the frame's own origin is heard.
 * Left out: what the messages lead to (chat_window.ts).
 */

import { actionOf } from "../messages.ts";
import type { FrameMessage, PageMessage } from "../messages.ts";

export interface FrameLink {
  /** Sends at once, or as soon as the frame is loaded. */
  post(message: PageMessage): void;
  /** Does it at once, or as soon as the frame is loaded and greeted; in turn with what is posted. */
  whenLoaded(act: () => void): void;
  close(): void;
}

/** `greet` gives the first message after each load, a reload included. */
export function linkFrame(
  frame: HTMLIFrameElement,
  origin: string,
  greet: () => PageMessage,
  take: (message: FrameMessage) => void,
): FrameLink {
  let waiting: (() => void)[] | null = [];
  const send = (message: PageMessage): void => frame.contentWindow?.postMessage(message, origin);
  const whenLoaded = (act: () => void): void => (waiting === null ? act() : void waiting.push(act));

  function onLoad(): void {
    const late = waiting ?? [];
    waiting = null;
    send(greet());
    for (const act of late) act();
  }

  function onMessage(event: MessageEvent): void {
    if (event.origin !== origin || event.source === null || event.source !== frame.contentWindow) return;
    if (actionOf(event.data) !== null) take(event.data as FrameMessage);
  }

  frame.addEventListener("load", onLoad);
  addEventListener("message", onMessage);
  return {
    post: (message) => whenLoaded(() => send(message)),
    whenLoaded,
    close() {
      frame.removeEventListener("load", onLoad);
      removeEventListener("message", onMessage);
    },
  };
}
