/**
 * What the pieces of the chat's engine share: the way to the server and the page, the state, and its changes.
 * Left out: what each piece does (chat.ts, answers.ts, person.ts).
 */

import type { ChatClient } from "../../sdk/client.ts";
import type { FrameMessage } from "../messages.ts";
import type { Outbox } from "./outbox.ts";
import type { Conversation, Happening, State } from "./state.ts";

export interface ChatPorts {
  chatbotId: string;
  /** Tells the host page. */
  tell: (message: FrameMessage) => void;
  /** Tells the visitor's other tabs. */
  tellTabs: (news: TabNews) => void;
  /** The page the visitor is on. */
  pageUrl: () => string;
  /** Whose chat it is: the visitor's key. */
  visitor: () => string;
  /** Waits, but not past the moment when the network comes back. */
  sleep: (ms: number) => Promise<void>;
  /** Whether the browser knows that there is no network. */
  network: () => "offline" | "unknown";
  now: () => number;
  newId: () => string;
  /** Whether the visitor is asked something before they may speak. */
  asksFirst: (conversation: Conversation) => boolean;
}

/** A hint to the visitor's other tabs. It carries no messages: those are the server's to tell. */
export type TabNews =
  /** Something was said, done or answered. */
  | { kind: "changed" }
  /** A new conversation began behind what was said up to then. */
  | { kind: "began"; since: string | null }
  /** The visitor has seen everything up to this message. */
  | { kind: "read"; id: string }
  /** The visitor had everything deleted. */
  | { kind: "forgotten" };

export interface Engine {
  ports: ChatPorts;
  state(): State;
  happen(happening: Happening): void;
  /** Throws before the start. */
  client(): ChatClient;
  outbox(): Outbox | null;
  /** Ends with the visitor. */
  signal(): AbortSignal;
  /** The time for a message, which never lies before the conversation's beginning: clocks differ. */
  now(): number;
}
