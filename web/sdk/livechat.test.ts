/** Proves how a talk with a person is followed to its end. Leaves out HTTP and what is done in it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { LivechatNews, LivechatState } from "../protocol/wire.ts";
import { Failure } from "./failure.ts";
import { followLivechat } from "./livechat.ts";

const unreachable = new Failure({ kind: "unreachable" });

function refused(status: number): Failure {
  return new Failure({ kind: "refused", status, code: "x", params: [], retryAfterMs: null });
}

function news(status: LivechatState["status"], cursor: string, ...numbers: number[]): LivechatNews {
  const state: LivechatState = {
    status,
    livechat_session_id: "s",
    active_agent: null,
    is_agent_typing: false,
    feedback: { status: "not_available" },
    state_version: 1,
  };
  const messages = numbers.map((number) => ({
    message_id: `m${number}`,
    role: "agent" as const,
    parts: [],
    created_at: "",
    sequence_number: number,
  }));
  return { state, messages, has_more: false, sync_cursor: cursor };
}

/** Follows a server that answers like this; gives what it was asked and how long was waited between. */
async function follow(script: (LivechatNews | Failure)[], from: LivechatNews | null = null) {
  const asked: string[] = [];
  const slept: number[] = [];
  const seen: string[] = [];
  const client = {
    livechatNews: async ({ after, cursor, waitMs }: { after: number; cursor: string | null; waitMs: number }) => {
      asked.push(`after ${after} from ${cursor} for ${waitMs}`);
      const next = script.shift() ?? news("closed", "end");
      if (next instanceof Failure) throw next;
      return next;
    },
  };
  const sleep = async (ms: number): Promise<void> => void slept.push(ms);
  let failure: unknown = null;
  try {
    for await (const one of followLivechat(client, { sleep, signal: new AbortController().signal, from })) seen.push(one.state.status);
  } catch (thrown) {
    failure = thrown;
  }
  return { asked, slept, seen, failure };
}

test("a_session_is_followed_from_the_wish_to_its_end", async () => {
  const { asked, seen } = await follow([news("waiting", "a"), news("active", "b", 1, 2), news("closed", "c", 3)]);
  assert.deepEqual(seen, ["waiting", "active", "closed"]);
  assert.deepEqual(asked, ["after 0 from null for 20000", "after 0 from a for 20000", "after 2 from b for 20000"]);
});

test("what_is_known_already_is_not_asked_for_again", async () => {
  const { asked } = await follow([], news("active", "b", 1, 2));
  assert.deepEqual(asked, ["after 2 from b for 20000"]);
});

test("nothing_is_asked_where_no_session_is_open", async () => {
  for (const status of ["inactive", "closed"] as const) {
    assert.deepEqual((await follow([], news(status, "a"))).asked, []);
  }
});

test("more_messages_are_fetched_without_waiting_and_to_the_last_one", async () => {
  const { asked, seen } = await follow([{ ...news("closed", "a", 100), has_more: true }, news("closed", "b", 101)]);
  assert.deepEqual(asked, ["after 0 from null for 20000", "after 100 from a for 0"]);
  assert.deepEqual(seen, ["closed", "closed"]);
});

test("a_server_that_cannot_be_reached_is_asked_again_ever_more_rarely", async () => {
  const trouble = [unreachable, refused(503), refused(429), unreachable, unreachable, unreachable];
  const { slept, failure } = await follow([...trouble, news("active", "a"), unreachable]);
  assert.deepEqual(slept, [2000, 4000, 8000, 16_000, 30_000, 30_000, 2000]);
  assert.equal(failure, null);
});

test("a_refusal_ends_it", async () => {
  const no = refused(403);
  assert.deepEqual((await follow([no])).failure, no);
});
