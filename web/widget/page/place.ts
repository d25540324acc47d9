/**
 * Where on the page the chat is: what the core asks of a place, and what a place tells the core.
 * Left out: the places themselves (bubble.ts, inline.ts).
 */

import type { FrameSize } from "../messages.ts";
import type { OpenSource } from "../parlour.d.ts";

/** What a place tells the core. */
export interface Ports {
  /** The visitor is about to want the chat: its frame is fetched. */
  want(): void;
  opened(source: OpenSource): void;
  closed(): void;
  visible(): void;
  /** Something on the page moved: its address may be another. */
  moved(): void;
  /** The visitor wants to be in the frame, as soon as it listens. */
  enter(by: "keyboard" | "pointer"): void;
}

/** How much room the frame has. */
export interface Room {
  size(): FrameSize;
  resize(to: "expanded" | "collapsed" | "other"): void;
}

export interface Place {
  readonly kind: "bubble" | "inline";
  /** Holds everything that the place has on the page. */
  readonly root: HTMLElement;
  /** Puts it on the page. */
  start(): void;
  isOpen(): boolean;
  open(source: OpenSource): void;
  close(): void;
  show(): void;
  hide(): void;
  /** Behind a bubble it is the window's (later/window.ts). */
  readonly room?: Room;
  attach(frame: HTMLIFrameElement): void;
  /** Takes the chatbot's colour; null where none is known. */
  paint(color: string | null): void;
  /** Tells the visitor something beside the chat; "" takes it back. */
  note(text: string): void;
  remove(): void;
}

export type MakePlace = (ports: Ports) => Place;
