/** Proves that a new conversation outlives a reload. Leaves out what is hidden by it (state.test.ts). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createBeginning } from "./beginning.ts";

function storage(kept = new Map<string, string>()) {
  return { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) };
}

test("a_beginning_is_there_after_a_reload_and_only_for_its_visitor", () => {
  const kept = storage();
  createBeginning(kept, "since", "v1").write("2025-01-01T10:00:00.000Z");
  assert.equal(createBeginning(kept, "since", "v1").read(), "2025-01-01T10:00:00.000Z");
  assert.equal(createBeginning(kept, "since", "v2").read(), null);
});

test("what_is_kept_in_another_shape_is_no_beginning", () => {
  for (const odd of ["{", "7", '{"visitor":"v1","since":7}']) {
    assert.equal(createBeginning(storage(new Map([["since", odd]])), "since", "v1").read(), null, odd);
  }
});

test("where_storage_is_blocked_a_beginning_holds_for_the_visit", () => {
  const blocked = (): never => {
    throw new Error("blocked");
  };
  const beginning = createBeginning({ getItem: blocked, setItem: blocked }, "since", "v1");
  beginning.write("2025-01-01T10:00:00.000Z");
  assert.equal(beginning.read(), "2025-01-01T10:00:00.000Z");
});
