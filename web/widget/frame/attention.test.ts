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

/** Lets what was promised come true. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Tabs of one browser share what is kept, and who rings. */
function browser() {
  const rung = new Set<string>();
  const kept = new Map<string, string>();
  return {
    claim: async (id: string) => !rung.has(id) && rung.add(id).has(id),
    store: { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) },
  };
}

function stage(shared = browser(), visitor = "ada") {
  const reads: string[] = [];
  const counts: number[] = [];
  const rung: string[] = [];
  let watching: "yes" | "no" = "no";
  const attention = createAttention({
    isWatched: () => watching === "yes",
    tell: (count) => counts.push(count),
    ring: (message) => rung.push(message.message_id),
    tellRead: (id) => reads.push(id),
    ...shared,
    name: "read",
    visitor: () => visitor,
  });
  return { reads, attention, counts, rung, watch: (next: typeof watching) => void (watching = next) };
}

test("what_was_there_at_the_start_is_not_unread_which_the_page_is_told_once_it_is_known", async () => {
  const { attention, counts, rung } = stage();
  attention.look({ phase: "starting" });
  assert.deepEqual(counts, []);
  attention.look(ready(entry("a"), entry("b")));
  await settled();
  assert.deepEqual([counts, rung], [[0], []]);
});

test("what_comes_while_nobody_looks_is_counted_and_rung_for_once", async () => {
  const { attention, counts, rung } = stage();
  attention.look(ready());
  attention.look(ready(entry("a")));
  attention.look(ready(entry("a"), entry("u", "user"), entry("g", "agent")));
  attention.look(ready(entry("a"), entry("u", "user"), entry("g", "agent")));
  await settled();
  assert.deepEqual([counts, rung], [[0, 1, 2], ["a", "g"]]);
});

test("the_visitors_own_and_what_is_not_stored_are_no_news", async () => {
  const { attention, rung } = stage();
  attention.look(ready());
  attention.look(ready(entry("u", "user"), entry("x", "assistant", "sending")));
  await settled();
  assert.deepEqual(rung, []);
});

test("older_messages_that_are_fetched_are_no_news", async () => {
  const { attention, rung } = stage();
  attention.look(ready(entry("b")));
  attention.look(ready(entry("a"), entry("b"), entry("c")));
  await settled();
  assert.deepEqual(rung, ["c"]);
});

test("looking_reads_everything", async () => {
  const { attention, counts, rung, watch } = stage();
  const now = ready(entry("a"), entry("b"));
  attention.look(ready(entry("a")));
  attention.look(now);
  await settled();
  watch("yes");
  attention.look(now);
  attention.look(ready(entry("a"), entry("b"), entry("c")));
  await settled();
  assert.deepEqual([counts, rung], [[0, 1, 0], ["b"]]);
});

test("another_visitor_begins_with_nothing_unread", () => {
  const { attention, counts } = stage();
  attention.look(ready());
  attention.look(ready(entry("a")));
  attention.look({ phase: "starting" });
  attention.look(ready(entry("z")));
  assert.deepEqual(counts, [0, 1, 0]);
});

test("what_was_not_read_before_a_reload_is_counted_after_it_and_not_rung_for_again", async () => {
  const shared = browser();
  const before = stage(shared);
  before.watch("yes");
  before.attention.look(ready(entry("a")));
  before.watch("no");
  before.attention.look(ready(entry("a"), entry("b"), entry("c")));
  const later = stage(shared);
  later.attention.look(ready(entry("a"), entry("b"), entry("c")));
  await settled();
  assert.deepEqual([later.counts, later.rung], [[2], []]);
  const another = stage(shared, "bob");
  another.attention.look(ready(entry("a"), entry("b")));
  assert.deepEqual(another.counts, [0]);
});

test("the_first_message_of_all_stays_unread_over_a_reload", () => {
  const shared = browser();
  const before = stage(shared);
  before.watch("yes");
  before.attention.look(ready());
  const later = stage(shared);
  later.attention.look(ready(entry("a")));
  assert.deepEqual([before.reads, later.counts], [[], [1]]);
});

test("what_one_tab_shows_is_read_in_the_others_and_one_of_them_rings", async () => {
  const shared = browser();
  const [shown, other, third] = [stage(shared), stage(shared), stage(shared)];
  const all = [shown, other, third];
  for (const { attention } of all) attention.look(ready(entry("a")));
  for (const { attention } of all) attention.look(ready(entry("a"), entry("b")));
  await settled();
  assert.deepEqual(all.flatMap(({ rung }) => rung), ["b"]);
  shown.watch("yes");
  for (const { attention } of all) attention.look(ready(entry("a"), entry("b"), entry("c")));
  assert.deepEqual(shown.reads, ["c"]);
  for (const { attention } of [other, third]) attention.readElsewhere("c");
  await settled();
  assert.deepEqual(all.map(({ counts }) => counts.at(-1)), [0, 0, 0]);
  assert.deepEqual(all.flatMap(({ rung }) => rung), ["b"]);
});
