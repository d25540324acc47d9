/**
 * Follows a talk with a person from the wish for one to its end, across broken connections.
 * Left out: what the visitor does in it (client.ts), and what is drawn of it.
 */

import type { LivechatNews, LivechatState } from "../protocol/wire.ts";
import type { ChatClient } from "./client.ts";
import { problemOf } from "./failure.ts";

export interface FollowLivechatOptions {
  sleep: (ms: number) => Promise<void>;
  signal: AbortSignal;
  /** What is known already. */
  from?: LivechatNews | null;
  /** Told whenever the server cannot be reached; what is yielded next says that it can be again. */
  onTrouble?: () => void;
}

/** How long the server holds a question when there is nothing new. */
const waitMs = 20_000;
const pausesMs: readonly number[] = [2000, 4000, 8000, 16_000, 30_000];

/** Whether a session waits for a person or has one. */
export function isOpen(state: LivechatState | null): boolean {
  return state?.status === "waiting" || state?.status === "active";
}

/**
 * Yields what is new; ends with the session, or at once when there is none. A server that cannot be reached is
 * asked again without end; a refusal throws a `Failure`.
 */
export async function* followLivechat(
  client: Pick<ChatClient, "livechatNews">,
  { sleep, signal, from = null, onTrouble = () => undefined }: FollowLivechatOptions,
): AsyncGenerator<LivechatNews, void, undefined> {
  let cursor = from?.sync_cursor ?? null;
  let after = from === null ? 0 : newest(from, 0);
  let hasMore = from?.has_more ?? false;
  let failures = 0;
  if (from !== null && !isOpen(from.state)) return;
  while (!signal.aborted) {
    try {
      const news = await client.livechatNews({ after, cursor, waitMs: hasMore ? 0 : waitMs }, signal);
      failures = 0;
      cursor = news.sync_cursor;
      after = newest(news, after);
      hasMore = news.has_more;
      yield news;
      if (!isOpen(news.state) && !hasMore) return;
    } catch (thrown) {
      if (signal.aborted) return;
      const problem = problemOf(thrown);
      const isPassing = problem.kind === "unreachable" || (problem.kind === "refused" && (problem.status >= 500 || problem.status === 429));
      if (!isPassing) throw thrown;
      onTrouble();
      await sleep(pausesMs[Math.min(failures++, pausesMs.length - 1)] ?? waitMs);
    }
  }
}

function newest(news: LivechatNews, before: number): number {
  return news.messages.reduce((most, message) => Math.max(most, message.sequence_number ?? 0), before);
}
