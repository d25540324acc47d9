/** Proves that one tab rings where a browser has no locks. Leaves out the locks, which are the browser's. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isFirstToNote } from "./turn_to_ring.ts";
import type { Shelf } from "./turn_to_ring.ts";

/** What all tabs of a browser share, and a clock that `pass` moves. */
function browser() {
  const kept = new Map<string, string>();
  const waiting: (() => void)[] = [];
  let now = 1_000_000;
  const shelf: Shelf = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) };
  return {
    kept,
    tab: (id: string) => isFirstToNote(id, () => shelf, () => new Promise((resolve) => void waiting.push(resolve)), () => now),
    pass(ms: number) {
      now += ms;
      for (const wake of waiting.splice(0)) wake();
    },
  };
}

test("of_all_tabs_one_rings_for_each_message_and_a_late_one_does_not", async () => {
  const { tab, pass } = browser();
  const asked = [tab("a"), tab("a"), tab("b"), tab("a"), tab("b")];
  pass(100);
  assert.deepEqual(await Promise.all(asked), [true, false, true, false, false]);
  pass(2000);
  assert.equal(await tab("a"), false);
});

test("of_tabs_that_write_at_once_the_one_whose_note_stands_rings", async () => {
  const { kept, tab, pass } = browser();
  const overwritten = tab("a");
  kept.clear();
  const stands = tab("a");
  pass(100);
  assert.deepEqual([await overwritten, await stands], [false, true]);
});

test("old_notes_go_and_what_is_no_note_counts_for_nothing", async () => {
  const { kept, tab, pass } = browser();
  for (const odd of ["null", "{"]) {
    kept.set("parlour_ring", odd);
    const alone = tab("z");
    pass(100);
    assert.equal(await alone, true);
  }
  kept.set("parlour_ring", "{");
  const first = tab("a");
  pass(40_000);
  assert.equal(await first, true);
  const next = tab("b");
  assert.deepEqual((JSON.parse(kept.get("parlour_ring")!) as { id: string }[]).map(({ id }) => id), ["b"]);
  pass(100);
  assert.equal(await next, true);
});

test("where_storage_is_blocked_every_tab_rings", async () => {
  const blocked = (): never => {
    throw new Error("blocked");
  };
  assert.equal(await isFirstToNote("a", blocked, async () => undefined), true);
});
