/**
 * The page's side of the talk with the frame: sends wait until the frame says that it listens,
 * and only the frame's own window at the frame's own origin is heard.
 * Left out: what the messages lead to (later.ts).
 */

import { actionOf } from "../messages.ts";
import type { FrameMessage, PageMessage } from "../messages.ts";

export interface FrameLink {
  /** Sends at once, or as soon as the frame listens. */
  post(message: PageMessage): void;
  /** Does it at once, or as soon as the frame listens and is greeted; in turn with what is posted. */
  whenReady(act: () => void): void;
  /** Waits for the frame to say so again. */
  restart(): void;
  close(): void;
}

/**
 * `greet` gives the first message to each document that comes up in the frame, after a reload too. `heard` is what came
 * before anybody listened here.
 */
export function linkFrame(
  frame: HTMLIFrameElement,
  origin: string,
  greet: () => PageMessage,
  take: (message: FrameMessage) => void,
  heard: readonly MessageEvent[] = [],
): FrameLink {
  let waiting: (() => void)[] | null = [];
  const send = (message: PageMessage): void => frame.contentWindow?.postMessage(message, origin);
  const whenReady = (act: () => void): void => (waiting === null ? act() : void waiting.push(act));

  function begin(): void {
    const late = waiting ?? [];
    waiting = null;
    for (const act of [() => send(greet()), ...late]) attempt(act);
  }

  /** What cannot be sent keeps nothing else from being sent. */
  function attempt(act: () => void): void {
    try {
      act();
    } catch (thrown) {
      console.warn("Parlour: something that the page has told the chat could not be passed on", thrown);
    }
  }

  function onMessage(event: MessageEvent): void {
    if (event.origin !== origin || event.source === null || event.source !== frame.contentWindow) return;
    const action = actionOf(event.data);
    if (action === null) return;
    if (action === "frameReady") begin();
    take(event.data as FrameMessage);
  }

  addEventListener("message", onMessage);
  heard.forEach(onMessage);
  return {
    post: (message) => whenReady(() => send(message)),
    whenReady,
    restart: () => void (waiting ??= []),
    close: () => removeEventListener("message", onMessage),
  };
}
