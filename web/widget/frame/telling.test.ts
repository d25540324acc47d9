/** Proves what the chat tells the page and other tabs, and how a conversation is begun anew. Leaves out HTTP and drawing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Config, LivechatNews, LivechatState, Part } from "../../protocol/wire.ts";
import type { Chat } from "./chat.ts";
import { config, frames, gate, message, ready, refused, settled, shown, stage, unreachable } from "./chat.stage.ts";

test("the_page_hears_of_a_custom_part_with_its_payload_once", async () => {
  const custom: Part = { type: "custom", part_id: "p1", key: "open_cart", payload: { items: 2 } };
  const { chat, told, begin } = stage({ sends: [frames("a1", custom)] });
  await begin();
  chat.send("hi");
  await settled();
  assert.deepEqual(told.filter(({ action }) => action === "custom"), [{ action: "custom", key: "open_cart", payload: { items: 2 } }]);
});

test("other_tabs_hear_that_something_is_said_and_that_it_is_answered", async () => {
  const { chat, hints, begin } = stage({ sends: [frames("a1")] });
  await begin();
  chat.send("hi");
  await settled();
  assert.deepEqual(hints, [{ kind: "changed" }, { kind: "changed" }]);
});

test("an_answer_for_another_tab_is_shown_here_and_told_there", async () => {
  const products: Part = { type: "products", part_id: "p1", products: [] };
  const { chat, told, hints, calls, begin } = stage({
    histories: [{}, { messages: [message("u1", "user")], active_turn: { message_id: "a1", user_message_id: "u1" } }],
    resumes: [frames("a1", products)],
  });
  await begin();
  await chat.refresh();
  await settled();
  assert.deepEqual(calls, ["resume a1 after null"]);
  assert.deepEqual(shown(chat), ["u1", "a1"]);
  assert.deepEqual([told, hints], [[], []]);
});

test("what_happened_elsewhere_during_an_answer_is_read_after_it", async () => {
  const held = gate();
  const { chat, begin } = stage({ sends: [[frames("a1")[0]!, held.opened, ...frames("a1").slice(1)]], histories: [{}, { messages: [message("x1", "assistant")] }] });
  await begin();
  chat.send("hi");
  await settled();
  await chat.refresh();
  assert.deepEqual(shown(chat), ["a1-user"]);
  held.open();
  await settled();
  assert.equal(shown(chat).includes("x1"), true);
});

const ticket: Parameters<Chat["submitForm"]>[1] = { type: "support_ticket", name: "Ada" };

test("a_form_that_was_sent_is_told_to_the_page_and_to_other_tabs", async () => {
  const { chat, told, hints, begin } = stage();
  await begin();
  await chat.submitForm("p1", ticket);
  assert.deepEqual(ready(chat).forms.p1, { phase: "sent", confirmation: "Noted." });
  assert.deepEqual(told, [{ action: "formSubmitted", form_type: "support_ticket" }]);
  assert.deepEqual(hints, [{ kind: "changed" }]);
});

test("a_form_whose_answer_was_lost_is_not_sent_twice", async () => {
  const { chat, calls, begin } = stage({ receipts: [unreachable, refused(409)], histories: [{}, { submitted_part_ids: ["p1"] }] });
  await begin();
  await chat.submitForm("p1", ticket);
  assert.equal(ready(chat).forms.p1?.phase, "refused");
  await chat.submitForm("p1", ticket);
  assert.deepEqual(calls, ["submit p1", "submit p1"]);
  assert.equal(ready(chat).forms.p1?.phase, "sent");
});

const withPeople = { ...config, livechat: { enabled: true } } as Config;

function talk(status: LivechatState["status"]): LivechatNews {
  return { state: { status, livechat_session_id: "l1", feedback: { status: "not_available" } } as LivechatState, messages: [], has_more: false, sync_cursor: status };
}

test("the_page_hears_how_the_talk_with_a_person_stands", async () => {
  const { chat, told, calls, begin } = stage({ settings: withPeople, news: [talk("inactive"), talk("waiting"), talk("active"), talk("closed")] });
  await begin();
  await chat.askForPerson(null);
  await settled();
  assert.deepEqual(calls, ["handover null from https://shop.example/"]);
  assert.deepEqual(told, [
    { action: "livechatStarted" },
    { action: "livechatState", state: "waiting" },
    { action: "livechatState", state: "active" },
    { action: "livechatState", state: "closed" },
  ]);
});

test("a_form_can_ask_for_a_person", async () => {
  const receipts = [{ submission_id: "s1", confirmation_text: null, livechat_session: { livechat_session_id: "l1" } }];
  const { chat, told, begin } = stage({ settings: withPeople, receipts, news: [talk("inactive"), talk("waiting")] });
  await begin();
  await chat.submitForm("p1", { type: "form_submission", values: {} });
  await settled();
  assert.deepEqual(told.slice(0, 3), [{ action: "formSubmitted", form_type: "form_submission" }, { action: "livechatStarted" }, { action: "livechatState", state: "waiting" }]);
});

test("ratings_go_with_their_words_and_are_told", async () => {
  const { chat, told, calls, begin } = stage({ settings: withPeople, news: [talk("inactive")] });
  await begin();
  await chat.rate(4, "Quick");
  await chat.ratePerson(5, "");
  assert.deepEqual(calls, ["rate 4 Quick", "rate person 5 "]);
  assert.deepEqual(told.map((one) => one.action === "ratingSubmitted" && one.rating), [4, 5]);
});

test("a_new_conversation_leaves_the_person_and_begins_behind_what_was_said", async () => {
  const nothingMore = new Promise<never>(() => undefined);
  const { chat, told, hints, calls, beginning, begin } = stage({
    settings: withPeople,
    news: [talk("active"), nothingMore],
    histories: [{ messages: [message("m1", "assistant")] }, { messages: [message("m2", "agent"), message("m1", "assistant")] }],
    sends: [frames("a1")],
  });
  await begin();
  await chat.reset();
  assert.deepEqual(calls, ["leave"]);
  assert.equal(beginning.read(), "2025-01-01T10:00:00.000Z");
  assert.equal(ready(chat).since, "2025-01-01T10:00:00.000Z");
  assert.deepEqual(hints, [{ kind: "began", since: "2025-01-01T10:00:00.000Z" }]);
  assert.equal(told.at(-1)?.action, "conversationEnded");
});

test("a_new_conversation_may_begin_with_a_message_which_is_its_first", async () => {
  const { chat, told, begin } = stage({ histories: [{ messages: [message("m1", "user")] }, { messages: [message("m1", "user")] }], sends: [frames("a1")] });
  await begin();
  await chat.reset("hello");
  await settled();
  assert.deepEqual(told.map(({ action }) => action), ["conversationEnded", "userMessageSubmitted", "firstMessageSent"]);
  const own = ready(chat).entries.find((entry) => entry.message.message_id === "a1-user");
  assert.ok(own !== undefined && own.message.created_at > "2025-01-01T10:00:00.000Z", "whatever this machine's clock says");
});

test("a_new_conversation_that_is_wanted_before_the_chat_is_there_begins_with_it", async () => {
  const { chat, calls, begin } = stage({ settings: withPeople, news: [talk("waiting"), new Promise<never>(() => undefined)], histories: [{ messages: [message("m1", "user")] }, { messages: [message("m1", "user")] }] });
  void chat.reset();
  await begin();
  assert.deepEqual(calls, ["leave"], "nobody is left waiting");
  assert.equal(ready(chat).since, "2025-01-01T10:00:00.000Z");
});
