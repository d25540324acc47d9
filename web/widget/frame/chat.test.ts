/** Proves what the chat does about each answer of the server. Leaves out HTTP and drawing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Part } from "../../protocol/wire.ts";
import { config, frames, gate, message, newTab, ready, refused, settled, shown, stage, unreachable } from "./chat.stage.ts";
import type { Connection } from "./chat.stage.ts";

test("an_answer_that_was_under_way_is_resumed_at_the_start", async () => {
  const { chat, calls, begin } = stage({
    histories: [{ messages: [message("u1", "user")], active_turn: { message_id: "a1", user_message_id: "u1" } }],
    resumes: [frames("a1")],
  });
  await begin();
  assert.deepEqual(calls, ["resume a1 after null"]);
  assert.deepEqual(shown(chat), ["u1", "a1"]);
  assert.equal(ready(chat).turn.phase, "idle");
});

test("what_the_page_says_early_waits_for_the_chat_and_for_the_answer_under_way", async () => {
  const { chat, calls, begin } = stage({
    histories: [{ active_turn: { message_id: "a1", user_message_id: "u1" } }],
    resumes: [frames("a1")],
    sends: [frames("a2"), frames("a3")],
  });
  chat.sendWhenFree("one");
  chat.sendWhenFree("two");
  assert.deepEqual(calls, []);
  await begin();
  await settled();
  assert.deepEqual(calls, ["resume a1 after null", "send c1", "send c2"]);
  assert.deepEqual(shown(chat), ["a1", "a2-user", "a2", "a3-user", "a3"]);
});

test("only_the_very_first_message_is_told_as_first", async () => {
  const { chat, told, begin } = stage({ sends: [frames("a1"), frames("a2")] });
  await begin();
  chat.send("one");
  await settled();
  chat.send("two");
  await settled();
  assert.deepEqual(told.map((one) => one.action), ["userMessageSubmitted", "firstMessageSent", "userMessageSubmitted"]);
});

test("the_page_hears_of_the_first_content_of_products_and_of_forms_once", async () => {
  const products: Part = {
    type: "products",
    part_id: "p1",
    products: [{ id: "1", title: "T", image_url: null, price: { amount: 1, currency: "EUR" }, url: "https://shop.example/1" }],
  };
  const form: Part = { type: "show_contact_form", part_id: "p2", fields: [] };
  const { chat, told, begin } = stage({ sends: [frames("a1", products, form)] });
  await begin();
  chat.send("hi");
  await settled();
  assert.deepEqual(told.slice(2), [
    { action: "assistantFirstToken" },
    { action: "productRecommendation", urls: ["https://shop.example/1"] },
    { action: "contactFormShown" },
  ]);
});

test("the_page_hears_what_a_question_was_about_as_soon_as_the_server_knows", async () => {
  const { chat, told, asked, slept, begin } = stage({
    sends: [frames("a1"), frames("a2")],
    topics: [
      { classification: null, classified: false },
      { classification: "Order", classified: true },
      { classification: null, classified: true },
    ],
  });
  await begin();
  chat.send("where is my order?");
  await settled();
  assert.deepEqual(told.at(-1), { action: "conversationClassified", emne: "Order" });
  assert.ok(slept.every((ms) => ms > 0), "it gives the server time");
  chat.send("thanks");
  await settled();
  assert.deepEqual(told.at(-1), { action: "conversationClassified", emne: null });
  assert.deepEqual(asked, ["a1", "a1", "a2"]);
});

test("a_server_that_does_not_say_what_a_question_was_about_is_soon_left_in_peace", async () => {
  const { chat, told, asked, begin } = stage({
    sends: [frames("a1")],
    topics: [unreachable, { classification: null, classified: false }, refused(404)],
  });
  await begin();
  chat.send("hi");
  await settled();
  assert.deepEqual(asked, ["a1", "a1", "a1"]);
  assert.ok(told.every((one) => one.action !== "conversationClassified"));
  assert.equal(ready(chat).turn.phase, "idle", "the chat does without");
});

test("a_conflict_follows_the_other_answer_and_then_sends_the_same_message", async () => {
  const { chat, calls, begin } = stage({
    histories: [{}, { messages: [message("u0", "user")], active_turn: { message_id: "a0", user_message_id: "u0" } }],
    sends: [[refused(409)], frames("a1")],
    resumes: [frames("a0")],
  });
  await begin();
  chat.send("hi");
  await settled();
  assert.deepEqual(calls, ["send c1", "resume a0 after null", "send c1"]);
  assert.deepEqual(shown(chat), ["u0", "a0", "a1-user", "a1"]);
});

test("a_conflict_that_does_not_end_becomes_a_retry", async () => {
  const { chat, calls, begin } = stage({ sends: Array.from({ length: 9 }, (): Connection => [refused(409)]) });
  await begin();
  chat.send("hi");
  await settled();
  assert.equal(calls.length, 5);
  const { turn } = ready(chat);
  assert.equal(turn.phase === "failed" && turn.retry?.kind, "send");
});

test("too_many_messages_wait_as_long_as_the_server_says", async () => {
  const { chat, slept, begin } = stage({ sends: [[refused(429, 7000)], frames("a1")] });
  await begin();
  chat.send("hi");
  await settled();
  assert.equal(slept[0], 7000);
  assert.deepEqual(shown(chat), ["a1-user", "a1"]);
});

test("a_message_that_cannot_be_accepted_offers_no_retry", async () => {
  const { chat, begin } = stage({ sends: [[refused(422)]] });
  await begin();
  chat.send("hi");
  await settled();
  const { turn } = ready(chat);
  assert.equal(turn.phase === "failed" && turn.retry, null);
});

test("a_turn_that_is_over_when_resumed_is_read_from_the_history", async () => {
  const { chat, begin } = stage({
    histories: [
      { active_turn: { message_id: "a1", user_message_id: "u1" } },
      { messages: [message("a1", "assistant"), message("u1", "user")] },
    ],
    resumes: [[refused(404)]],
  });
  await begin();
  assert.deepEqual(shown(chat), ["u1", "a1"]);
  assert.equal(ready(chat).turn.phase, "idle");
});

test("retrying_sends_the_same_message", async () => {
  const { chat, calls, begin } = stage({
    sends: [[...frames("a1").slice(0, 1), { type: "error", id: "a1.2", code: "generation_failed", message: "", retryable: true }], frames("a2")],
  });
  await begin();
  chat.send("hi");
  await settled();
  chat.retry();
  await settled();
  assert.deepEqual(calls, ["send c1", "send c1"]);
  assert.deepEqual(shown(chat), ["a2-user", "a2"]);
});

test("an_answer_that_broke_off_for_good_is_asked_for_and_not_sent_again", async () => {
  const { chat, calls, begin } = stage({
    sends: [frames("a1").slice(0, 1)],
    resumes: [...Array.from({ length: 5 }, (): Connection => [unreachable]), frames("a1")],
  });
  await begin();
  chat.send("hi");
  await settled();
  const { turn } = ready(chat);
  assert.deepEqual(turn.phase === "failed" && turn.retry, { kind: "resume", messageId: "a1" });
  chat.retry();
  await settled();
  assert.equal(calls.at(-1), "resume a1 after null");
  assert.deepEqual(shown(chat), ["a1-user", "a1"]);
});

test("a_stopped_answer_is_heard_to_its_end", async () => {
  const held = gate();
  const [connected, ...rest] = frames("a1");
  const { chat, calls, begin } = stage({ sends: [[connected!, held.opened, ...rest]] });
  await begin();
  await chat.stop();
  chat.send("hi");
  await settled();
  await chat.stop();
  await chat.stop();
  assert.deepEqual(calls, ["send c1", "stop a1"]);
  assert.equal(ready(chat).turn.phase, "answering");
  held.open();
  await settled();
  assert.deepEqual(shown(chat), ["a1-user", "a1"]);
  assert.equal(ready(chat).turn.phase, "idle");
});

test("a_stop_that_did_not_arrive_can_be_tried_again", async () => {
  const held = gate();
  const { chat, calls, begin } = stage({ sends: [[frames("a1")[0]!, held.opened]], stops: [unreachable] });
  await begin();
  chat.send("hi");
  await settled();
  await chat.stop();
  await chat.stop();
  assert.deepEqual(calls, ["send c1", "stop a1", "stop a1"]);
});

test("a_chat_that_cannot_start_can_be_tried_again", async () => {
  const { chat, begin } = stage({ histories: [unreachable] });
  await begin();
  assert.equal(chat.state().phase, "unavailable");
  chat.retry();
  await settled();
  assert.equal(chat.state().phase, "ready");
});

test("nothing_is_sent_while_an_answer_is_under_way_or_when_there_is_nothing_to_send", async () => {
  const { chat, calls, begin } = stage({ sends: [frames("a1")] });
  await begin();
  chat.send("  ");
  chat.send("one");
  chat.send("two");
  await settled();
  assert.deepEqual(calls, ["send c1"]);
});

test("deleting_forgets_and_asks_for_a_new_visitor", async () => {
  const { chat, calls, told, begin } = stage();
  await begin();
  await chat.deleteData();
  assert.deepEqual(calls, ["delete"]);
  assert.deepEqual(told, [{ action: "visitorForgotten", visitorId: "visitor-1" }]);
  assert.equal(chat.state().phase, "starting");
});

/** As many broken connections as the patience for one message has tries. */
const noConnection = (): Connection[] => Array.from({ length: 6 }, (): Connection => [unreachable]);

