/**
 * The assistant's answers: asking for one, staying with it, and what to do when it does not come.
 * Left out: one stream's broken connections (sdk/turn.ts), and the talk with a person (person.ts).
 */

import { isStatus, problemOf } from "../../sdk/failure.ts";
import type { Problem } from "../../sdk/failure.ts";
import { followTurn } from "../../sdk/turn.ts";
import { createAnnouncer } from "./announce.ts";
import type { Engine } from "./engine.ts";
import { isHopeless } from "./outgoing.ts";
import type { PersonTalk } from "./person.ts";
import type { Retry } from "./state.ts";

/** Who asked: an answer that another tab has asked for is told to that tab's page only. */
export type Asker = "here" | "elsewhere";

export interface Answers {
  /** Asks, or asks for the rest, and follows to the end. */
  run(retry: Retry, asker: Asker): Promise<void>;
  /** The same after something went wrong. */
  again(retry: Retry): Promise<void>;
  /** Follows an answer that was asked for elsewhere. */
  join(messageId: string): Promise<void>;
  /** Reads the newest messages; gives the assistant's message that is being written. */
  catchUp(signal: AbortSignal): Promise<string | null>;
}

const busyPauseMs = 1000;
const rateLimitPauseMs = 5000;
const maxWaits = 4;

/** `dropKept` is called when what waits to be sent again would only meet the same trouble. */
export function createAnswers(engine: Engine, person: PersonTalk, dropKept: () => void): Answers {
  const { ports, happen } = engine;
  const announcer = createAnnouncer(ports);

  async function run(retry: Retry, asker: Asker, waits = 0): Promise<void> {
    const signal = engine.signal();
    const client = engine.client();
    const announce = announcer.answer(client, signal);
    let isTold = false;
    try {
      for await (const update of followTurn(client, retry, { sleep: ports.sleep, network: ports.network, signal })) {
        if (signal.aborted) return;
        if (update.type === "interrupted") {
          happen({ type: "turn_interrupted" });
          continue;
        }
        // A frame of any kind is the server's word that it has the message.
        if (retry.kind === "send") engine.outbox()?.forget(retry.request.client_message_id);
        if (asker === "here") {
          announce(update.frame);
          if (!isTold || update.frame.type === "done") ports.tellTabs({ kind: "changed" });
          isTold = true;
        }
        happen({ type: "turn_frame", frame: update.frame });
      }
    } catch (thrown) {
      if (!signal.aborted) await recover(retry, problemOf(thrown), asker, waits, signal);
    }
  }

  /** Follows an answer that was asked for elsewhere. */
  async function join(messageId: string, waits = 0): Promise<void> {
    const retry: Retry = { kind: "resume", messageId };
    happen({ type: "turn_opened", retry });
    await run(retry, "elsewhere", waits);
  }

  async function recover(retry: Retry, problem: Problem, asker: Asker, waits: number, signal: AbortSignal): Promise<void> {
    if (retry.kind === "resume" && (isStatus(problem, 404) || isStatus(problem, 409) || isStatus(problem, 410))) {
      // The turn ended meanwhile: its outcome is in the history.
      await catchUp(signal);
      return happen({ type: "turn_gone" });
    }
    if (waits < maxWaits && isStatus(problem, 409)) {
      happen({ type: "turn_waits", retry, why: "busy", untilMs: ports.now() + busyPauseMs });
      await followOther(signal);
      if (!signal.aborted) await again(retry, asker, waits);
      return;
    }
    if (waits < maxWaits && problem.kind === "refused" && problem.status === 429) {
      const pauseMs = problem.retryAfterMs ?? rateLimitPauseMs;
      happen({ type: "turn_waits", retry, why: "rate_limited", untilMs: ports.now() + pauseMs });
      await ports.sleep(pauseMs);
      if (!signal.aborted) await again(retry, asker, waits);
      return;
    }
    const state = engine.state();
    // It is kept until it is proved who the visitor is.
    if (isStatus(problem, 403) && state.phase === "ready") return happen({ type: "unidentified", config: state.config });
    // What waited behind it would only meet the same trouble.
    dropKept();
    if (isHopeless(problem) && retry.kind === "send") engine.outbox()?.forget(retry.request.client_message_id);
    happen({ type: "turn_failed", problem, retry: isHopeless(problem) ? null : nextTry(retry) });
  }

  /** A message that the server has is not sent again: its answer is asked for. */
  function nextTry(retry: Retry): Retry {
    const state = engine.state();
    const turn = state.phase === "ready" ? state.conversation.turn : null;
    if (turn?.phase !== "answering" || turn.messageId === null) return retry;
    return { kind: "resume", messageId: turn.messageId };
  }

  async function again(retry: Retry, asker: Asker = "here", waits = -1): Promise<void> {
    if (retry.kind === "send" && person.isThere()) {
      // A person has come since: the message is for them.
      happen({ type: "turn_gone" });
      return person.say(retry.request);
    }
    happen({ type: "turn_opened", retry });
    await run(retry, asker, waits + 1);
  }

  /** Stays with the answer that another tab asked for, else waits a moment. */
  async function followOther(signal: AbortSignal): Promise<void> {
    const active = await catchUp(signal);
    if (signal.aborted) return;
    if (active === null) return ports.sleep(busyPauseMs);
    await join(active, maxWaits);
  }

  /** Reads the newest messages; returns the assistant message that is being written. */
  async function catchUp(signal: AbortSignal): Promise<string | null> {
    try {
      const history = await engine.client().history();
      if (signal.aborted) return null;
      happen({ type: "refreshed", history });
      return history.active_turn?.message_id ?? null;
    } catch {
      return null;
    }
  }

  return { run, again, join, catchUp };
}
