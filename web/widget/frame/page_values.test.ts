/** Proves when a page's values go to the server. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createPageValues } from "./page_values.ts";

test("values_are_told_when_they_change_and_again_when_telling_failed", async () => {
  const told: unknown[] = [];
  let answer: Promise<void> = Promise.resolve();
  const tell = createPageValues((values) => {
    told.push(values);
    return answer;
  });
  tell({});
  assert.equal(told.length, 0, "a page that keeps none has nothing to tell");
  tell({ plan: "free" });
  tell({ plan: "free" });
  assert.equal(told.length, 1);
  answer = Promise.reject(new Error("no network"));
  tell({ plan: "premium" });
  await answer.catch(() => undefined);
  answer = Promise.resolve();
  tell({ plan: "premium" });
  assert.deepEqual(told, [{ plan: "free" }, { plan: "premium" }, { plan: "premium" }]);
});
