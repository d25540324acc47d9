/** Proves when the lead form is shown and what it asks for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { LeadKey, Message, Profile } from "../../protocol/wire.ts";
import { english } from "../texts.ts";
import { leadFields, leadKeys } from "./lead.ts";
import type { LeadAnswer } from "./lead.ts";
import { initialState, reduce } from "./state.ts";
import type { Conversation } from "./state.ts";

type Role = Message["role"];

function talk(...roles: Role[]): Conversation {
  const messages = roles.map((role, at): Message => ({ message_id: `m${at}`, role, parts: [], created_at: `2026-01-05T10:00:0${at}Z` }));
  const history = { messages: messages.reverse(), next_cursor: null, has_more: false };
  const state = reduce(initialState, { type: "started", config: {} as never, history, kept: [], news: null, since: null });
  if (state.phase !== "ready") throw new Error("not ready");
  return state.conversation;
}

function answering(conversation: Conversation): Conversation {
  return { ...conversation, turn: { phase: "sending", retry: { kind: "resume", messageId: "m" }, link: "live" } };
}

function profile(trigger: Profile["lead_form"]["trigger"], fields: LeadKey[], known: Partial<Record<LeadKey, string>> = {}): Profile {
  return {
    chatbot: { public_id: "p", name: "n", display_name: "d" },
    conversation_id: "c",
    lead: { uuid: "u", ...known },
    verified: false,
    events: true,
    lead_form: { trigger, fields },
  };
}

const both: LeadKey[] = ["name", "email"];
const ada = { name: "Ada", email: "ada@example.com" };

const cases: [string, Profile, Conversation, LeadAnswer, LeadKey[] | null][] = [
  ["off", profile("off", both), talk("user", "assistant"), "none", null],
  ["after the first answer: before a question", profile("after_first_answer", both), talk(), "none", null],
  ["after the first answer: not for a greeting", profile("after_first_answer", both), talk("assistant"), "none", null],
  ["after the first answer: not yet answered", profile("after_first_answer", both), talk("assistant", "user"), "none", null],
  ["after the first answer: while it is written", profile("after_first_answer", both), answering(talk("user", "assistant")), "none", null],
  ["after the first answer", profile("after_first_answer", both), talk("user", "assistant"), "none", both],
  ["after a person's answer", profile("after_first_answer", both), talk("user", "agent"), "none", both],
  ["before the chat", profile("before_chat", both), talk(), "none", both],
  ["before the chat: it has begun", profile("before_chat", both), talk("user"), "none", null],
  ["the rest of what is known", profile("before_chat", ["name", "email", "phone"], ada), talk(), "none", ["phone"]],
  ["everything is known", profile("after_first_answer", both, ada), talk("user", "assistant"), "none", null],
  ["it was given", profile("after_first_answer", both), talk("user", "assistant"), "given", null],
  ["it was declined", profile("after_first_answer", both), talk("user", "assistant"), "declined", null],
];

test("a_lead_is_asked_for_by_trigger_and_never_for_what_is_known", () => {
  for (const [name, who, conversation, answer, keys] of cases) assert.deepEqual(leadKeys(who, conversation, answer), keys, name);
});

test("a_telephone_number_is_wanted_only_where_nothing_else_is", () => {
  const required = (keys: LeadKey[]): boolean[] => leadFields(keys, english.texts).map((field) => field.required);
  assert.deepEqual(required(["name", "email", "phone"]), [true, true, false]);
  assert.deepEqual(required(["phone"]), [true]);
  assert.deepEqual(leadFields(both, english.texts).map(({ key, type }) => [key, type]), [["name", "text"], ["email", "email"]]);
});
