/** Proves what `_sa.updateContact` takes, merges and refuses. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeAttributes } from "./smartagent_attributes.ts";
import type { Attributes } from "./smartagent_attributes.ts";

function merge(before: Attributes, given: unknown) {
  const warnings: string[] = [];
  return { ...mergeAttributes(before, given, (text) => warnings.push(text)), warnings };
}

const cases: [string, Attributes, unknown, Attributes, Attributes, number][] = [
  ["flat", {}, { customerId: "123", "sa-customer-name": "Jane" }, { customerId: "123", "sa-customer-name": "Jane" }, { customerId: "123", "sa-customer-name": "Jane" }, 0],
  ["wrapped", {}, { attributes: { vip: true, visits: 3 } }, { vip: true, visits: 3 }, { vip: true, visits: 3 }, 0],
  ["later calls merge", { a: "1", b: "2" }, { b: "3" }, { a: "1", b: "3" }, { b: "3" }, 0],
  ["null removes", { a: "1", b: "2" }, { a: null }, { b: "2" }, { a: null }, 0],
  ["bad keys are passed over", {}, { "a b": "1", "": "2", "ok_-9": "3" }, { "ok_-9": "3" }, { "ok_-9": "3" }, 2],
  ["bad values are passed over", { a: "1" }, { a: { b: 1 }, c: [1], d: NaN, e: undefined }, { a: "1" }, {}, 4],
  ["no object", { a: "1" }, "a", { a: "1" }, {}, 1],
  ["no list", { a: "1" }, ["a"], { a: "1" }, {}, 1],
  ["nothing", { a: "1" }, null, { a: "1" }, {}, 1],
  ["too much together", { a: "x".repeat(20_000) }, { b: "y".repeat(20_000) }, { a: "x".repeat(20_000) }, {}, 1],
  ["as much as fits", { a: "x".repeat(20_000) }, { a: "y".repeat(32_000) }, { a: "y".repeat(32_000) }, { a: "y".repeat(32_000) }, 0],
];

test("attributes_are_merged_within_their_limits_and_the_console_tells_of_the_rest", () => {
  for (const [name, before, given, all, changed, warned] of cases) {
    const merged = merge(before, given);
    assert.deepEqual([merged.all, merged.changed, merged.warnings.length], [all, changed, warned], name);
  }
});