test("a_message_that_did_not_arrive_is_sent_after_a_reload_as_the_same_message", async () => {
  const tab = newTab();
  const before = stage({ tab, sends: noConnection() });
  await before.begin();
  before.chat.send("hi");
  await settled();
  assert.equal(ready(before.chat).turn.phase, "failed");
  assert.equal(before.chat.outlivesReload("c1"), true);
  const after = stage({ tab, sends: [frames("a1")] });
  await after.begin();
  assert.deepEqual(after.calls, ["send c1"]);
  assert.deepEqual(shown(after.chat), ["a1-user", "a1"]);
  assert.equal(tab.kept.size, 0, "the server has it now");
});

test("a_message_that_had_arrived_is_not_shown_twice_after_a_reload", async () => {
  const tab = newTab();
  const before = stage({ tab, sends: [[gate().opened]] });
  await before.begin();
  before.chat.send("hi");
  await settled();
  const after = stage({
    tab,
    histories: [{ messages: [message("a1", "assistant"), message("a1-user", "user")] }],
    sends: [frames("a1")],
  });
  await after.begin();
  assert.deepEqual(after.calls, ["send c1"]);
  assert.deepEqual(shown(after.chat), ["a1-user", "a1"]);
});

test("kept_messages_wait_for_the_answer_under_way_and_go_out_in_their_order", async () => {
  const tab = newTab();
  const before = stage({ tab, sends: [...noConnection(), ...noConnection()] });
  await before.begin();
  before.chat.send("one");
  await settled();
  before.chat.send("two");
  await settled();
  const after = stage({
    tab,
    histories: [{ active_turn: { message_id: "a0", user_message_id: "u0" } }],
    resumes: [frames("a0")],
    sends: [frames("a1"), frames("a2")],
  });
  await after.begin();
  assert.deepEqual(after.calls, ["resume a0 after null", "send c1", "send c2"]);
  assert.deepEqual(shown(after.chat), ["a0", "a1-user", "a1", "a2-user", "a2"]);
});

