/**
 * The conversation as the visitor sees it, as a pure reducer over everything that can happen.
 * Left out: calls to the server and timers (chat.ts), and the drawing.
 */

import { applyFrame, emptyDraft } from "../../protocol/draft.ts";
import type { Draft } from "../../protocol/draft.ts";
import type { Config, History, LivechatNews, LivechatState, Message, SendRequest, TurnFrame } from "../../protocol/wire.ts";
import { ignoreUnknown } from "../../protocol/wire.ts";
import type { Problem } from "../../sdk/failure.ts";
import { addAnswer, addSaid, merge, prepend, withDelivery } from "./entries.ts";
import type { Entry } from "./entries.ts";

export type Retry = { kind: "send"; request: SendRequest } | { kind: "resume"; messageId: string };

/** Whether the server can be reached, as far as the running turn has seen. */
export type Link = "live" | "reconnecting";

export type Turn =
  | { phase: "idle" }
  | { phase: "sending"; retry: Retry; link: Link }
  | { phase: "waiting"; retry: Retry; why: "busy" | "rate_limited"; untilMs: number }
  | {
      phase: "answering";
      retry: Retry;
      draft: Draft;
      link: Link;
      messageId: string | null;
      /** Whether the visitor has asked the server to stop. */
      stop: "unasked" | "asked";
    }
  | { phase: "failed"; retry: Retry | null; draft: Draft; messageId: string | null; problem: Problem };

export type FormState =
  | { phase: "sending" }
  | { phase: "refused"; problem: Problem }
  | { phase: "sent"; confirmation: string | null };

export type Earlier = { phase: "none" } | { phase: "more"; cursor: string } | { phase: "loading"; cursor: string };

export interface Conversation {
  /** Oldest first. */
  entries: readonly Entry[];
  earlier: Earlier;
  turn: Turn;
  /** By part id; a form that is not listed is open. */
  forms: Readonly<Record<string, FormState>>;
  /** The newest talk with a person; null where the chatbot has none. */
  livechat: LivechatState | null;
  /** Whether news of that talk come in. */
  personLink: Link;
  /** Messages up to this time belong to a conversation before; null shows all. */
  since: string | null;
}

export type State =
  | { phase: "starting" }
  | { phase: "unavailable"; problem: Problem }
  /** It must be proved first who the visitor is. */
  | { phase: "unidentified"; config: Config }
  | { phase: "ready"; config: Config; conversation: Conversation };

export type Happening =
  | { type: "starting" }
  /** `kept` are the visitor's messages that the server has not confirmed yet. */
  | { type: "started"; config: Config; history: History; kept: readonly Message[]; news: LivechatNews | null; since: string | null }
  | { type: "unavailable"; problem: Problem }
  | { type: "unidentified"; config: Config }
  | { type: "refreshed"; history: History }
  | { type: "earlier_wanted" }
  | { type: "earlier_came"; history: History }
  | { type: "earlier_failed" }
  | { type: "submitted"; request: SendRequest; message: Message }
  | { type: "turn_opened"; retry: Retry }
  | { type: "turn_waits"; retry: Retry; why: "busy" | "rate_limited"; untilMs: number }
  | { type: "turn_frame"; frame: TurnFrame }
  | { type: "turn_interrupted" }
  | { type: "stop_wanted" }
  | { type: "stop_failed" }
  | { type: "turn_failed"; problem: Problem; retry: Retry | null }
  | { type: "turn_gone" }
  | { type: "withdrawn"; key: string }
  /** A new conversation begins behind what was said up to this time. */
  | { type: "began"; since: string | null }
  /** The visitor wants to see what was said before. */
  | { type: "unfolded" }
  | { type: "livechat_news"; news: LivechatNews }
  | { type: "livechat_trouble" }
  /** The visitor speaks to a person: no answer is waited for. */
  | { type: "said"; request: SendRequest; message: Message }
  | { type: "say_stored"; key: string; message: Message }
  | { type: "say_failed"; key: string; problem: Problem; retry: Retry | null }
  | { type: "form"; partId: string; form: FormState };

export const initialState: State = { phase: "starting" };

