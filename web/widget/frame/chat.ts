/**
 * Runs the conversation: turns what the visitor does into calls, and what comes back into state.
 * Left out: the state's rules (state.ts), staying with one stream (sdk/turn.ts), the drawing.
 */

import type { Action, Config, FormDefinition, History, LivechatState, SessionValues } from "../../protocol/wire.ts";
import type { ChatClient, Fetch } from "../../sdk/client.ts";
import { isStatus, problemOf } from "../../sdk/failure.ts";
import { createAnswers } from "./answers.ts";
import type { Beginning } from "./beginning.ts";
import type { ChatPorts, Engine } from "./engine.ts";
import { hasSpoken, newestTime } from "./entries.ts";
import type { OutgoingFile } from "./files.ts";
import type { Outbox } from "./outbox.ts";
import { ownMessage, requestOf } from "./outgoing.ts";
import { createPersonTalk } from "./person.ts";
import { acceptsMessage, initialState, reduce, stoppable } from "./state.ts";
import type { Happening, State } from "./state.ts";

export interface Chat {
  state(): State;
  subscribe(listener: () => void): () => void;
  /** Opens, or opens anew for another visitor; what is in the outbox is sent first. */
  start(client: ChatClient, outbox: Outbox, beginning: Beginning): Promise<void>;
  send(text: string, files?: readonly OutgoingFile[]): void;
  /** Sends once the chat is ready and no answer is under way. */
  sendWhenFree(text: string): void;
  /** What was asked first may have been answered: what waited for that is sent. */
  proceed(): void;
  /** It is proved who the visitor is: what was refused for want of that is sent. */
  proved(): void;
  retry(): void;
  /** Sends a message of which the server does not know, by its key, once no answer is under way. */
  resend(key: string): void;
  /** Takes back a message that was not sent. */
  withdraw(key: string): void;
  /** Whether a message that was not sent would be here after a reload. */
  outlivesReload(key: string): boolean;
  /** The network is gone. */
  disconnected(): void;
  /** The network is back: what failed for want of it is tried again. */
  reconnected(): void;
  /** Ends the answer that is being made with what was said so far. */
  stop(): Promise<void>;
  /** Catches up with what happened elsewhere, in another tab for example. */
  refresh(): Promise<void>;
  loadEarlier(): Promise<void>;
  /** `by` may be a way to send that tells how far it is. */
  submitForm(partId: string, action: Action, by?: Fetch): Promise<void>;
  formDefinition(formId: string): Promise<FormDefinition>;
  /** Keeps values of a form for the person who is waited for; gives all that is kept. */
  fillForm(formId: string, values: Record<string, string>): Promise<SessionValues>;
  sessionValues(): Promise<SessionValues>;
  /** Asks for a person, on the offer that a part made or of the visitor's own accord. Rejects with a `Failure`. */
  askForPerson(partId: string | null): Promise<void>;
  /** Tells the person that the visitor writes; "" that they do not. */
  wrote(text: string): void;
  /** Ends the talk with a person, or the wait for one. */
  leavePerson(): Promise<void>;
  ratePerson(rating: number, feedback: string): Promise<void>;
  /** Says how the conversation was; a second time takes the place of the first. */
  rate(rating: number, feedback: string): Promise<void>;
  /** Begins a new conversation, with a first message if there is one. What was said before is put away, not deleted. */
  reset(firstMessage?: string): Promise<void>;
  /** Another tab has begun a new conversation. */
  beganElsewhere(since: string | null): void;
  exportData(): Promise<string>;
  deleteData(): Promise<void>;
}

/** What waits for its turn: words to say, or a kept message to send again. */
type Waiting = { kind: "words"; text: string } | { kind: "kept"; key: string };