test("without_a_network_trying_does_not_end", async () => {
  let network: "offline" | "unknown" = "offline";
  const tab = newTab();
  const { chat, calls, begin } = stage({ tab, network: () => network, sends: [...noConnection(), ...noConnection(), frames("a1")] });
  await begin();
  chat.send("hi");
  await settled();
  network = "unknown";
  assert.equal(calls.length, 13);
  assert.deepEqual(shown(chat), ["a1-user", "a1"]);
});

test("a_network_that_is_back_sends_what_had_failed", async () => {
  const { chat, calls, begin } = stage({ sends: [...noConnection(), ...noConnection(), frames("a1"), frames("a2")] });
  await begin();
  chat.send("one");
  await settled();
  chat.send("two");
  await settled();
  chat.reconnected();
  await settled();
  assert.deepEqual(calls.slice(-2), ["send c1", "send c2"]);
  assert.deepEqual(shown(chat), ["a1-user", "a1", "a2-user", "a2"]);
});

test("a_network_that_is_back_opens_a_chat_that_could_not_start", async () => {
  const { chat, begin } = stage({ histories: [unreachable] });
  await begin();
  chat.reconnected();
  await settled();
  assert.equal(chat.state().phase, "ready");
});

test("a_refused_message_can_only_be_taken_back", async () => {
  const { chat, calls, outbox, begin } = stage({ sends: [[refused(422)]] });
  await begin();
  chat.send("hi");
  await settled();
  assert.deepEqual(ready(chat).entries.map(({ delivery }) => delivery), ["refused"]);
  assert.deepEqual(outbox.all(), [], "a reload does not try it again");
  chat.resend("c1");
  chat.withdraw("c1");
  await settled();
  assert.deepEqual(calls, ["send c1"]);
  assert.deepEqual(shown(chat), []);
  assert.equal(ready(chat).turn.phase, "idle", "the notice goes with it");
});

