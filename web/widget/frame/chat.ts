/**
 * Runs the conversation: turns what the visitor does into calls, and what comes back into state.
 * Left out: the state's rules (state.ts), staying with one stream (sdk/turn.ts), the drawing.
 */

import type { Action, Config, FormDefinition, History, LivechatNews, Part, SendRequest, TurnFrame } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import { isStatus, problemOf } from "../../sdk/failure.ts";
import type { Problem } from "../../sdk/failure.ts";
import { followLivechat } from "../../sdk/livechat.ts";
import { followTurn } from "../../sdk/turn.ts";
import type { FrameMessage } from "../messages.ts";
import type { Outbox } from "./outbox.ts";
import { isHopeless, ownMessage, requestOf } from "./outgoing.ts";
import type { OutgoingImage } from "./outgoing.ts";
import { acceptsMessage, initialState, reduce, stoppable } from "./state.ts";
import type { Happening, Retry, State } from "./state.ts";

export interface ChatPorts {
  chatbotId: string;
  /** Tells the host page. */
  tell: (message: FrameMessage) => void;
  /** The page the visitor is on. */
  pageUrl: () => string;
  /** Waits, but not past the moment when the network comes back. */
  sleep: (ms: number) => Promise<void>;
  /** Whether the browser knows that there is no network. */
  network: () => "offline" | "unknown";
  now: () => number;
  newId: () => string;
}

export interface Chat {
  state(): State;
  subscribe(listener: () => void): () => void;
  /** Opens, or opens anew for another visitor; what is in the outbox is sent first. */
  start(client: ChatClient, outbox: Outbox): Promise<void>;
  send(text: string, images?: readonly OutgoingImage[]): void;
  /** Sends once the chat is ready and no answer is under way. */
  sendWhenFree(text: string): void;
  retry(): void;
  /** Sends a message of which the server does not know, by its key, once no answer is under way. */
  resend(key: string): void;
  /** Takes back a message that was not sent. */
  withdraw(key: string): void;
  /** Whether a message that was not sent would be here after a reload. */
  outlivesReload(key: string): boolean;
  /** The network is back: what failed for want of it is tried again. */
  reconnected(): void;
  /** Ends the answer that is being made with what was said so far. */
  stop(): Promise<void>;
  /** Catches up with what happened elsewhere, in another tab for example. */
  refresh(): Promise<void>;
  loadEarlier(): Promise<void>;
  submitForm(partId: string, action: Action): Promise<void>;
  formDefinition(formId: string): Promise<FormDefinition>;
  /** Asks for a person, on the offer that a part made. Rejects with a `Failure`. */
  askForPerson(partId: string): Promise<void>;
  /** Tells the person that the visitor writes; "" that they do not. */
  wrote(text: string): void;
  /** Ends the talk with a person, or the wait for one. */
  leavePerson(): Promise<void>;
  ratePerson(rating: number): Promise<void>;
  exportData(): Promise<string>;
  deleteData(): Promise<void>;
}

const busyPauseMs = 1000;
const rateLimitPauseMs = 5000;
const maxWaits = 4;
/** The server takes a visitor for writing this long; it is told again in time. */
const typingRenewMs = 6000;
/** How long to wait before each time a message to a person is sent again. */
const sayPausesMs = [500, 1000, 2000, 4000, 8000];

/** What waits for its turn: words to say, or a kept message to send again. */
type Waiting = { kind: "words"; text: string } | { kind: "kept"; key: string };

/** How long to wait before each time the server is asked what a question was about. */
const topicPausesMs = [1000, 2000, 4000];