export function reduce(state: State, happening: Happening): State {
  switch (happening.type) {
    case "starting":
      return initialState;
    case "unavailable":
      return { phase: "unavailable", problem: happening.problem };
    case "unidentified":
      return { phase: "unidentified", config: happening.config };
    case "started":
      return { phase: "ready", config: happening.config, conversation: begin(happening) };
    default: {
      if (state.phase !== "ready") return state;
      const conversation = converse(state.conversation, happening);
      return conversation === state.conversation ? state : { ...state, conversation };
    }
  }
}

/** The answer that can be stopped now, by its id. */
export function stoppable(turn: Turn): string | null {
  return turn.phase === "answering" && turn.stop === "unasked" ? turn.messageId : null;
}

/** Whether a new message may be sent now. */
export function acceptsMessage(turn: Turn): boolean {
  return turn.phase === "idle" || turn.phase === "failed";
}

function begin({ history, kept, news, since }: Extract<Happening, { type: "started" }>): Conversation {
  const active = history.active_turn;
  const turn: Turn = active ? resuming({ kind: "resume", messageId: active.message_id }) : { phase: "idle" };
  const pending = kept.map((message): Entry => ({ key: message.message_id, message, delivery: "sending" }));
  const entries = [...addSaid(merge([], history), news?.messages ?? []), ...pending];
  const livechat = news?.state ?? null;
  return { entries, earlier: earlierOf(history), turn, forms: withSubmitted({}, history), livechat, personLink: "live", since };
}

function sending(retry: Retry): Turn {
  return { phase: "sending", retry, link: "live" };
}

function resuming(retry: Retry): Turn {
  const messageId = retry.kind === "resume" ? retry.messageId : null;
  return { phase: "answering", retry, draft: emptyDraft, link: "live", messageId, stop: "unasked" };
}

type ConversationHappening = Exclude<Happening, { type: "starting" | "started" | "unavailable" | "unidentified" }>;

function converse(was: Conversation, happening: ConversationHappening): Conversation {
  switch (happening.type) {
    case "refreshed":
      return {
        ...was,
        entries: merge(was.entries, happening.history),
        forms: withSubmitted(was.forms, happening.history),
      };
    case "earlier_wanted":
      return was.earlier.phase === "more" ? { ...was, earlier: { ...was.earlier, phase: "loading" } } : was;
    case "earlier_failed":
      return was.earlier.phase === "loading" ? { ...was, earlier: { ...was.earlier, phase: "more" } } : was;
    case "earlier_came":
      return {
        ...was,
        entries: prepend(was.entries, happening.history),
        earlier: earlierOf(happening.history),
        forms: withSubmitted(was.forms, happening.history),
      };
    case "submitted":
      return {
        ...was,
        entries: [
          ...was.entries,
          { key: happening.request.client_message_id, message: happening.message, delivery: "sending" },
        ],
        turn: sending({ kind: "send", request: happening.request }),
      };
    case "turn_opened":
      return {
        ...was,
        entries: withDelivery(was.entries, happening.retry, "sending"),
        turn: happening.retry.kind === "send" ? sending(happening.retry) : resuming(happening.retry),
      };
    case "turn_waits":
      return {
        ...was,
        turn: { phase: "waiting", retry: happening.retry, why: happening.why, untilMs: happening.untilMs },
      };
    case "turn_frame":
      return takeFrame(was, happening.frame);
    case "turn_interrupted":
      return was.turn.phase === "answering" || was.turn.phase === "sending"
        ? { ...was, turn: { ...was.turn, link: "reconnecting" } }
        : was;
    case "stop_wanted":
      return was.turn.phase === "answering" ? { ...was, turn: { ...was.turn, stop: "asked" } } : was;
    case "stop_failed":
      return was.turn.phase === "answering" ? { ...was, turn: { ...was.turn, stop: "unasked" } } : was;
    case "turn_failed":
      return fail(was, happening.problem, happening.retry);
    case "turn_gone":
      return { ...was, turn: { phase: "idle" } };
    case "began":
      return { ...was, since: happening.since, turn: was.turn.phase === "failed" ? { phase: "idle" } : was.turn };
    case "unfolded":
      return { ...was, since: null };
    case "livechat_news": {
      const { state: livechat, messages } = happening.news;
      return { ...was, livechat, personLink: "live", entries: addSaid(was.entries, messages) };
    }
    case "livechat_trouble":
      return was.personLink === "live" ? { ...was, personLink: "reconnecting" } : was;
    case "said": {
      const key = happening.request.client_message_id;
      const others = was.entries.filter((entry) => entry.key !== key);
      return { ...was, entries: [...others, { key, message: happening.message, delivery: "sending" }] };
    }
    case "say_stored": {
      const retry: Retry = { kind: "send", request: { client_message_id: happening.key, message: { parts: [] }, context: {} } };
      const entries = withDelivery(was.entries, retry, "stored", happening.message.message_id);
      return { ...was, entries: addSaid(entries, [happening.message]) };
    }
    case "say_failed": {
      const { key, problem, retry } = happening;
      const delivery = retry === null ? "refused" : "failed";
      return {
        ...was,
        entries: was.entries.map((entry): Entry => (entry.key === key ? { ...entry, delivery } : entry)),
        turn: acceptsMessage(was.turn) ? { phase: "failed", problem, retry, draft: emptyDraft, messageId: null } : was.turn,
      };
    }
    case "withdrawn":
      return withdraw(was, happening.key);
    case "form":
      return { ...was, forms: { ...was.forms, [happening.partId]: happening.form } };
    default:
      ignoreUnknown(happening);
      return was;
  }
}

