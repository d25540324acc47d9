/** Proves what the questions before the chat lead to. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FormField } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import { createPrechat } from "./prechat.ts";
import type { Conversation } from "./state.ts";

const empty = { entries: [] } as unknown as Conversation;
const fields: FormField[] = [
  { key: "name", label: "Name", required: true },
  { key: "order", label: "Order", required: false },
];

function setUp(kept = new Map<string, string>()) {
  const calls: unknown[] = [];
  const client = {
    submitLead: async (lead: unknown, source: string) => void calls.push(["lead", lead, source]),
    changeSession: async (change: unknown) => void calls.push(["session", change]),
  } as unknown as ChatClient;
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const prechat = createPrechat({ fields: () => fields, client: () => client, store, name: "prechat", changed: () => undefined, answered: () => calls.push("answered") });
  return { prechat, calls, kept };
}

test("an_answer_before_the_chat_is_kept_where_it_belongs_and_not_asked_for_again", async () => {
  const { prechat, calls, kept } = setUp();
  const asked = prechat.asker(empty);
  assert.ok(typeof asked === "object" && asked.place === "before" && asked.decline === null);
  await asked.send({ name: "Ada", order: "1842" });
  assert.deepEqual(calls, [["lead", { name: "Ada" }, "widget"], ["session", { metadata: { order: "1842" } }], "answered"]);
  assert.equal(prechat.asker(empty), "nothing");
  assert.equal(setUp(kept).prechat.asker(empty), "nothing", "nor after a change of page");
  prechat.forget();
  assert.notEqual(prechat.asker(empty), "nothing", "but before the next conversation");
});

test("what_is_left_blank_is_not_sent", async () => {
  const { prechat, calls } = setUp();
  const asked = prechat.asker(empty);
  assert.ok(typeof asked === "object");
  await asked.send({ name: "Ada", order: "" });
  assert.deepEqual(calls, [["lead", { name: "Ada" }, "widget"], "answered"]);
});

test("an_answer_that_the_server_does_not_take_is_asked_for_still", async () => {
  const { prechat, calls } = setUp();
  const broken = createPrechat({
    fields: () => fields,
    client: () => ({ submitLead: () => Promise.reject(new Error("no")) }) as unknown as ChatClient,
    store: { getItem: () => null, setItem: () => undefined, removeItem: () => undefined },
    name: "prechat",
    changed: () => undefined,
    answered: () => calls.push("answered"),
  });
  const asked = broken.asker(empty);
  assert.ok(typeof asked === "object");
  await assert.rejects(asked.send({ name: "Ada" }));
  assert.notEqual(broken.asker(empty), "nothing");
  assert.deepEqual([calls, typeof prechat.asker(empty)], [[], "object"]);
});