export function createChat(ports: ChatPorts): Chat {
  let state: State = initialState;
  let client: ChatClient | null = null;
  let outbox: Outbox | null = null;
  let running = new AbortController();
  const listeners = new Set<() => void>();
  let queue: Waiting[] = [];
  /** Of the visitor whose talk with a person is being followed. */
  let attending: AbortSignal | null = null;
  /** When the person was told last that the visitor writes; null when they were told that not. */
  let typingToldMs: number | null = null;
  const announced = new Set<string>();

  function happen(happening: Happening): void {
    const next = reduce(state, happening);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
    takeNext();
  }

  function takeNext(): void {
    while (queue.length > 0 && isFree()) {
      const next = queue.shift();
      if (next?.kind === "words") send(next.text);
      if (next?.kind === "kept") sendKept(next.key);
    }
  }

  function isFree(): boolean {
    return state.phase === "ready" && (isWithPerson() || acceptsMessage(state.conversation.turn));
  }

  function isWithPerson(): boolean {
    return state.phase === "ready" && state.conversation.livechat?.status === "active";
  }

  async function start(next: ChatClient, unsent: Outbox): Promise<void> {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    client = next;
    outbox = unsent;
    happen({ type: "starting" });
    try {
      const [config, history] = await Promise.all([next.config(), next.history()]);
      if (signal.aborted) return;
      const news = mayHavePerson(config, history) ? await next.livechatNews({ after: 0, cursor: null, waitMs: 0 }) : null;
      if (signal.aborted) return;
      const kept = unsent.all().map((request) => ownMessage(request, ports.now()));
      queue = [...kept.map(({ message_id: key }): Waiting => ({ kind: "kept", key })), ...queue.filter(isWords)];
      happen({ type: "started", config, history, kept, news });
      if (news !== null) void attend(signal, news);
      // The state is answering already: nothing queued can slip in before.
      if (history.active_turn) void run({ kind: "resume", messageId: history.active_turn.message_id }, signal);
    } catch (thrown) {
      if (!signal.aborted) happen({ type: "unavailable", problem: problemOf(thrown) });
    }
  }

  function send(text: string, images: readonly OutgoingImage[] = []): void {
    if (!isFree() || state.phase !== "ready") return;
    const request = requestOf(ports.newId, text, images, ports.pageUrl());
    if (request === null) return;
    const first = !state.conversation.entries.some((entry) => entry.message.role === "user");
    ports.tell({ action: "userMessageSubmitted" });
    if (first) ports.tell({ action: "firstMessageSent", chatbotID: ports.chatbotId });
    outbox?.keep(request);
    if (isWithPerson()) return void say(request, running.signal);
    happen({ type: "submitted", request, message: ownMessage(request, ports.now()) });
    void run({ kind: "send", request }, running.signal);
  }

  function sendKept(key: string): void {
    const request = outbox?.find(key);
    if (request !== undefined && isFree()) void again({ kind: "send", request }, running.signal, -1);
  }

  /** Stays with the talk with a person, until it ends. */
  async function attend(signal: AbortSignal, from: LivechatNews | null): Promise<void> {
    if (client === null || attending === signal) return;
    attending = signal;
    try {
      for await (const news of followLivechat(client, { sleep: ports.sleep, signal, from })) {
        if (!signal.aborted) happen({ type: "livechat_news", news });
      }
    } catch {
      // Refused for good: the next wish or the next start asks anew.
    } finally {
      if (attending === signal) attending = null;
    }
  }

  async function say(request: SendRequest, signal: AbortSignal): Promise<void> {
    const key = request.client_message_id;
    typingToldMs = null;
    happen({ type: "said", request, message: ownMessage(request, ports.now()) });
    for (let failures = 0; ; failures += 1) {
      try {
        const message = await working().say(request, signal);
        if (signal.aborted) return;
        outbox?.forget(key);
        return happen({ type: "say_stored", key, message });
      } catch (thrown) {
        if (signal.aborted) return;
        const problem = problemOf(thrown);
        const pauseMs = ports.network() === "offline" ? sayPausesMs[sayPausesMs.length - 1] : sayPausesMs[failures];
        if (problem.kind === "unreachable" && pauseMs !== undefined) {
          await ports.sleep(pauseMs);
          continue;
        }
        if (isHopeless(problem)) outbox?.forget(key);
        return happen({ type: "say_failed", key, problem, retry: isHopeless(problem) ? null : { kind: "send", request } });
      }
    }
  }

  async function run(retry: Retry, signal: AbortSignal, waits = 0): Promise<void> {
    if (client === null) return;
    let firstToken: "awaited" | "told" = "awaited";
    try {
      for await (const update of followTurn(client, retry, { sleep: ports.sleep, network: ports.network, signal })) {
        if (signal.aborted) return;
        if (update.type === "interrupted") {
          happen({ type: "turn_interrupted" });
          continue;
        }
        // A frame of any kind is the server's word that it has the message.
        if (retry.kind === "send") outbox?.forget(retry.request.client_message_id);
        if (firstToken === "awaited" && carriesContent(update.frame)) {
          firstToken = "told";
          ports.tell({ action: "assistantFirstToken" });
        }
        announce(update.frame);
        if (update.frame.type === "done") void tellTopic(client, update.frame.message.message_id, signal);
        happen({ type: "turn_frame", frame: update.frame });
      }
    } catch (thrown) {
      if (!signal.aborted) await recover(retry, problemOf(thrown), signal, waits);
    }
  }

  async function resume(messageId: string, signal: AbortSignal, waits = 0): Promise<void> {
    const retry: Retry = { kind: "resume", messageId };
    happen({ type: "turn_opened", retry });
    await run(retry, signal, waits);
  }

  async function recover(retry: Retry, problem: Problem, signal: AbortSignal, waits: number): Promise<void> {
    if (retry.kind === "resume" && (isStatus(problem, 404) || isStatus(problem, 409) || isStatus(problem, 410))) {
      // The turn ended meanwhile: its outcome is in the history.
      await catchUp(signal);
      return happen({ type: "turn_gone" });
    }
    if (waits < maxWaits && isStatus(problem, 409)) {
      happen({ type: "turn_waits", retry, why: "busy", untilMs: ports.now() + busyPauseMs });
      await followOther(signal);
      if (!signal.aborted) await again(retry, signal, waits);
      return;
    }
    if (waits < maxWaits && problem.kind === "refused" && problem.status === 429) {
      const pauseMs = problem.retryAfterMs ?? rateLimitPauseMs;
      happen({ type: "turn_waits", retry, why: "rate_limited", untilMs: ports.now() + pauseMs });
      await ports.sleep(pauseMs);
      if (!signal.aborted) await again(retry, signal, waits);
      return;
    }
    // What waited behind it would only meet the same trouble.
    queue = queue.filter(isWords);
    if (isHopeless(problem) && retry.kind === "send") outbox?.forget(retry.request.client_message_id);
    happen({ type: "turn_failed", problem, retry: isHopeless(problem) ? null : nextTry(retry) });
  }

  /** A message that the server has is not sent again: its answer is asked for. */
  function nextTry(retry: Retry): Retry {
    const turn = state.phase === "ready" ? state.conversation.turn : null;
    if (turn?.phase !== "answering" || turn.messageId === null) return retry;
    return { kind: "resume", messageId: turn.messageId };
  }

  async function again(retry: Retry, signal: AbortSignal, waits: number): Promise<void> {
    if (retry.kind === "send" && isWithPerson()) {
      // A person has come since: the message is for them.
      happen({ type: "turn_gone" });
      return say(retry.request, signal);
    }
    happen({ type: "turn_opened", retry });
    await run(retry, signal, waits + 1);
  }

  /** Stays with the answer that another tab asked for, else waits a moment. */
  async function followOther(signal: AbortSignal): Promise<void> {
    const active = await catchUp(signal);
    if (signal.aborted) return;
    if (active === null) return ports.sleep(busyPauseMs);
    await resume(active, signal, maxWaits);
  }

  /** Reads the newest messages; returns the assistant message that is being written. */
  async function catchUp(signal: AbortSignal): Promise<string | null> {
    if (client === null) return null;
    try {
      const history = await client.history();
      if (signal.aborted) return null;
      happen({ type: "refreshed", history });
      return history.active_turn?.message_id ?? null;
    } catch {
      return null;
    }
  }

  function announce(frame: TurnFrame): void {
    if (frame.type === "part") announcePart(frame.part);
    if (frame.type === "done") frame.message.parts.forEach(announcePart);
  }

  /** Tells the page what was asked about. The server says it a moment after the answer, or never. */
  async function tellTopic(from: ChatClient, messageId: string, signal: AbortSignal): Promise<void> {
    if (announced.has(messageId)) return;
    announced.add(messageId);
    for (const pauseMs of topicPausesMs) {
      await ports.sleep(pauseMs);
      if (signal.aborted) return;
      try {
        const said = await from.classification(messageId);
        if (signal.aborted) return;
        if (said.classified) return ports.tell({ action: "conversationClassified", emne: said.classification });
      } catch {
        // The next try may do better, and the chat does without.
      }
    }
  }

  function announcePart(part: Part): void {
    if (part.part_id === undefined || announced.has(part.part_id)) return;
    announced.add(part.part_id);
    if (part.type === "products") {
      const urls = part.products.map((product) => product.url).filter((url) => url !== "");
      ports.tell({ action: "productRecommendation", urls });
    } else if (part.type === "show_contact_form" || part.type === "show_support_ticket") {
      ports.tell({ action: "contactFormShown" });
    }
  }

  function retry(): void {
    if (state.phase === "unavailable" && client !== null && outbox !== null) void start(client, outbox);
    if (state.phase !== "ready" || state.conversation.turn.phase !== "failed") return;
    const { retry } = state.conversation.turn;
    if (retry !== null) void again(retry, running.signal, -1);
  }

  function working(): ChatClient {
    if (client === null) throw new Error("the chat has not started");
    return client;
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start,
    send,
    sendWhenFree(text) {
      if (isFree()) send(text);
      else queue.push({ kind: "words", text });
    },
    retry,
    resend: sendKept,
    withdraw(key) {
      outbox?.forget(key);
      happen({ type: "withdrawn", key });
    },
    outlivesReload: (key) => outbox?.outlivesReload(key) ?? false,
    reconnected() {
      if (state.phase === "unavailable") return retry();
      if (state.phase !== "ready" || state.conversation.turn.phase !== "failed") return;
      if (state.conversation.turn.problem.kind !== "unreachable") return;
      const failed = state.conversation.entries.filter((entry) => entry.delivery === "failed");
      queue.push(...failed.map(({ key }): Waiting => ({ kind: "kept", key })));
      // An answer that broke off comes before them.
      if (state.conversation.turn.retry?.kind === "resume") retry();
      else takeNext();
    },
    async stop() {
      const messageId = state.phase === "ready" ? stoppable(state.conversation.turn) : null;
      if (messageId === null) return;
      const { signal } = running;
      happen({ type: "stop_wanted" });
      try {
        // The answer's stream tells the end, whoever brought it about.
        await working().stop(messageId);
      } catch {
        if (!signal.aborted) happen({ type: "stop_failed" });
      }
    },
    async refresh() {
      const { signal } = running;
      if (state.phase !== "ready") return;
      if (state.conversation.livechat !== null) void attend(signal, null);
      if (state.conversation.turn.phase !== "idle") return;
      const active = await catchUp(signal);
      if (active !== null && !signal.aborted && isFree()) await resume(active, signal);
    },
    async loadEarlier() {
      if (state.phase !== "ready" || state.conversation.earlier.phase !== "more") return;
      const { cursor } = state.conversation.earlier;
      const { signal } = running;
      happen({ type: "earlier_wanted" });
      try {
        const history = await working().history(cursor);
        if (!signal.aborted) happen({ type: "earlier_came", history });
      } catch {
        if (!signal.aborted) happen({ type: "earlier_failed" });
      }
    },
    async submitForm(partId, action) {
      happen({ type: "form", partId, form: { phase: "sending" } });
      try {
        const receipt = await working().submit(partId, action);
        happen({ type: "form", partId, form: { phase: "sent", confirmation: receipt.confirmation_text } });
      } catch (thrown) {
        happen({ type: "form", partId, form: { phase: "refused", problem: problemOf(thrown) } });
      }
    },
    async askForPerson(partId) {
      const { signal } = running;
      const page = ports.pageUrl();
      await working().handover(partId, page === "" || page.length > 2048 ? {} : { current_page_url: page });
      if (!signal.aborted) void attend(signal, null);
    },
    wrote(text) {
      if (!isWithPerson()) return;
      const isWriting = text !== "";
      const isTold = typingToldMs !== null && ports.now() - typingToldMs < typingRenewMs;
      if (isWriting ? isTold : typingToldMs === null) return;
      typingToldMs = isWriting ? ports.now() : null;
      // Lost, it is told again with the next word.
      working().livechatTyping(isWriting).catch(() => undefined);
    },
    leavePerson: () => working().closeLivechat(),
    async ratePerson(rating) {
      const { signal } = running;
      await working().rateLivechat(rating);
      if (!signal.aborted) void attend(signal, null);
    },
    formDefinition: (formId) => working().form(formId),
    exportData: () => working().exportData(),
    async deleteData() {
      await working().deleteData();
      running.abort();
      outbox?.clear();
      queue = [];
      happen({ type: "starting" });
      // Whoever keeps the visitor's key answers with a new one, and the chat starts with that.
      ports.tell({ action: "visitorForgotten" });
    },
  };
}

function mayHavePerson(config: Config, history: History): boolean {
  return config.livechat?.enabled === true || history.messages.some((message) => message.role === "agent");
}

function isWords(waiting: Waiting): boolean {
  return waiting.kind === "words";
}

function carriesContent(frame: TurnFrame): boolean {
  if (frame.type === "part") return true;
  if (frame.type !== "part_delta") return false;
  return frame.delta.action !== "start_part" && frame.delta.action !== "start_block";
}
