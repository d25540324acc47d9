/** Proves where things are kept. Leaves out the page's side (later/kept.ts, e2e). */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FrameMessage } from "../messages.ts";
import { createKeeping } from "./keeping.ts";

function blocked(): Storage {
  throw new Error("blocked");
}

function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  } as Partial<Storage> as Storage;
}

function stage(tab: () => Storage, visits: () => Storage, place: "embedded" | "alone" = "embedded") {
  const told: FrameMessage[] = [];
  return { told, keeping: createKeeping({ place, post: (message) => void told.push(message) }, { tab, visits }) };
}

test("the_browsers_own_storage_is_used_where_it_is_open", () => {
  const own = storage();
  const { told, keeping } = stage(blocked, () => own);
  keeping.visits.setItem("a", "1");
  assert.deepEqual([own.getItem("a"), keeping.visits.getItem("a"), told], ["1", "1", []]);
});

test("where_it_is_blocked_the_page_keeps_it_and_tells_it_at_the_start", () => {
  const { told, keeping } = stage(blocked, blocked);
  keeping.learn({ a: "1", odd: 7 }, null);
  assert.deepEqual([keeping.tab.getItem("a"), keeping.tab.getItem("odd"), keeping.visits.getItem("a")], ["1", null, null]);
  keeping.visits.setItem("b", "2");
  keeping.tab.removeItem("a");
  keeping.tab.removeItem("never");
  assert.deepEqual(told, [
    { action: "keep", span: "visits", name: "b", value: "2" },
    { action: "keep", span: "tab", name: "a", value: null },
  ]);
  assert.equal(keeping.visits.getItem("b"), "2");
});

test("what_is_long_is_not_put_upon_the_page", () => {
  const { told, keeping } = stage(blocked, blocked);
  assert.throws(() => keeping.tab.setItem("a", "x".repeat(50_001)));
  assert.deepEqual(told, []);
});

test("alone_there_is_no_page_to_keep_anything", () => {
  const { keeping } = stage(blocked, blocked, "alone");
  assert.throws(() => keeping.tab.setItem("a", "1"), /blocked/);
});
