/** Proves when the owner's form before the chat is asked, and what becomes of it. Leaves out its drawing (e2e). */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FormDefinition } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import { Failure } from "../../sdk/failure.ts";
import type { Question } from "./asking.ts";
import { createSessionForm } from "./session_form.ts";
import type { Conversation } from "./state.ts";

const topic = { key: "topic", label: "Topic", type: "text", required: true };
const order = { key: "order", label: "Order", type: "text", required: false, visible_when: [{ field: "topic", operator: "equals", value: "order" }] };
const proof = { key: "proof", label: "Proof", type: "file", required: false };
const definition = { form_id: "intake", name: "Before we start", trigger: "session_start", fields: [topic, order, proof] } as unknown as FormDefinition;
const empty = { entries: [], since: null } as unknown as Conversation;
const begun = { entries: [{ message: { role: "user" } }], since: null } as unknown as Conversation;

function stage({ form = async () => definition, submit = async () => ({}) }: { form?: () => Promise<unknown>; submit?: (...sent: unknown[]) => Promise<unknown> } = {}) {
  const kept = new Map<string, string>();
  const heard: string[] = [];
  const known: unknown[] = [];
  const make = () =>
    createSessionForm({
      forms: () => [{ form_id: "waiting", name: "", trigger: "livechat_waiting" }, { form_id: "intake", name: "", trigger: "session_start" }] as never,
      client: () => ({ form, submit, changeSession: async (change: unknown) => void known.push(change) }) as unknown as ChatClient,
      store: { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value), removeItem: (name: string) => void kept.delete(name) },
      name: "form",
      changed: () => heard.push("changed"),
      sent: () => heard.push("sent"),
    });
  return { make, heard, known };
}

async function asked(form: ReturnType<typeof createSessionForm>): Promise<Question> {
  assert.equal(form.asker(empty), "unknown");
  await new Promise((resolve) => setTimeout(resolve));
  return form.asker(empty) as Question;
}

test("a_form_is_asked_once_before_the_first_message", async () => {
  const sent: unknown[] = [];
  const { make, heard } = stage({ submit: async (...all) => sent.push(all) });
  const form = make();
  assert.equal(form.asker(begun), "nothing");
  const question = await asked(form);
  assert.equal(question.title, "Before we start");
  assert.deepEqual(question.fields({} as never).map(({ key }) => key), ["topic", "order"], "files go with messages");
  assert.equal(question.decline, null);
  await question.send({ topic: "returns" });
  assert.deepEqual(sent, [[null, { type: "form_submission", form_id: "intake", values: { topic: "returns" } }]]);
  assert.deepEqual(heard, ["changed", "sent", "changed"]);
  assert.equal(form.asker(empty), "nothing");
  assert.equal(make().asker(empty), "nothing", "the next page of the tab knows");
  form.forget();
  assert.notEqual(form.asker(empty), "nothing", "the next conversation is asked again");
});

test("only_the_open_conversation_counts_as_begun", () => {
  const said = (created_at: string) => ({ delivery: "stored", message: { role: "user", created_at } });
  const talk = (...times: string[]) => ({ entries: times.map(said), since: "2026-01-05T10:00:00Z" }) as unknown as Conversation;
  assert.equal(stage().make().asker(talk("2026-01-05T09:00:00Z", "2026-01-05T10:00:00Z")), "unknown", "it asks");
  assert.equal(stage().make().asker(talk("2026-01-05T09:00:00Z", "2026-01-05T10:01:00Z")), "nothing");
});

test("a_form_of_which_nothing_is_needed_can_be_passed_over", async () => {
  const { make } = stage({ form: async () => ({ ...definition, fields: [{ ...topic, required: false }] }) });
  const form = make();
  (await asked(form)).decline?.();
  assert.equal(form.asker(empty), "nothing");
});

test("who_cannot_be_asked_is_not_kept_from_the_chat", async () => {
  const { make } = stage({ form: () => Promise.reject(new Error("offline")) });
  assert.equal(await asked(make()), "nothing");
});

test("a_form_that_was_sent_before_is_done_and_its_values_are_what_the_session_knows", async () => {
  const conflict = new Failure({ kind: "refused", status: 409, code: "conflict", params: [] } as never);
  const { make, heard, known } = stage({ submit: () => Promise.reject(conflict) });
  const form = make();
  await (await asked(form)).send({ topic: "x" });
  assert.equal(form.asker(empty), "nothing");
  assert.equal(heard.includes("sent"), false);
  assert.deepEqual(known, [{ metadata: { topic: "x" } }]);
});

test("a_form_that_is_refused_stays", async () => {
  const { make } = stage({ submit: () => Promise.reject(new Failure({ kind: "refused", status: 422, params: [] } as never)) });
  const form = make();
  await assert.rejects((await asked(form)).send({ topic: "x" }));
  assert.notEqual(form.asker(empty), "nothing");
});