test("a_failed_message_that_was_taken_back_does_not_return", async () => {
  const tab = newTab();
  const { chat, begin } = stage({ tab, sends: noConnection() });
  await begin();
  chat.send("hi");
  await settled();
  chat.withdraw("c1");
  assert.deepEqual(shown(chat), []);
  assert.equal(tab.kept.size, 0);
});

test("deleting_forgets_what_was_not_sent", async () => {
  const tab = newTab();
  const { chat, begin } = stage({ tab, sends: noConnection() });
  await begin();
  chat.send("hi");
  await settled();
  assert.equal(tab.kept.size, 1);
  await chat.deleteData();
  assert.equal(tab.kept.size, 0);
});

test("nothing_is_said_before_the_visitor_has_answered_what_is_asked_first", async () => {
  let isAsked = true;
  const { chat, calls, begin } = stage({ sends: [frames("a1")], asksFirst: () => isAsked });
  chat.sendWhenFree("by the page");
  await begin();
  chat.send("by a button");
  await settled();
  assert.deepEqual(calls, []);
  isAsked = false;
  chat.proceed();
  await settled();
  assert.deepEqual(calls, ["send c1"]);
  assert.deepEqual(shown(chat), ["a1-user", "a1"]);
});

test("who_must_prove_who_they_are_is_answered_from_then_on", async () => {
  const { chat, calls, begin } = stage({ sends: [frames("a1")], settings: { ...config, identity_required: true } });
  chat.sendWhenFree("hello");
  await begin();
  assert.deepEqual([chat.state().phase, calls], ["unidentified", []]);
  chat.proved();
  await settled();
  await settled();
  assert.deepEqual([chat.state().phase, calls], ["ready", ["send c1"]]);
});

test("what_was_refused_for_want_of_a_proof_is_sent_once_there_is_one", async () => {
  const { chat, calls, outbox, begin } = stage({ sends: [[refused(403)], frames("a1")] });
  await begin();
  chat.send("hello");
  await settled();
  assert.equal(chat.state().phase, "unidentified");
  assert.equal(outbox.all().length, 1);
  chat.proved();
  await settled();
  await settled();
  assert.deepEqual(calls, ["send c1", "send c1"]);
  assert.equal(outbox.all().length, 0);
});
