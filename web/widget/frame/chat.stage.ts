/** A chat on a stage: the server's answers are given, and everything that it tells is noted. For tests. Leaves out HTTP and drawing. */

import assert from "node:assert/strict";
import type { ActionReceipt, Classification, Config, History, LivechatNews, Message, Part, TurnFrame } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import { Failure } from "../../sdk/failure.ts";
import type { FrameMessage } from "../messages.ts";
import type { Beginning } from "./beginning.ts";
import { createChat } from "./chat.ts";
import type { Chat } from "./chat.ts";
import type { TabNews } from "./engine.ts";
import { createOutbox } from "./outbox.ts";
import type { Outbox, TabStorage } from "./outbox.ts";
import type { State } from "./state.ts";

export const unreachable = new Failure({ kind: "unreachable" });
export const config = { display: { name: "Shop" } } as Config;

export function refused(status: number, retryAfterMs: number | null = null): Failure {
  return new Failure({ kind: "refused", status, code: "x", params: [], retryAfterMs });
}

export function message(id: string, role: Message["role"], parts: Part[] = []): Message {
  return { message_id: id, role, parts, created_at: "2025-01-01T10:00:00.000Z" };
}

export function frames(id: string, ...parts: Part[]): TurnFrame[] {
  return [
    { type: "status", id: `${id}.1`, status: "connected", message_id: id, user_message_id: `${id}-user` },
    ...parts.map((part, at): TurnFrame => ({ type: "part", id: `${id}.${at + 2}`, part })),
    { type: "done", id: `${id}.99`, message: message(id, "assistant", parts) },
  ];
}

export interface Stage {
  chat: Chat;
  outbox: Outbox;
  told: FrameMessage[];
  /** What the visitor's other tabs were told. */
  hints: TabNews[];
  beginning: Beginning;
  calls: string[];
  slept: number[];
  /** The answers whose topic was asked for. */
  asked: string[];
  /** Starts the chat and lets everything that can happen happen. */
  begin(): Promise<void>;
}

/** What a browser's tab keeps across reloads. */
export interface Tab {
  storage: TabStorage;
  kept: Map<string, string>;
}

export function newTab(): Tab {
  const kept = new Map<string, string>();
  const storage: TabStorage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
  return { storage, kept };
}

/** A promise in it holds the connection at that place. */
export type Connection = (TurnFrame | Failure | Promise<void>)[];

export function stage(options: { sends?: Connection[]; resumes?: Connection[]; histories?: (Partial<History> | Failure)[]; topics?: (Classification | Failure)[]; stops?: Failure[]; receipts?: (ActionReceipt | Failure)[]; news?: (LivechatNews | Promise<LivechatNews>)[]; settings?: Config; tab?: Tab; network?: () => "offline" | "unknown"; asksFirst?: () => boolean } = {}): Stage {
  const { sends = [], resumes = [], histories = [], topics = [], stops = [], receipts = [], news = [], settings = config, tab = newTab(), network = () => "unknown", asksFirst = () => false } = options;
  const outbox = createOutbox(() => tab.storage, "unsent", "visitor-1");
  const told: FrameMessage[] = [];
  const hints: TabNews[] = [];
  let since: string | null = null;
  const beginning: Beginning = { read: () => since, write: (next) => void (since = next) };
  const calls: string[] = [];
  const slept: number[] = [];
  const asked: string[] = [];
  let ids = 0;
  async function* connection(script: Connection | undefined): AsyncGenerator<TurnFrame> {
    for (const step of script ?? [unreachable]) {
      if (step instanceof Failure) throw step;
      if (step instanceof Promise) await step;
      else yield step;
    }
  }
  const client = {
    config: async () => settings,
    history: async () => {
      const next = histories.shift() ?? {};
      if (next instanceof Failure) throw next;
      return { messages: [], next_cursor: null, has_more: false, ...next };
    },
    send: (request) => (calls.push(`send ${request.client_message_id}`), connection(sends.shift())),
    resume: (id, last) => (calls.push(`resume ${id} after ${last}`), connection(resumes.shift())),
    classification: async (id) => {
      asked.push(id);
      const next = topics.shift() ?? unreachable;
      if (next instanceof Failure) throw next;
      return next;
    },
    stop: async (id) => {
      calls.push(`stop ${id}`);
      const failure = stops.shift();
      if (failure !== undefined) throw failure;
      return { stopped: true };
    },
    deleteData: async () => void calls.push("delete"),
    submit: async (partId) => {
      calls.push(`submit ${partId}`);
      const next = receipts.shift() ?? { submission_id: "s1", confirmation_text: "Noted." };
      if (next instanceof Failure) throw next;
      return next;
    },
    livechatNews: async () => news.shift() ?? { state: { status: "closed" }, messages: [], has_more: false, sync_cursor: "z" },
    handover: async (partId, context) => void calls.push(`handover ${partId} from ${context.current_page_url}`),
    closeLivechat: async () => void calls.push("leave"),
    rate: async (rating, feedback) => void calls.push(`rate ${rating} ${feedback}`),
    rateLivechat: async (rating, feedback) => void calls.push(`rate person ${rating} ${feedback}`),
  } as Partial<ChatClient> as ChatClient;
  const chat = createChat({
    chatbotId: "shop-bot",
    tell: (one) => told.push(one),
    tellTabs: (news) => hints.push(news),
    pageUrl: () => "https://shop.example/",
    visitor: () => "visitor-1",
    sleep: async (ms) => void slept.push(ms),
    network,
    asksFirst,
    now: () => 0,
    newId: () => `c${(ids += 1)}`,
  });
  return { chat, outbox, told, hints, beginning, calls, slept, asked, begin: async () => (await chat.start(client, outbox, beginning), await settled()) };
}

/** Every promise in these tests is ready at once, so one turn of the event loop runs them all. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

export function ready(chat: Chat): Extract<State, { phase: "ready" }>["conversation"] {
  const state = chat.state();
  assert.equal(state.phase, "ready");
  return (state as Extract<State, { phase: "ready" }>).conversation;
}

export function shown(chat: Chat): string[] {
  return ready(chat).entries.map((entry) => entry.message.message_id);
}
