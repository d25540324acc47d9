/** Proves that an answer is followed to its end, each frame once. Leaves out HTTP (client.test.ts). */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SendRequest, TurnFrame } from "../protocol/wire.ts";
import { Failure } from "./failure.ts";
import { followTurn } from "./turn.ts";
import type { Opening } from "./turn.ts";

const request: SendRequest = { client_message_id: "c1", message: { parts: [{ type: "text", text: "hi" }] }, context: {} };
const sending: Opening = { kind: "send", request };
const unreachable = new Failure({ kind: "unreachable" });

function text(n: number): TurnFrame {
  return { type: "part_delta", id: `m.1.${n}`, part_id: "p", delta: { action: "append_text", block_index: 0, text: `${n}` } };
}
const connected: TurnFrame = { type: "status", id: "m.1.1", status: "connected", message_id: "m", user_message_id: "u1" };
const done: TurnFrame = { type: "done", id: "m.1.9", message: { message_id: "m", role: "assistant", parts: [], created_at: "" } };

type Script = (TurnFrame | Failure)[];

/** Plays one script per connection and notes how each was asked for. */
function server(...scripts: Script[]) {
  const calls: string[] = [];
  const slept: number[] = [];
  async function* connection(): AsyncGenerator<TurnFrame> {
    for (const step of scripts.shift() ?? [unreachable]) {
      if (step instanceof Failure) throw step;
      yield step;
    }
  }
  const client = {
    send: (body: SendRequest) => (calls.push(`send ${body.client_message_id}`), connection()),
    resume: (id: string, last: string | null) => (calls.push(`resume ${id} after ${last}`), connection()),
  };
  const sleep = async (ms: number): Promise<void> => void slept.push(ms);
  return { client, calls, slept, sleep };
}

async function follow(stage: ReturnType<typeof server>, opening: Opening): Promise<string[]> {
  const seen: string[] = [];
  for await (const update of followTurn(stage.client, opening, { sleep: stage.sleep })) {
    seen.push(update.type === "frame" ? update.frame.id : "interrupted");
  }
  return seen;
}

test("an_unbroken_stream_is_passed_on", async () => {
  const stage = server([connected, text(2), done]);
  assert.deepEqual(await follow(stage, sending), ["m.1.1", "m.1.2", "m.1.9"]);
  assert.deepEqual(stage.calls, ["send c1"]);
});

test("nothing_after_the_end_is_read", async () => {
  assert.deepEqual(await follow(server([connected, done, text(3)]), sending), ["m.1.1", "m.1.9"]);
});

test("a_broken_stream_goes_on_after_its_last_frame", async () => {
  const stage = server([connected, text(2), unreachable], [text(3), done]);
  assert.deepEqual(await follow(stage, sending), ["m.1.1", "m.1.2", "interrupted", "m.1.3", "m.1.9"]);
  assert.deepEqual(stage.calls, ["send c1", "resume m after m.1.2"]);
  assert.deepEqual(stage.slept, [500]);
});

test("a_stream_that_ends_without_its_end_is_broken_too", async () => {
  const stage = server([connected], [done]);
  assert.deepEqual(await follow(stage, sending), ["m.1.1", "interrupted", "m.1.9"]);
});

test("frames_seen_before_are_dropped", async () => {
  const stage = server([connected, text(2), unreachable], [connected, text(2), text(3), done]);
  assert.deepEqual(await follow(stage, sending), ["m.1.1", "m.1.2", "interrupted", "m.1.3", "m.1.9"]);
});

test("frame_numbers_compare_as_numbers", async () => {
  const stage = server([connected, text(9), text(10), text(11), { ...done, id: "m.1.12" }]);
  assert.deepEqual(await follow(stage, sending), ["m.1.1", "m.1.9", "m.1.10", "m.1.11", "m.1.12"]);
});

test("a_post_that_brought_nothing_is_sent_again_as_the_same_message", async () => {
  const stage = server([unreachable], [new Failure({ kind: "refused", status: 503, code: "internal", params: [], retryAfterMs: null })], [connected, done]);
  assert.deepEqual(await follow(stage, sending), ["interrupted", "interrupted", "m.1.1", "m.1.9"]);
  assert.deepEqual(stage.calls, ["send c1", "send c1", "send c1"]);
  assert.deepEqual(stage.slept, [500, 1000]);
});

test("patience_ends_after_five_delays", async () => {
  const stage = server();
  await assert.rejects(follow(stage, sending), { name: "Failure", message: "unreachable" });
  assert.deepEqual(stage.slept, [500, 1000, 2000, 4000, 8000]);
});

test("progress_renews_patience", async () => {
  const stage = server([connected, unreachable], [unreachable], [text(2), unreachable], [done]);
  await follow(stage, sending);
  assert.deepEqual(stage.slept, [500, 1000, 500]);
});

test("repeated_old_frames_are_no_progress", async () => {
  const stage = server(...Array.from({ length: 9 }, (): Script => [connected]));
  await assert.rejects(follow(stage, sending), { name: "Failure" });
  assert.deepEqual(stage.slept, [500, 1000, 2000, 4000, 8000]);
});

test("a_refusal_is_not_repeated", async () => {
  const conflict = new Failure({ kind: "refused", status: 409, code: "conflict", params: [], retryAfterMs: null });
  const stage = server([conflict]);
  await assert.rejects(follow(stage, sending), conflict);
  assert.deepEqual(stage.slept, []);
});

test("a_turn_of_before_is_replayed_from_its_start", async () => {
  const stage = server([connected, unreachable], [done]);
  await follow(stage, { kind: "resume", messageId: "m" });
  assert.deepEqual(stage.calls, ["resume m after null", "resume m after m.1.1"]);
});

test("an_error_frame_ends_the_turn", async () => {
  const error: TurnFrame = { type: "error", id: "m.1.3", code: "generation_failed", message: "", retryable: true };
  assert.deepEqual(await follow(server([connected, error]), sending), ["m.1.1", "m.1.3"]);
});

test("frames_without_ids_all_pass", async () => {
  const bare = { ...text(2), id: "" };
  assert.deepEqual(await follow(server([connected, bare, bare, done]), sending), ["m.1.1", "", "", "m.1.9"]);
});

test("an_answer_made_anew_is_heard_from_its_first_frame", async () => {
  const anew = { ...connected, id: "m.2.1" };
  const stage = server([connected, text(2), text(3), unreachable], [anew, { ...text(2), id: "m.2.2" }, text(3), { ...done, id: "m.2.3" }]);
  assert.deepEqual(await follow(stage, sending), ["m.1.1", "m.1.2", "m.1.3", "interrupted", "m.2.1", "m.2.2", "m.2.3"]);
});

test("the_answer_is_named_by_any_of_its_frames", async () => {
  const stage = server([text(2), unreachable], [done]);
  await follow(stage, sending);
  assert.deepEqual(stage.calls, ["send c1", "resume m after m.1.2"]);
});
