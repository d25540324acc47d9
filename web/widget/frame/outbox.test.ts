/** Proves what a tab keeps of messages that were not sent. Leaves out sending them (chat.test.ts). */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SendRequest } from "../../protocol/wire.ts";
import { createOutbox } from "./outbox.ts";
import type { TabStorage } from "./outbox.ts";

function request(id: string, text = "hi"): SendRequest {
  return { client_message_id: id, message: { parts: [{ type: "text", text }] }, context: {} };
}

/** A tab whose storage takes so many characters. */
function tab(room = Infinity): TabStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem(name, value) {
      if (value.length > room) throw new Error("full");
      kept.set(name, value);
    },
    removeItem: (name) => void kept.delete(name),
  };
}

const open = (storage: TabStorage, visitor = "visitor-1") => createOutbox(() => storage, "unsent", visitor);
const ids = (all: readonly SendRequest[]): string[] => all.map((one) => one.client_message_id);

test("what_is_kept_is_there_after_a_reload_until_it_is_forgotten", () => {
  const storage = tab();
  const outbox = open(storage);
  outbox.keep(request("c1"));
  outbox.keep(request("c2"));
  assert.deepEqual(open(storage).all(), [request("c1"), request("c2")]);
  outbox.forget("c1");
  assert.deepEqual(ids(open(storage).all()), ["c2"]);
  outbox.clear();
  assert.deepEqual(open(storage).all(), []);
});

test("another_visitor_finds_nothing_and_leaves_nothing", () => {
  const storage = tab();
  open(storage).keep(request("c1"));
  assert.deepEqual(open(storage, "visitor-2").all(), []);
  assert.equal(storage.getItem("unsent"), null);
});

test("a_message_that_does_not_fit_is_kept_in_memory_only_and_says_so", () => {
  const storage = tab(300);
  const outbox = open(storage);
  outbox.keep(request("c1"));
  outbox.keep(request("c2", "x".repeat(400)));
  assert.deepEqual(ids(outbox.all()), ["c1", "c2"]);
  assert.deepEqual([outbox.outlivesReload("c1"), outbox.outlivesReload("c2")], [true, false]);
  assert.deepEqual(ids(open(storage).all()), ["c1"]);
});

test("blocked_storage_costs_memory_only", () => {
  const blocked = (): TabStorage => {
    throw new Error("blocked");
  };
  const outbox = createOutbox(blocked, "unsent", "visitor-1");
  outbox.keep(request("c1"));
  assert.deepEqual(ids(outbox.all()), ["c1"]);
  assert.equal(outbox.outlivesReload("c1"), false);
  outbox.forget("c1");
  assert.deepEqual(outbox.all(), []);
});

test("what_somebody_else_wrote_under_the_name_is_ignored", () => {
  for (const foreign of ["no JSON", "null", "[]", '{"visitor":"visitor-1"}', '{"visitor":"visitor-1","requests":[1,{}]}']) {
    const storage = tab();
    storage.setItem("unsent", foreign);
    assert.deepEqual(open(storage).all(), [], foreign);
  }
});
