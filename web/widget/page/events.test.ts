/** Proves what a subscriber hears, and that one cannot spoil it for another. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ParlourEvent } from "../parlour.d.ts";
import { createEvents } from "./events.ts";

/** A bus whose clock goes on by a second an event. */
function ticking() {
  let at = 1_700_000_000_000;
  return createEvents(() => (at += 1000));
}

test("who_subscribes_late_hears_all_that_was_at_its_time_and_then_what_comes", () => {
  const events = ticking();
  events.emit("ready", { chatbotId: "shop-bot" });
  events.emit("opened", { source: "button" });
  const heard: ParlourEvent[] = [];
  const end = events.subscribe((event) => heard.push(event));
  const before = [
    { type: "ready", data: { chatbotId: "shop-bot" }, timestamp: 1_700_000_001_000 },
    { type: "opened", data: { source: "button" }, timestamp: 1_700_000_002_000 },
  ];
  assert.deepEqual(heard, before, "before subscribe returns");
  events.emit("closed", {});
  assert.deepEqual(heard.slice(2), [{ type: "closed", data: {}, timestamp: 1_700_000_003_000 }]);
  end();
  events.emit("closed", {});
  assert.equal(heard.length, 3);
});

test("on_hears_one_type_from_now_on_and_once_hears_it_once", () => {
  const events = ticking();
  events.emit("unread", { count: 1 });
  const [all, first]: [number[], number[]] = [[], []];
  const end = events.on("unread", ({ count }) => all.push(count));
  events.once("unread", ({ count }) => first.push(count));
  events.emit("closed", {});
  events.emit("unread", { count: 2 });
  events.emit("unread", { count: 3 });
  end();
  events.emit("unread", { count: 4 });
  assert.deepEqual([all, first], [[2, 3], [2]]);
});

test("a_subscriber_that_throws_spoils_it_for_nobody_and_the_page_hears_of_it", (t) => {
  const events = ticking();
  const late: (() => void)[] = [];
  t.mock.method(globalThis, "setTimeout", (act: () => void) => late.push(act));
  const heard: string[] = [];
  events.subscribe(() => {
    throw new Error("the page's own mistake");
  });
  events.subscribe((event) => heard.push(event.type));
  events.emit("closed", {});
  assert.deepEqual(heard, ["closed"]);
  assert.equal(late.length, 1);
  assert.throws(late[0]!, /the page's own mistake/);
});

test("one_function_that_subscribes_twice_hears_twice_and_ends_one_at_a_time", () => {
  const events = ticking();
  let calls = 0;
  const count = () => (calls += 1);
  const end = events.subscribe(count);
  events.subscribe(count);
  events.emit("closed", {});
  end();
  events.emit("closed", {});
  assert.equal(calls, 3);
});
