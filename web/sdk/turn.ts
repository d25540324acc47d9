/**
 * Follows one answer to its end across broken connections: every frame once, in order.
 * Left out: what to do when that fails for good; the caller shows a retry.
 */

import type { SendRequest, TurnFrame } from "../protocol/wire.ts";
import type { ChatClient } from "./client.ts";
import { Failure } from "./failure.ts";

export type Opening = { kind: "send"; request: SendRequest } | { kind: "resume"; messageId: string };

export type TurnUpdate =
  | { type: "frame"; frame: TurnFrame }
  /** The connection broke and will be tried again. */
  | { type: "interrupted" };

export interface FollowOptions {
  sleep: (ms: number) => Promise<void>;
  /** Without a network every try is in vain: those do not count, and there is no giving up. */
  network?: () => "offline" | "unknown";
  signal?: AbortSignal;
  delaysMs?: readonly number[];
}

const delays: readonly number[] = [500, 1000, 2000, 4000, 8000];

/**
 * Ends after a `done` or `error` frame. Throws a `Failure` when the server refuses, or when it
 * stayed unreachable after all delays; frames that arrived start the delays anew.
 */
export async function* followTurn(
  client: Pick<ChatClient, "send" | "resume">,
  opening: Opening,
  options: FollowOptions,
): AsyncGenerator<TurnUpdate, void, undefined> {
  const { sleep, signal, network = () => "unknown", delaysMs = delays } = options;
  let messageId = opening.kind === "resume" ? opening.messageId : null;
  let lastId: string | null = null;
  let failures = 0;
  for (;;) {
    let failure = new Failure({ kind: "unreachable" });
    try {
      const frames: AsyncIterable<TurnFrame> =
        messageId === null && opening.kind === "send"
          ? client.send(opening.request, signal)
          : client.resume(messageId ?? "", lastId, signal);
      for await (const frame of frames) {
        if (isOld(frame.id, lastId)) continue;
        if (frame.id !== "") {
          lastId = frame.id;
          failures = 0;
        }
        messageId ??= messageIdOf(frame);
        yield { type: "frame", frame };
        if (frame.type === "done" || frame.type === "error") return;
      }
    } catch (thrown) {
      if (signal?.aborted || !isPassing(thrown)) throw thrown;
      failure = thrown;
    }
    if (signal?.aborted) return;
    const delay = network() === "offline" ? delaysMs[delaysMs.length - 1] : delaysMs[failures++];
    if (delay === undefined) throw failure;
    yield { type: "interrupted" };
    await sleep(delay);
  }
}

/** Failures that a little patience may cure. */
function isPassing(thrown: unknown): thrown is Failure {
  if (!(thrown instanceof Failure)) return false;
  return thrown.problem.kind === "unreachable" || (thrown.problem.kind === "refused" && thrown.problem.status >= 500);
}

function messageIdOf(frame: TurnFrame): string | null {
  if (frame.type === "status" && frame.message_id) return frame.message_id;
  return placeOf(frame.id)?.messageId ?? null;
}

/**
 * Both numbers of an id rise: a frame at or below the last one was seen already. A failed answer
 * that is made anew counts its frames from 1 again, under the next attempt.
 */
function isOld(id: string, lastId: string | null): boolean {
  if (id === "" || lastId === null) return false;
  const [place, last] = [placeOf(id), placeOf(lastId)];
  // An id of another shape has no order: then only the very same id counts as seen.
  if (place === null || last === null) return id === lastId;
  if (place.attempt !== last.attempt) return place.attempt < last.attempt;
  return place.number <= last.number;
}

/** An id's parts, `<message id>.<attempt>.<number>`; null for another shape. */
function placeOf(id: string): { messageId: string; attempt: number; number: number } | null {
  const [, messageId, attempt, number] = /^(.+)\.(\d+)\.(\d+)$/.exec(id) ?? [];
  return messageId === undefined ? null : { messageId, attempt: Number(attempt), number: Number(number) };
}
