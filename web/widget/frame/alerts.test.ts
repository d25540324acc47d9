/** Proves that nothing sounds or shows itself unless the visitor wants it. Leaves out the browser's part. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../../protocol/wire.ts";
import { createAlerts } from "./alerts.ts";

const message: Message = {
  message_id: "m1",
  role: "assistant",
  created_at: "",
  parts: [{ type: "rich_text", part_id: "p", blocks: [{ type: "paragraph", spans: [{ type: "text", text: "Hello" }] }] }],
};

function stage(answer: "granted" | "denied" = "granted", kept = new Map<string, string>()) {
  const done: string[] = [];
  const storage = { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) };
  const desktop = { ask: async () => (done.push("ask"), answer), show: (title: string, body: string) => void done.push(`show ${title}: ${body}`) };
  return { alerts: createAlerts(storage, "alerts", desktop, () => void done.push("play")), done, kept };
}

test("nothing_is_asked_for_and_nothing_rings_until_the_visitor_wants_it", () => {
  const { alerts, done } = stage();
  alerts.ring("Shop", message);
  assert.deepEqual(done, []);
});

test("what_is_turned_on_is_heard_at_once_and_with_each_message", async () => {
  const { alerts, done } = stage();
  alerts.setSound("on");
  await alerts.setDesktop("on");
  alerts.ring("Alice writes", message);
  assert.deepEqual(done, ["play", "ask", "play", "show Alice writes: Hello"]);
});

test("a_refused_permission_leaves_it_off_and_says_so", async () => {
  const { alerts, done } = stage("denied");
  await alerts.setDesktop("on");
  assert.equal(alerts.desktop(), "blocked");
  alerts.ring("Shop", message);
  assert.deepEqual(done, ["ask"]);
  await alerts.setDesktop("off");
  assert.equal(alerts.desktop(), "off");
});

test("a_wish_is_kept_for_the_next_visit_and_a_broken_one_is_none", async () => {
  const first = stage();
  first.alerts.setSound("on");
  assert.equal(stage("granted", first.kept).alerts.sound(), "on");
  assert.equal(stage("granted", new Map([["alerts", "{"]])).alerts.sound(), "off");
});