export function createChat(ports: ChatPorts): Chat {
  let state: State = initialState;
  let client: ChatClient | null = null;
  let outbox: Outbox | null = null;
  let running = new AbortController();
  const listeners = new Set<() => void>();
  let queue: Waiting[] = [];
  let beginning: Beginning | null = null;
  let isProved = false;
  /** Whether something happened elsewhere while an answer was under way. */
  let knowledge: "fresh" | "stale" = "fresh";
  const engine: Engine = { ports, state: () => state, happen, client: working, outbox: () => outbox, signal: () => running.signal, now };
  const person = createPersonTalk(engine);
  const answers = createAnswers(engine, person, () => (queue = queue.filter(isWords)));

  function happen(happening: Happening): void {
    const was = state;
    const next = reduce(was, happening);
    if (next === was) return;
    state = next;
    const talk = personPhase(next);
    // A talk that was over before this visit is no news.
    if (talk !== personPhase(was) && talk !== "inactive" && !(talk === "closed" && was.phase !== "ready")) {
      ports.tell({ action: "livechatState", state: talk });
    }
    for (const listener of listeners) listener();
    takeNext();
    if (knowledge === "stale" && isIdle()) void refresh();
  }

  function takeNext(): void {
    while (queue.length > 0 && isFree()) {
      const next = queue.shift();
      if (next?.kind === "words") send(next.text);
      if (next?.kind === "kept") sendKept(next.key);
    }
  }

  function isFree(): boolean {
    return state.phase === "ready" && (person.isThere() || isIdle()) && !ports.asksFirst(state.conversation);
  }

  function isIdle(): boolean {
    return state.phase === "ready" && acceptsMessage(state.conversation.turn);
  }

  /** Now, but never before the beginning of the conversation: clocks differ. */
  function now(): number {
    const since = state.phase === "ready" ? state.conversation.since : null;
    return Math.max(ports.now(), since === null ? 0 : Date.parse(since) + 1);
  }

  async function start(next: ChatClient, unsent: Outbox, begun: Beginning): Promise<void> {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    if (next !== client) isProved = false;
    client = next;
    outbox = unsent;
    beginning = begun;
    happen({ type: "starting" });
    try {
      const [config, history] = await Promise.all([next.config(), next.history()]);
      if (signal.aborted) return;
      if (config.identity_required && !isProved) return happen({ type: "unidentified", config });
      const news = mayHavePerson(config, history) ? await next.livechatNews({ after: 0, cursor: null, waitMs: 0 }) : null;
      if (signal.aborted) return;
      const kept = unsent.all().map((request) => ownMessage(request, ports.now()));
      queue = [...kept.map(({ message_id: key }): Waiting => ({ kind: "kept", key })), ...queue.filter(isWords)];
      happen({ type: "started", config, history, kept, news, since: begun.read() });
      if (news !== null) void person.attend(news);
      // The state is answering already: nothing queued can slip in before.
      if (history.active_turn) void answers.run({ kind: "resume", messageId: history.active_turn.message_id }, "here");
    } catch (thrown) {
      if (!signal.aborted) happen({ type: "unavailable", problem: problemOf(thrown) });
    }
  }

  function send(text: string, files: readonly OutgoingFile[] = []): void {
    if (!isFree() || state.phase !== "ready") return;
    const request = requestOf(ports.newId, text, files, ports.pageUrl());
    if (request === null) return;
    const first = !hasSpoken(state.conversation);
    ports.tell({ action: "userMessageSubmitted" });
    if (first) ports.tell({ action: "firstMessageSent", chatbotID: ports.chatbotId });
    outbox?.keep(request);
    if (person.isThere()) return void person.say(request);
    happen({ type: "submitted", request, message: ownMessage(request, now()) });
    void answers.run({ kind: "send", request }, "here");
  }

  function sendKept(key: string): void {
    const request = outbox?.find(key);
    if (request !== undefined && isFree()) void answers.again({ kind: "send", request });
  }

  function startAgain(): void {
    if (client !== null && outbox !== null && beginning !== null) void start(client, outbox, beginning);
  }

  function proved(): void {
    isProved = true;
    if (state.phase === "unidentified") startAgain();
  }

  function retry(): void {
    if (state.phase === "unavailable") startAgain();
    if (state.phase !== "ready" || state.conversation.turn.phase !== "failed") return;
    const { retry } = state.conversation.turn;
    if (retry !== null) void answers.again(retry);
  }

  function working(): ChatClient {
    if (client === null) throw new Error("the chat has not started");
    return client;
  }

  async function refresh(): Promise<void> {
    const { signal } = running;
    if (state.phase !== "ready") return;
    if (state.conversation.livechat !== null) void person.attend(null);
    knowledge = isIdle() ? "fresh" : "stale";
    if (knowledge === "stale") return;
    const active = await answers.catchUp(signal);
    if (active !== null && !signal.aborted && isIdle()) await answers.join(active);
  }

  async function stop(): Promise<void> {
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
  }

  async function submitForm(partId: string, action: Action, by?: Fetch): Promise<void> {
    const { signal } = running;
    happen({ type: "form", partId, form: { phase: "sending" } });
    try {
      const receipt = await working().submit(partId, action, by);
      if (signal.aborted) return;
      happen({ type: "form", partId, form: { phase: "sent", confirmation: receipt.confirmation_text } });
      ports.tell({ action: "formSubmitted", form_type: action.type });
      ports.tellTabs({ kind: "changed" });
      if (receipt.livechat_session) person.asked();
    } catch (thrown) {
      const problem = problemOf(thrown);
      // Taken before, its answer lost on the way? The history knows which forms were sent.
      if (isStatus(problem, 409)) await answers.catchUp(signal);
      if (signal.aborted || (state.phase === "ready" && state.conversation.forms[partId]?.phase === "sent")) return;
      happen({ type: "form", partId, form: { phase: "refused", problem } });
    }
  }

  async function reset(firstMessage?: string): Promise<void> {
    await until(() => state.phase === "ready");
    const { signal } = running;
    queue = [];
    await person.leave();
    await stop();
    await until(() => isIdle() || signal.aborted);
    const history = await working().history();
    if (signal.aborted) return;
    happen({ type: "refreshed", history });
    const since = newestTime(history.messages);
    begin(since);
    ports.tellTabs({ kind: "began", since });
    ports.tell({ action: "conversationEnded" });
    if (firstMessage !== undefined) sendWhenFree(firstMessage);
  }

  function begin(since: string | null): void {
    beginning?.write(since);
    happen({ type: "began", since });
  }

  /** Resolves once something is so, which only a change of the state can bring about. */
  function until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
    });
  }

  function sendWhenFree(text: string): void {
    if (isFree()) send(text);
    else queue.push({ kind: "words", text });
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start,
    send,
    sendWhenFree,
    proceed: takeNext,
    proved,
    retry,
    resend: sendKept,
    withdraw(key) {
      outbox?.forget(key);
      happen({ type: "withdrawn", key });
    },
    outlivesReload: (key) => outbox?.outlivesReload(key) ?? false,
    disconnected: person.disconnected,
    reconnected() {
      person.reconnected();
      if (state.phase === "unavailable") return retry();
      if (state.phase !== "ready" || state.conversation.turn.phase !== "failed") return;
      if (state.conversation.turn.problem.kind !== "unreachable") return;
      const failed = state.conversation.entries.filter((entry) => entry.delivery === "failed");
      queue.push(...failed.map(({ key }): Waiting => ({ kind: "kept", key })));
      // An answer that broke off comes before them.
      if (state.conversation.turn.retry?.kind === "resume") retry();
      else takeNext();
    },
    stop,
    refresh,
    async loadEarlier() {
      if (state.phase !== "ready") return;
      if (state.conversation.since !== null) return happen({ type: "unfolded" });
      if (state.conversation.earlier.phase !== "more") return;
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
    submitForm,
    formDefinition: (formId) => working().form(formId),
    fillForm: (formId, values) => working().fillForm(formId, values),
    sessionValues: () => working().sessionValues(),
    askForPerson: person.ask,
    wrote: person.wrote,
    leavePerson: person.leave,
    ratePerson: person.rate,
    async rate(rating, feedback) {
      await working().rate(rating, feedback);
      ports.tell({ action: "ratingSubmitted", rating });
    },
    reset,
    beganElsewhere: begin,
    exportData: () => working().exportData(),
    async deleteData() {
      await working().deleteData();
      running.abort();
      outbox?.clear();
      beginning?.write(null);
      queue = [];
      happen({ type: "starting" });
      // Whoever keeps the visitor's key answers with a new one, and the chat starts with that.
      ports.tell({ action: "visitorForgotten", visitorId: ports.visitor() });
    },
  };
}

function mayHavePerson(config: Config, history: History): boolean {
  return config.livechat?.enabled === true || history.messages.some((message) => message.role === "agent");
}

function isWords(waiting: Waiting): boolean {
  return waiting.kind === "words";
}

function personPhase(state: State): LivechatState["status"] {
  return (state.phase === "ready" && state.conversation.livechat?.status) || "inactive";
}