function takeFrame(was: Conversation, frame: TurnFrame): Conversation {
  const { turn } = was;
  if (turn.phase !== "sending" && turn.phase !== "answering") return was;
  const { draft, messageId, stop } =
    turn.phase === "answering" ? turn : { draft: emptyDraft, messageId: null, stop: "unasked" as const };
  if (frame.type === "done") {
    return { ...was, entries: addAnswer(was.entries, frame.message), turn: { phase: "idle" } };
  }
  if (frame.type === "error") {
    const problem: Problem =
      stop === "asked" ? { kind: "stopped" } : { kind: "generation", code: frame.code, retryable: frame.retryable };
    const again = frame.retryable && turn.retry.kind === "send" ? turn.retry : null;
    return fail({ ...was, turn: { phase: "idle" } }, problem, again);
  }
  const userId = frame.type === "status" ? frame.user_message_id : undefined;
  return {
    ...was,
    // A frame of any kind is the server's word that it has the message.
    entries: withDelivery(was.entries, turn.retry, "stored", userId),
    turn: {
      phase: "answering",
      retry: turn.retry,
      draft: applyFrame(draft, frame),
      link: "live",
      messageId: (frame.type === "status" && frame.message_id) || messageId,
      stop,
    },
  };
}

function fail(was: Conversation, problem: Problem, retry: Retry | null): Conversation {
  const { draft, messageId } = was.turn.phase === "answering" ? was.turn : { draft: emptyDraft, messageId: null };
  const own = was.turn.phase !== "idle" && was.turn.retry?.kind === "send" ? was.turn.retry.request.client_message_id : null;
  const entries = was.entries.map((entry): Entry => {
    if (entry.delivery !== "sending") return entry;
    return { ...entry, delivery: retry === null && entry.key === own ? "refused" : "failed" };
  });
  return { ...was, entries, turn: { phase: "failed", problem, retry, draft, messageId } };
}

/** Takes back a message that was not sent, with the notice about it. */
function withdraw(was: Conversation, key: string): Conversation {
  const own = was.entries.find((entry) => entry.key === key);
  if (own?.delivery !== "failed" && own?.delivery !== "refused") return was;
  const { turn } = was;
  const isAbout =
    turn.phase === "failed" &&
    (turn.retry === null ? own.delivery === "refused" : turn.retry.kind === "send" && turn.retry.request.client_message_id === key);
  return { ...was, entries: was.entries.filter((entry) => entry !== own), turn: isAbout ? { phase: "idle" } : turn };
}

/** Forms that were sent before, or in another tab; what this tab knows of one says more. */
function withSubmitted(forms: Conversation["forms"], history: History): Conversation["forms"] {
  const unknown = (history.submitted_part_ids ?? []).filter((id) => forms[id]?.phase !== "sent");
  if (unknown.length === 0) return forms;
  return { ...forms, ...Object.fromEntries(unknown.map((id) => [id, { phase: "sent", confirmation: null }])) };
}

function earlierOf(history: History): Earlier {
  return history.has_more && history.next_cursor !== null
    ? { phase: "more", cursor: history.next_cursor }
    : { phase: "none" };
}
