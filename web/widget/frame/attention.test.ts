/** Proves what counts as unread. Leaves out sounds and the page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../../protocol/wire.ts";
import { createAttention } from "./attention.ts";
import type { Entry } from "./entries.ts";
import type { State } from "./state.ts";

function entry(id: string, role: Message["role"] = "assistant", delivery: Entry["delivery"] = "stored"): Entry {
  return { key: id, delivery, message: { message_id: id, role, parts: [], created_at: "" } };
}

const ready = (...entries: Entry[]): State => ({ phase: "ready", conversation: { entries } }) as unknown as State;

function stage() {
  const counts: number[] = [];
  const rung: string[] = [];
  let watching: "yes" | "no" = "no";
  const attention = createAttention({
    isWatched: () => watching === "yes",
    tell: (count) => counts.push(count),
    ring: (message) => rung.push(message.message_id),
  });
  return { attention, counts, rung, watch: (next: typeof watching) => void (watching = next) };
}

test("what_was_there_at_the_start_is_not_unread", () => {
  const { attention, counts, rung } = stage();
  attention.look(ready(entry("a"), entry("b")));
  assert.deepEqual([counts, rung], [[], []]);
});

test("what_comes_while_nobody_looks_is_counted_and_rung_for_once", () => {
  const { attention, counts, rung } = stage();
  attention.look(ready());
  attention.look(ready(entry("a")));
  attention.look(ready(entry("a"), entry("u", "user"), entry("g", "agent")));
  attention.look(ready(entry("a"), entry("u", "user"), entry("g", "agent")));
  assert.deepEqual([counts, rung], [[1, 2], ["a", "g"]]);
});

test("the_visitors_own_and_what_is_not_stored_are_no_news", () => {
  const { attention, rung } = stage();
  attention.look(ready());
  attention.look(ready(entry("u", "user"), entry("x", "assistant", "sending")));
  assert.deepEqual(rung, []);
});

test("older_messages_that_are_fetched_are_no_news", () => {
  const { attention, rung } = stage();
  attention.look(ready(entry("b")));
  attention.look(ready(entry("a"), entry("b"), entry("c")));
  assert.deepEqual(rung, ["c"]);
});

test("looking_reads_everything", () => {
  const { attention, counts, rung, watch } = stage();
  const now = ready(entry("a"), entry("b"));
  attention.look(ready(entry("a")));
  attention.look(now);
  watch("yes");
  attention.look(now);
  attention.look(ready(entry("a"), entry("b"), entry("c")));
  assert.deepEqual([counts, rung], [[1, 0], ["b"]]);
});

test("another_visitor_begins_with_nothing_unread", () => {
  const { attention, counts } = stage();
  attention.look(ready());
  attention.look(ready(entry("a")));
  attention.look({ phase: "starting" });
  attention.look(ready(entry("z")));
  assert.deepEqual(counts, [1, 0]);
});
