/** Proves what the chat does about each answer of the server. Leaves out HTTP and drawing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ActionReceipt, Classification, Config, History, LivechatNews, LivechatState, Message, Part, TurnFrame } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import { Failure } from "../../sdk/failure.ts";
import type { FrameMessage } from "../messages.ts";
import type { Beginning } from "./beginning.ts";
import { createChat } from "./chat.ts";
import type { Chat } from "./chat.ts";
import type { TabNews } from "./engine.ts";
import { createOutbox } from "./outbox.ts";
import type { Outbox, TabStorage } from "./outbox.ts";
import type { State } from "./state.ts";

const unreachable = new Failure({ kind: "unreachable" });
const config = { display: { name: "Shop" } } as Config;

function refused(status: number, retryAfterMs: number | null = null): Failure {
  return new Failure({ kind: "refused", status, code: "x", params: [], retryAfterMs });
}

function message(id: string, role: Message["role"], parts: Part[] = []): Message {
  return { message_id: id, role, parts, created_at: "2025-01-01T10:00:00.000Z" };
}

function frames(id: string, ...parts: Part[]): TurnFrame[] {
  return [
    { type: "status", id: `${id}.1`, status: "connected", message_id: id, user_message_id: `${id}-user` },
    ...parts.map((part, at): TurnFrame => ({ type: "part", id: `${id}.${at + 2}`, part })),
    { type: "done", id: `${id}.99`, message: message(id, "assistant", parts) },
  ];
}

interface Stage {
  chat: Chat;
  outbox: Outbox;
  told: FrameMessage[];
  /** What the visitor's other tabs were told. */
  hints: TabNews[];
  beginning: Beginning;
  calls: string[];
  slept: number[];
  /** The answers whose topic was asked for. */
  asked: string[];
  /** Starts the chat and lets everything that can happen happen. */
  begin(): Promise<void>;
}

/** What a browser's tab keeps across reloads. */
interface Tab {
  storage: TabStorage;
  kept: Map<string, string>;
}

function newTab(): Tab {
  const kept = new Map<string, string>();
  const storage: TabStorage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
  return { storage, kept };
}

/** A promise in it holds the connection at that place. */
type Connection = (TurnFrame | Failure | Promise<void>)[];

function stage(options: { sends?: Connection[]; resumes?: Connection[]; histories?: (Partial<History> | Failure)[]; topics?: (Classification | Failure)[]; stops?: Failure[]; receipts?: (ActionReceipt | Failure)[]; news?: (LivechatNews | Promise<LivechatNews>)[]; settings?: Config; tab?: Tab; network?: () => "offline" | "unknown" } = {}): Stage {
  const { sends = [], resumes = [], histories = [], topics = [], stops = [], receipts = [], news = [], settings = config, tab = newTab(), network = () => "unknown" } = options;
  const outbox = createOutbox(() => tab.storage, "unsent", "visitor-1");
  const told: FrameMessage[] = [];
  const hints: TabNews[] = [];
  let since: string | null = null;
  const beginning: Beginning = { read: () => since, write: (next) => void (since = next) };
  const calls: string[] = [];
  const slept: number[] = [];
  const asked: string[] = [];
  let ids = 0;
  async function* connection(script: Connection | undefined): AsyncGenerator<TurnFrame> {
    for (const step of script ?? [unreachable]) {
      if (step instanceof Failure) throw step;
      if (step instanceof Promise) await step;
      else yield step;
    }
  }
  const client = {
    config: async () => settings,
    history: async () => {
      const next = histories.shift() ?? {};
      if (next instanceof Failure) throw next;
      return { messages: [], next_cursor: null, has_more: false, ...next };
    },
    send: (request) => (calls.push(`send ${request.client_message_id}`), connection(sends.shift())),
    resume: (id, last) => (calls.push(`resume ${id} after ${last}`), connection(resumes.shift())),
    classification: async (id) => {
      asked.push(id);
      const next = topics.shift() ?? unreachable;
      if (next instanceof Failure) throw next;
      return next;
    },
    stop: async (id) => {
      calls.push(`stop ${id}`);
      const failure = stops.shift();
      if (failure !== undefined) throw failure;
      return { stopped: true };
    },
    deleteData: async () => void calls.push("delete"),
    submit: async (partId) => {
      calls.push(`submit ${partId}`);
      const next = receipts.shift() ?? { submission_id: "s1", confirmation_text: "Noted." };
      if (next instanceof Failure) throw next;
      return next;
    },
    livechatNews: async () => news.shift() ?? { state: { status: "closed" }, messages: [], has_more: false, sync_cursor: "z" },
    handover: async (partId, context) => void calls.push(`handover ${partId} from ${context.current_page_url}`),
    closeLivechat: async () => void calls.push("leave"),
    rate: async (rating, feedback) => void calls.push(`rate ${rating} ${feedback}`),
    rateLivechat: async (rating, feedback) => void calls.push(`rate person ${rating} ${feedback}`),
  } as Partial<ChatClient> as ChatClient;
  const chat = createChat({
    chatbotId: "shop-bot",
    tell: (one) => told.push(one),
    tellTabs: (news) => hints.push(news),
    pageUrl: () => "https://shop.example/",
    visitor: () => "visitor-1",
    sleep: async (ms) => void slept.push(ms),
    network,
    now: () => 0,
    newId: () => `c${(ids += 1)}`,
  });
  return { chat, outbox, told, hints, beginning, calls, slept, asked, begin: async () => (await chat.start(client, outbox, beginning), await settled()) };
}

/** Every promise in these tests is ready at once, so one turn of the event loop runs them all. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

function ready(chat: Chat): Extract<State, { phase: "ready" }>["conversation"] {
  const state = chat.state();
  assert.equal(state.phase, "ready");
  return (state as Extract<State, { phase: "ready" }>).conversation;
}

function shown(chat: Chat): string[] {
  return ready(chat).entries.map((entry) => entry.message.message_id);
}

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
