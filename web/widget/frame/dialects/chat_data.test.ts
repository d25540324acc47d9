/** Proves Chat Data's events: their exact payloads, their order, their source, and what is heard from the page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { History, Message, Profile } from "../../../protocol/wire.ts";
import { initialState, reduce } from "../state.ts";
import type { State } from "../state.ts";
import type { ProfileKeeper } from "../profile.ts";
import { speakChatData } from "./chat_data.ts";
import type { ChatDataPorts } from "./chat_data.ts";

const uuid = "b5a8f1de-30a1-4a47-8a59-66d12a1e5c31";
const conversation = "0a6f2c86-5d1e-4d0a-b1a7-2a9d1f0c7e55";
const subject = {
  chatbot_id: "0123456789abcdef01234567",
  chatbot_name: "shop-bot",
  chatbot_display_name: "Windlefold",
  conversation_id: conversation,
};
const profile: Profile = {
  chatbot: { public_id: subject.chatbot_id, name: "shop-bot", display_name: "Windlefold" },
  conversation_id: conversation,
  lead: { uuid },
  verified: false,
  events: true,
  lead_form: { trigger: "off", fields: [] },
};

function said(role: Message["role"], text: string, id: string): Message {
  const parts: Message["parts"] = [{ type: "rich_text", part_id: id, blocks: [{ type: "paragraph", spans: [{ type: "text", text }] }] }];
  return { message_id: id, role, parts, created_at: "2026-01-05T10:00:00.000Z" };
}

function setUp(known: Profile | null = profile, change: Partial<ChatDataPorts> = {}) {
  const posted: unknown[] = [];
  const told: unknown[] = [];
  const themes: string[] = [];
  const warnings: string[] = [];
  const keeper: ProfileKeeper = {
    begin: () => undefined,
    tell: async (info) => (told.push(info), { ok: true, permanent: false }),
    current: async () => known,
    latest: () => known,
    forget: () => void told.push("forgotten"),
    leave: async (lead, source) => ({ uuid, ...lead, source }),
  };
  const dialect = speakChatData({
    source: "iframe",
    profile: keeper,
    post: (message) => posted.push(message),
    history: async () => ({ messages: [], next_cursor: null, has_more: false }),
    setTheme: (theme) => themes.push(theme),
    warn: (text) => warnings.push(text),
    ...change,
  });
  return { dialect, posted, told, themes, warnings };
}

/** Until everything that was begun has come to its end. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function ready(kept: readonly Message[] = []): State {
  const history: History = { messages: [said("assistant", "Welcome back.", "msg_0")], next_cursor: null, has_more: false };
  const config = {} as never;
  return reduce(initialState, { type: "started", config, history, kept, news: null, since: null });
}

function submit(state: State, text: string, key: string): State {
  const request = { client_message_id: key, message: { parts: [] }, context: {} };
  return reduce(state, { type: "submitted", request, message: said("user", text, key) });
}

const accept = (state: State, id: string): State =>
  reduce(state, { type: "turn_frame", frame: { type: "status", id: "1", status: "accepted", user_message_id: id } });
const finish = (state: State, message: Message): State => reduce(state, { type: "turn_frame", frame: { type: "done", id: "2", message } });

test("each_message_of_the_visitor_is_told_once_when_the_server_has_it", async () => {
  const { dialect, posted } = setUp({ ...profile, lead: { uuid, name: "Ada", email: "ada@example.com", source: "iframe" } });
  let state = ready();
  dialect.watch(state);
  dialect.watch((state = submit(state, "How do I return a parcel?", "k1")));
  await settled();
  assert.deepEqual(posted, [], "not before it is accepted");
  dialect.watch((state = accept(state, "msg_1")));
  dialect.watch((state = finish(state, said("assistant", "By post.", "msg_2"))));
  dialect.watch((state = submit(state, "Thanks", "k2")));
  dialect.watch((state = accept(state, "msg_3")));
  await settled();
  const lead = { uuid, name: "Ada", email: "ada@example.com", source: "iframe" };
  assert.deepEqual(posted, [
    { event: "chat", payload: { ...subject, message: "How do I return a parcel?", source: "iframe", lead } },
    { event: "chat", payload: { ...subject, message: "Thanks", source: "iframe", lead } },
  ]);
});

test("a_lead_that_the_page_has_told_of_has_this_frame_as_its_source_and_one_that_nobody_knows_has_none", async () => {
  const leads = [];
  for (const [lead, source] of [[{ uuid, name: "Ada" }, "widget"], [{ uuid, name: "Ada", source: "iframe" }, "widget"], [{ uuid }, "iframe"]] as const) {
    const { dialect, posted } = setUp({ ...profile, lead }, { source });
    let state = ready();
    dialect.watch(state);
    dialect.watch((state = submit(state, "Hello", "k1")));
    dialect.watch(accept(state, "msg_1"));
    await settled();
    leads.push((posted[0] as { payload: { lead: unknown } }).payload.lead);
  }
  assert.deepEqual(leads, [{ uuid, name: "Ada", source: "widget" }, { uuid, name: "Ada", source: "iframe" }, { uuid }]);
});

test("what_was_said_before_is_not_told_again", async () => {
  const { dialect, posted } = setUp();
  const history: History = { messages: [said("user", "old", "msg_1")], next_cursor: null, has_more: false };
  dialect.watch(initialState);
  dialect.watch(reduce(initialState, { type: "started", config: {} as never, history, kept: [], news: null, since: null }));
  dialect.watch(reduce(ready(), { type: "refreshed", history }));
  await settled();
  assert.deepEqual(posted, []);
});

test("a_message_kept_from_before_a_reload_is_told_when_it_arrives", async () => {
  const { dialect, posted } = setUp();
  let state = ready([said("user", "kept", "k1")]);
  dialect.watch(state);
  const request = { client_message_id: "k1", message: { parts: [] }, context: {} };
  dialect.watch((state = reduce(state, { type: "turn_opened", retry: { kind: "send", request } })));
  dialect.watch(accept(state, "msg_1"));
  await settled();
  assert.deepEqual(posted.map((one) => (one as { payload: { message: string } }).payload.message), ["kept"]);
});

test("the_wish_for_a_person_tells_the_whole_conversation_oldest_first", async () => {
  const pages: Record<string, History> = {
    "": { messages: [said("agent", "Hello, Bo here.", "msg_4"), said("system", "Bo joined.", "msg_3")], next_cursor: "c", has_more: true },
    c: { messages: [said("assistant", "I can't tell.", "msg_2"), said("user", "Where is it?", "msg_1")], next_cursor: null, has_more: false },
  };
  const { dialect, posted } = setUp(profile, { source: "widget", history: async (cursor) => pages[cursor ?? ""]! });
  dialect.tell({ action: "livechatStarted" });
  await settled();
  const [event] = posted as [{ payload: { messages: { _id: string }[] } }];
  const ids = event.payload.messages.map(({ _id }) => _id);
  assert.ok(ids.every((id) => /^[0-9a-f]{24}$/.test(id)) && new Set(ids).size === 3, `${ids}`);
  const timestamp = "2026-01-05T10:00:00.000Z";
  assert.deepEqual(posted, [
    {
      event: "live-chat-escalation",
      payload: {
        ...subject,
        messages: [
          { role: "user", content: "Where is it?", timestamp, _id: ids[0] },
          { role: "assistant", content: "I can't tell.", timestamp, _id: ids[1] },
          { role: "human", content: "Hello, Bo here.", timestamp, _id: ids[2] },
        ],
        source: "widget",
        lead: { uuid },
      },
    },
  ]);
});

test("a_lead_is_told_once_the_server_has_it", async () => {
  const { dialect, posted } = setUp();
  const leaving = dialect.leave({ name: "Ada", phone: "+45 1" });
  assert.deepEqual(posted, []);
  await leaving;
  await settled();
  assert.deepEqual(posted, [{ event: "lead-submission", payload: { uuid, name: "Ada", phone: "+45 1", source: "iframe" } }]);
});

test("closing_tells_the_page_at_once", () => {
  const { dialect, posted } = setUp();
  dialect.tell({ action: "closeChat" });
  assert.deepEqual(posted, [{ event: "minimize-widget" }]);
});

test("an_owner_who_switches_the_events_off_is_obeyed", async () => {
  const { dialect, posted } = setUp({ ...profile, events: false });
  let state = ready();
  dialect.watch(state);
  dialect.watch((state = submit(state, "Hello", "k1")));
  dialect.watch(accept(state, "msg_1"));
  await dialect.leave({ name: "Ada" });
  await settled();
  dialect.tell({ action: "closeChat" });
  dialect.tell({ action: "livechatStarted" });
  await settled();
  assert.deepEqual(posted, []);
});

test("a_server_that_knows_no_profiles_costs_the_events_only", async () => {
  const { dialect, posted } = setUp(null);
  let state = ready();
  dialect.watch(state);
  dialect.watch((state = submit(state, "Hello", "k1")));
  dialect.watch(accept(state, "msg_1"));
  await settled();
  dialect.tell({ action: "closeChat" });
  assert.deepEqual(posted, [{ event: "minimize-widget" }]);
});

test("events_leave_in_the_order_in_which_they_happened", async () => {
  let answer = (_history: History): void => undefined;
  const { dialect, posted } = setUp(profile, { history: () => new Promise((resolve) => (answer = resolve)) });
  dialect.tell({ action: "livechatStarted" });
  await dialect.leave({ name: "Ada" });
  await settled();
  assert.deepEqual(posted, []);
  answer({ messages: [], next_cursor: null, has_more: false });
  await settled();
  assert.deepEqual(posted.map((one) => (one as { event: string }).event), ["live-chat-escalation", "lead-submission"]);
});

test("user_info_is_passed_on_and_answered_to_who_asks", async () => {
  const { dialect, posted, told, themes } = setUp();
  dialect.hear({ event: "user-info", payload: { name: "Ada" } });
  dialect.hear({ event: "user-info", payload: null, id: "u1" });
  dialect.hear({ event: "user-info", payload: 7, id: "u2" });
  dialect.hear({ action: "chatOpened" });
  dialect.hear({ event: "set-theme", payload: "dark" });
  dialect.hear({ event: "set-theme", payload: "pink" });
  await settled();
  assert.deepEqual(told, [{ name: "Ada" }, null]);
  assert.deepEqual(themes, ["dark"]);
  assert.deepEqual(posted, [{ event: "user-info-ack", id: "u1", ok: true, permanent: false }]);
});
