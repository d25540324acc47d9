/** Proves every member of `window.chatbot`, without a browser and without waiting for a clock. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createChatbot } from "./chat_data_sdk.ts";
import type { Bubble, ChatbotEvent, ChatbotEventName, SdkPorts } from "./chat_data_sdk.ts";

function setUp(change: Partial<SdkPorts> = {}) {
  const calls: string[] = [];
  const warnings: string[] = [];
  const sent: { to: string | null; message: Record<string, unknown>; ended: boolean }[] = [];
  let alarms: { ms: number; act: () => void }[] = [];
  let bubble: Bubble | null = null;
  let waiting: ((bubble: Bubble) => void)[] = [];
  let ids = 0;
  const ports: SdkPorts = {
    domain: "https://chat.example",
    chatbotId: "shop-bot",
    scheme: () => "light",
    bubble: () => bubble,
    whenBubble: (act) => (bubble === null ? void waiting.push(act) : act(bubble)),
    send(to, message) {
      const one = { to, message: message as Record<string, unknown>, ended: false };
      sent.push(one);
      return () => (one.ended = true);
    },
    after(ms, act) {
      const alarm = { ms, act };
      alarms.push(alarm);
      return () => (alarms = alarms.filter((other) => other !== alarm));
    },
    newId: () => `u${(ids += 1)}`,
    warn: (text) => warnings.push(text),
    ...change,
  };
  const made = createChatbot(ports);
  function addBubble(): void {
    const note = (name: string) => (): void => void calls.push(name);
    bubble = { prepare: note("prepare"), open: note("open"), close: note("close"), toggle: note("toggle"), isOpen: () => true, setTheme: (theme) => calls.push(`theme ${theme}`) };
    for (const act of waiting.splice(0)) act(bubble);
  }
  return { ...made, calls, warnings, sent, addBubble, alarms: () => alarms };
}

test("user_info_is_sent_until_a_frame_answers", async () => {
  const { chatbot, hear, sent, alarms } = setUp();
  const sending = chatbot.sendUserInfo({ name: "Ada", info: "lucky number 21" });
  assert.deepEqual(sent, [{ to: "shop-bot", message: { event: "user-info", payload: { name: "Ada", info: "lucky number 21" }, id: "u1" }, ended: false }]);
  hear({ event: "user-info-ack", id: "somebody else's", ok: true });
  assert.equal(sent[0]?.ended, false);
  hear({ event: "user-info-ack", id: "u1", ok: true });
  assert.equal(await sending, undefined);
  assert.deepEqual([sent[0]?.ended, alarms()], [true, []]);
});

test("what_cannot_be_posted_is_sent_as_json_has_it", () => {
  const { chatbot, sent } = setUp();
  void chatbot.sendUserInfo(new Proxy({ name: "Ada" }, {})).catch(() => undefined);
  assert.deepEqual(structuredClone(sent[0]?.message.payload), { name: "Ada" });
});

test("clearing_sends_null", async () => {
  const { chatbot, hear, sent } = setUp();
  const clearing = chatbot.clearUserInfo();
  assert.deepEqual(sent[0]?.message, { event: "user-info", payload: null, id: "u1" });
  hear({ event: "user-info-ack", id: "u1", ok: true });
  await clearing;
});

test("a_refused_hash_rejects", async () => {
  const { chatbot, hear } = setUp();
  const sending = chatbot.sendUserInfo({ userId: "7", userHash: "no" });
  hear({ event: "user-info-ack", id: "u1", ok: false });
  await assert.rejects(sending, /userHash/);
});

test("no_answer_within_five_seconds_rejects", async () => {
  const { chatbot, sent, alarms } = setUp();
  const sending = chatbot.sendUserInfo({ name: "Ada" });
  const [alarm] = alarms();
  assert.equal(alarm?.ms, 5000);
  alarm?.act();
  await assert.rejects(sending, /5 seconds/);
  assert.equal(sent[0]?.ended, true, "nothing is sent after that");
});

test("what_is_no_object_rejects_at_once", async () => {
  const { chatbot, sent } = setUp();
  for (const bad of [undefined, null, "Ada", ["Ada"]]) await assert.rejects(chatbot.sendUserInfo(bad as never), TypeError);
  assert.deepEqual(sent, []);
});

test("a_value_that_is_no_text_rejects_at_once_and_names_its_key", async () => {
  const { chatbot, sent } = setUp();
  for (const [key, bad] of [["name", 5], ["email", true], ["phone", ["1"]], ["info", {}], ["userId", 1842], ["userHash", 0]] as const) {
    await assert.rejects(chatbot.sendUserInfo({ [key]: bad } as never), new RegExp(`${key} takes a text`));
  }
  assert.deepEqual(sent, []);
  void chatbot.sendUserInfo({ name: "Ada", email: null, phone: undefined, info: "", cart: 5 } as never).catch(() => undefined);
  assert.equal(sent.length, 1, "what is not known may be null, and what means nothing anything");
});

test("a_bubble_fetches_its_frame_to_be_told_who_is_there", async () => {
  const early = setUp();
  early.addBubble();
  void early.chatbot.sendUserInfo({ name: "Ada" });
  assert.deepEqual(early.calls, ["prepare"]);
  const late = setUp();
  const sending = late.chatbot.sendUserInfo({ name: "Ada" });
  assert.deepEqual(late.calls, []);
  late.addBubble();
  assert.deepEqual(late.calls, ["prepare"]);
  late.hear({ event: "user-info-ack", id: "u1", ok: true });
  await sending;
});

test("the_bubble_is_opened_closed_and_toggled", () => {
  const { chatbot, calls, addBubble } = setUp();
  addBubble();
  chatbot.openWidget();
  chatbot.closeWidget();
  chatbot.toggleWidget();
  assert.deepEqual(calls, ["open", "close", "toggle"]);
});

test("of_wishes_before_the_bubble_the_last_one_counts", () => {
  const { chatbot, calls, addBubble } = setUp();
  chatbot.openWidget();
  chatbot.closeWidget();
  chatbot.openWidget();
  assert.deepEqual(calls, []);
  addBubble();
  assert.deepEqual(calls, ["open"]);
});

test("a_theme_goes_to_bubble_and_frames", () => {
  const { chatbot, sent, calls, warnings, addBubble } = setUp();
  chatbot.toggleTheme();
  assert.equal(chatbot.getConfig().theme, "dark", "the browser's was light");
  addBubble();
  chatbot.toggleTheme();
  chatbot.setTheme("dark");
  chatbot.setTheme("pink" as never);
  assert.deepEqual(sent.map(({ message, ended }) => [message.payload, ended]), [["dark", true], ["light", true], ["dark", false]]);
  assert.deepEqual(calls, ["theme light", "theme dark"]);
  assert.equal(warnings.length, 1);
});

test("listeners_get_the_four_events_with_their_payloads", () => {
  const { chatbot, hear, warnings } = setUp();
  const heard: ChatbotEvent[] = [];
  const listener = (event: ChatbotEvent): void => void heard.push(event);
  const names: ChatbotEventName[] = ["chat", "live-chat-escalation", "lead-submission", "minimize-widget"];
  for (const name of names) chatbot.addEventListener(name, listener);
  chatbot.addEventListener("chat", listener);
  const events = [
    { event: "chat", payload: { message: "Hi" } },
    { event: "live-chat-escalation", payload: { messages: [] } },
    { event: "lead-submission", payload: { uuid: "u" } },
    { event: "minimize-widget" },
  ];
  for (const event of events) hear(event);
  assert.deepEqual(heard, events, "each once, however often the function was added");
  for (const other of [null, 7, "chat", {}, { event: "other" }, { event: "toString" }]) hear(other);
  chatbot.removeEventListener("chat", listener);
  hear(events[0]);
  assert.equal(heard.length, 4);
  chatbot.addEventListener("chats" as never, listener);
  chatbot.addEventListener("chat", "listener" as never);
  assert.equal(warnings.length, 2);
});

test("a_throwing_listener_stops_no_other", () => {
  const { chatbot, hear, alarms } = setUp();
  let heard = 0;
  chatbot.addEventListener("chat", () => {
    throw new Error("the page's own");
  });
  chatbot.addEventListener("chat", () => (heard += 1));
  hear({ event: "chat", payload: {} });
  assert.equal(heard, 1);
  assert.throws(() => alarms()[0]?.act(), /the page's own/, "its console tells of it");
});

test("initialize_names_the_chatbot_and_config_tells_what_is", () => {
  const { chatbot, sent, warnings, addBubble } = setUp({ chatbotId: null });
  assert.deepEqual(chatbot.getConfig(), { chatbotId: null, domain: "https://chat.example", theme: "auto", isOpen: false });
  chatbot.initialize({ chatbot_id: "other-bot" });
  chatbot.setTheme("light");
  addBubble();
  assert.deepEqual(chatbot.getConfig(), { chatbotId: "other-bot", domain: "https://chat.example", theme: "light", isOpen: true });
  assert.equal(sent[0]?.to, "other-bot");
  chatbot.initialize({} as never);
  chatbot.initialize(undefined as never);
  assert.equal(warnings.length, 2);
});
