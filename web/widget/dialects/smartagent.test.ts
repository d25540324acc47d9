/** Proves SmartAgent's events, their order and history, and `_sa`, over a chat that only notes what is asked of it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chat } from "../page/chat.ts";
import { createEvents } from "../page/events.ts";
import { createSmartAgent } from "./smartagent.ts";
import type { SmartAgentEvent } from "./smartagent.ts";

const monday = Date.parse("2026-01-05T12:00:00Z");
const hour = 3600_000;

/** Until the chat has come. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp({ kept = null as string | null, path = "/help" } = {}) {
  const calls: string[] = [];
  const warnings: string[] = [];
  const tasks: (() => void)[] = [];
  let nowMs = monday;
  let ids = 0;
  let store = kept;
  let isOpen = false;
  const events = createEvents(() => nowMs);
  const chat = {
    events,
    toggle: () => void ((isOpen = !isOpen), calls.push("toggle")),
    open: () => void ((isOpen = true), calls.push("open")),
    close: () => void ((isOpen = false), calls.push("close")),
    show: () => (calls.push("show"), events.emit("visible", { chatbotId: "shop-bot" })),
    hide: () => calls.push("hide"),
    isOpen: () => isOpen,
    endConversation: () => calls.push("endConversation"),
    setMetadata: (data: unknown) => calls.push(`metadata ${JSON.stringify(data)}`),
  } as unknown as Chat;
  const agent = createSmartAgent({
    read: () => store,
    write: (next) => (store = next),
    newId: () => `c${(ids += 1)}`,
    now: () => nowMs,
    soon: (act) => tasks.push(act),
    path: () => path,
    warn: (text) => warnings.push(text),
  });
  const told: SmartAgentEvent[] = [];
  agent.events.subscribe((event) => told.push(event));
  return {
    agent,
    chat,
    events,
    calls,
    warnings,
    told,
    kept: () => store,
    async load(rules = {}) {
      agent.load({ name: "help_faq_bot", rules, makeChat: async () => (calls.push("make"), chat) });
      await settled();
    },
    go: (next: string) => ((path = next), agent.look()),
    wait: (ms: number) => ((nowMs += ms), agent.look()),
    runTasks: () => tasks.splice(0).forEach((act) => act()),
    types: () => told.map(({ type }) => type),
  };
}

test("a_usual_contact_tells_six_events_in_order", async () => {
  const { load, events, told } = setUp();
  await load();
  events.emit("messageSent", {});
  events.emit("livechat", { state: "waiting" });
  events.emit("livechat", { state: "active" });
  events.emit("messageSent", {});
  events.emit("livechat", { state: "closed" });
  const instance = { chatInstanceName: "help_faq_bot" };
  const contact = { contactId: "c1" };
  assert.deepEqual(told, [
    { type: "CHAT_LOADED", data: instance, timestamp: monday },
    { type: "CHAT_VISIBLE", data: instance, timestamp: monday },
    { type: "CONTACT_STARTED", data: contact, timestamp: monday },
    { type: "TRANSFER_TO_QUEUE", data: contact, timestamp: monday },
    { type: "CONNECT_TO_AGENT", data: contact, timestamp: monday },
    { type: "CONTACT_ENDED", data: contact, timestamp: monday },
  ]);
});

test("who_subscribes_late_hears_all_of_it_at_once_with_the_times_it_happened", async () => {
  const { agent, load, events, wait } = setUp();
  await load();
  wait(hour);
  events.emit("messageSent", {});
  wait(hour);
  const heard: SmartAgentEvent[] = [];
  const end = agent.events.subscribe((event) => heard.push(event));
  assert.deepEqual(heard.map(({ type, timestamp }) => [type, timestamp - monday]), [["CHAT_LOADED", 0], ["CHAT_VISIBLE", 0], ["CONTACT_STARTED", hour]]);
  events.emit("conversationEnded", {});
  assert.equal(heard.length, 4);
  end();
  events.emit("messageSent", {});
  assert.equal(heard.length, 4);
});

test("a_throwing_subscriber_stops_no_other", async (context) => {
  // What it threw is thrown anew outside, for the page's console.
  context.mock.method(globalThis, "setTimeout", () => undefined);
  const { agent, load, types } = setUp();
  agent.events.subscribe(() => {
    throw new Error("the page's own");
  });
  await load();
  let late = 0;
  agent.events.subscribe(() => (late += 1));
  assert.deepEqual([types(), late], [["CHAT_LOADED", "CHAT_VISIBLE"], 2]);
});

test("a_page_that_the_rules_leave_out_hears_that_the_chat_was_loaded_and_gets_none", async () => {
  const { agent, load, go, calls, types, warnings, runTasks } = setUp({ path: "/checkout" });
  await load({ exclude: ["/checkout*"] });
  assert.deepEqual([types(), calls], [["CHAT_LOADED"], []]);
  agent.api.toggleChat();
  runTasks();
  assert.deepEqual(calls, []);
  assert.match(`${warnings}`, /on this page/);
  go("/help");
  await settled();
  assert.deepEqual([types(), calls], [["CHAT_LOADED", "CHAT_VISIBLE"], ["make"]]);
  go("/checkout/pay");
  go("/checkout/done");
  go("/help");
  assert.deepEqual(types(), ["CHAT_LOADED", "CHAT_VISIBLE", "CHAT_VISIBLE"]);
  assert.deepEqual(calls, ["make", "hide", "show"]);
});

test("hours_hide_the_chat_and_bring_it_back_but_cut_nobody_off", async () => {
  const { load, wait, events, types, calls } = setUp();
  await load({ timezone: "UTC", hours: ["monday", "tuesday"].map((day) => ({ day, start: "08:00", end: "20:00" })) });
  wait(9 * hour);
  assert.deepEqual(calls, ["make", "hide"]);
  wait(12 * hour);
  assert.deepEqual(types(), ["CHAT_LOADED", "CHAT_VISIBLE", "CHAT_VISIBLE"]);
  events.emit("messageSent", {});
  wait(12 * hour);
  assert.deepEqual(calls, ["make", "hide", "show"], "the talk goes on after hours");
  events.emit("livechat", { state: "closed" });
  wait(0);
  assert.deepEqual(calls, ["make", "hide", "show", "hide"]);
});

test("toggle_takes_effect_before_the_callers_own_zero_timeout", async () => {
  const { agent, load, runTasks, calls } = setUp();
  await load();
  agent.api.toggleChat();
  assert.equal(agent.api.isOpen(), false, "not yet");
  runTasks();
  assert.equal(agent.api.isOpen(), true);
  agent.api.openChat();
  runTasks();
  assert.deepEqual(calls, ["make", "toggle"], "open already");
  agent.api.toggleChat();
  runTasks();
  assert.equal(agent.api.isOpen(), false);
});

test("end_chat_ends_the_contact_and_closes_the_window", async () => {
  const { agent, load, events, calls, types, kept } = setUp();
  await load();
  agent.api.endChat();
  assert.deepEqual(calls, ["make", "close"], "nothing to end");
  events.emit("messageSent", {});
  assert.notEqual(kept(), null);
  agent.api.endChat();
  assert.deepEqual(types().slice(2), ["CONTACT_STARTED"], "not before it has ended");
  assert.equal(calls.at(-1), "endConversation");
  assert.equal(agent.api.isOpen(), false);
  events.emit("conversationEnded", {});
  assert.deepEqual(types().slice(2), ["CONTACT_STARTED", "CONTACT_ENDED"]);
  assert.equal(kept(), null);
});

const talk = '{"id":"c0","stage":"queued"}';

test("end_chat_on_a_page_without_the_chat_fetches_it_hidden_and_tells_the_end_when_it_has_come", async () => {
  const { agent, load, go, events, calls, types, warnings } = setUp({ kept: talk, path: "/checkout" });
  await load({ exclude: ["/checkout*"] });
  agent.api.endChat();
  await settled();
  assert.deepEqual([calls, types()], [["make", "hide", "close", "endConversation"], ["CHAT_LOADED"]]);
  events.emit("conversationEnded", {});
  assert.deepEqual(types(), ["CHAT_LOADED", "CONTACT_ENDED"]);
  assert.deepEqual(warnings, []);
  go("/help");
  assert.deepEqual([calls.at(-1), types().at(-1)], ["show", "CHAT_VISIBLE"]);
  agent.api.endChat();
  assert.equal(calls.at(-1), "close", "nothing more to end");
});

test("end_chat_before_the_settings_waits_for_them_and_ends_the_talk_of_an_earlier_page", async () => {
  const { agent, load, events, calls, types } = setUp({ kept: talk });
  agent.api.endChat();
  assert.deepEqual(types(), []);
  await load();
  await settled();
  assert.deepEqual([calls, types()], [["make", "close", "endConversation"], ["CHAT_LOADED", "CHAT_VISIBLE"]]);
  events.emit("conversationEnded", {});
  assert.deepEqual(types(), ["CHAT_LOADED", "CHAT_VISIBLE", "CONTACT_ENDED"]);
});

test("a_contact_of_an_earlier_page_goes_on_in_silence", async () => {
  const { load, events, types } = setUp({ kept: '{"id":"c0","stage":"queued"}' });
  await load();
  events.emit("messageSent", {});
  events.emit("livechat", { state: "waiting" });
  assert.deepEqual(types(), ["CHAT_LOADED", "CHAT_VISIBLE"]);
  events.emit("livechat", { state: "active" });
  assert.deepEqual(types().slice(2), ["CONNECT_TO_AGENT"]);
});

test("a_prechat_form_starts_the_contact", async () => {
  const { load, events, types } = setUp();
  await load();
  events.emit("formSubmitted", { formType: "contact_form" });
  assert.equal(types().length, 2);
  events.emit("formSubmitted", { formType: "prechat" });
  events.emit("messageSent", {});
  assert.deepEqual(types().slice(2), ["CONTACT_STARTED"]);
});

test("what_is_told_of_the_customer_before_the_chat_goes_with_its_start", async () => {
  const { agent, load, calls } = setUp();
  agent.api.updateContact({ customerId: "123", vip: true });
  agent.api.updateContact({ attributes: { vip: null, "sa-customer-name": "Jane" } });
  await load();
  assert.deepEqual(calls, ["make", 'metadata {"customerId":"123","sa-customer-name":"Jane"}']);
  agent.api.updateContact({ customerId: null });
  assert.equal(calls[2], 'metadata {"customerId":null}');
});

test("a_wish_that_comes_before_the_chat_waits_for_it", async () => {
  const { agent, load, runTasks, calls } = setUp();
  const loading = load();
  agent.api.toggleChat();
  runTasks();
  assert.deepEqual(calls, ["make"]);
  await loading;
  assert.deepEqual(calls, ["make", "toggle"]);
});

test("a_wish_that_comes_before_the_settings_waits_for_them", async () => {
  const { agent, load, runTasks, calls, warnings } = setUp();
  agent.api.openChat();
  runTasks();
  assert.deepEqual([calls, warnings], [[], []]);
  await load();
  assert.deepEqual([calls, warnings], [["make", "open"], []]);
});

test("a_wish_that_the_settings_then_forbid_is_told", async () => {
  const { agent, load, runTasks, calls, warnings } = setUp({ path: "/checkout" });
  agent.api.openChat();
  runTasks();
  await load({ exclude: ["/checkout*"] });
  assert.deepEqual(calls, []);
  assert.match(`${warnings}`, /on this page/);
});

test("a_chat_that_comes_too_late_for_its_page_hides", async () => {
  const { load, go, types, calls } = setUp();
  const loading = load({ exclude: ["/checkout*"] });
  go("/checkout");
  await loading;
  assert.deepEqual([types(), calls], [["CHAT_LOADED"], ["make", "hide"]]);
});

test("a_chat_that_does_not_come_is_told_on_the_console", async () => {
  const { agent, warnings } = setUp();
  agent.load({ name: "n", rules: {}, makeChat: () => Promise.reject(new Error("blocked")) });
  await settled();
  assert.match(`${warnings}`, /content policy/);
});
