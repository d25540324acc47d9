/** Proves how the conversation changes with each happening. Leaves out calls and drawing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Config, History, LivechatNews, Message, SendRequest } from "../../protocol/wire.ts";
import { firstPending, firstVisible } from "./entries.ts";
import { acceptsMessage, initialState, reduce, stoppable } from "./state.ts";
import type { Conversation, Happening, Retry, State } from "./state.ts";

const config = {} as Config;

function message(id: string, role: Message["role"] = "assistant", minute = 0): Message {
  return { message_id: id, role, parts: [], created_at: `2025-01-01T10:${String(minute).padStart(2, "0")}:00.000Z` };
}

/** Newest first, as the server sends it. */
function history(messages: Message[], cursor: string | null = null): History {
  return { messages: [...messages].reverse(), next_cursor: cursor, has_more: cursor !== null };
}

const request: SendRequest = { client_message_id: "c1", message: { parts: [{ type: "text", text: "hi" }] }, context: {} };
const sending: Retry = { kind: "send", request };
const submitted: Happening = { type: "submitted", request, message: message("c1", "user", 30) };
const connected: Happening = {
  type: "turn_frame",
  frame: { type: "status", id: "a1.1", status: "connected", message_id: "a1", user_message_id: "u1" },
};
const word: Happening = {
  type: "turn_frame",
  frame: { type: "part_delta", id: "a1.2", part_id: "p", delta: { action: "start_part", part_type: "rich_text" } },
};
const done: Happening = { type: "turn_frame", frame: { type: "done", id: "a1.3", message: message("a1", "assistant", 31) } };

function play(...happenings: Happening[]): Conversation {
  const started: Happening = { type: "started", config, history: history([message("m1", "user", 1), message("m2", "assistant", 2)]), kept: [], news: null, since: null };
  const state = [started, ...happenings].reduce<State>(reduce, initialState);
  assert.equal(state.phase, "ready");
  return (state as Extract<State, { phase: "ready" }>).conversation;
}

function ids(conversation: Conversation): string[] {
  return conversation.entries.map((entry) => `${entry.message.message_id}:${entry.delivery}`);
}

test("history_is_shown_oldest_first", () => {
  assert.deepEqual(ids(play()), ["m1:stored", "m2:stored"]);
});

test("an_answer_runs_from_sending_to_idle", () => {
  assert.equal(play(submitted).turn.phase, "sending");
  const answering = play(submitted, connected, word);
  assert.deepEqual(ids(answering), ["m1:stored", "m2:stored", "u1:stored"]);
  assert.equal(answering.turn.phase === "answering" && answering.turn.draft.length, 1);
  const after = play(submitted, connected, word, done);
  assert.deepEqual(ids(after), ["m1:stored", "m2:stored", "u1:stored", "a1:stored"]);
  assert.equal(after.turn.phase, "idle");
});

test("a_message_keeps_its_key_when_it_gets_its_id", () => {
  assert.equal(play(submitted, connected).entries.at(-1)?.key, "c1");
  const refreshed = play(submitted, connected, done, {
    type: "refreshed",
    history: history([message("u1", "user", 30), message("a1", "assistant", 31)]),
  });
  assert.deepEqual(refreshed.entries.map((entry) => entry.key), ["m1", "m2", "c1", "a1"]);
});

test("a_broken_line_shows_until_frames_come_again", () => {
  const broken = play(submitted, connected, { type: "turn_interrupted" });
  assert.equal(broken.turn.phase === "answering" && broken.turn.link, "reconnecting");
  const mended = play(submitted, connected, { type: "turn_interrupted" }, word);
  assert.equal(mended.turn.phase === "answering" && mended.turn.link, "live");
});

test("an_error_frame_keeps_the_visitors_message_and_offers_to_send_again", () => {
  const failed = play(submitted, connected, {
    type: "turn_frame",
    frame: { type: "error", id: "a1.2", code: "generation_failed", message: "", retryable: true },
  });
  assert.deepEqual(ids(failed), ["m1:stored", "m2:stored", "u1:stored"]);
  assert.deepEqual(failed.turn.phase === "failed" && failed.turn.retry, sending);
  assert.equal(acceptsMessage(failed.turn), true);
});

test("an_error_that_cannot_be_retried_offers_nothing", () => {
  const failed = play(submitted, connected, {
    type: "turn_frame",
    frame: { type: "error", id: "a1.2", code: "generation_failed", message: "", retryable: false },
  });
  assert.equal(failed.turn.phase === "failed" && failed.turn.retry, null);
});

test("a_message_that_never_arrived_is_marked_and_can_be_sent_again", () => {
  const failed = play(submitted, { type: "turn_failed", problem: { kind: "unreachable" }, retry: sending });
  assert.equal(ids(failed).at(-1), "c1:failed");
  const again = play(
    submitted,
    { type: "turn_failed", problem: { kind: "unreachable" }, retry: sending },
    { type: "turn_opened", retry: sending },
  );
  assert.equal(ids(again).at(-1), "c1:sending");
});

test("an_answer_for_another_tab_stands_before_the_waiting_message", () => {
  const conversation = play(
    submitted,
    { type: "turn_waits", retry: sending, why: "busy", untilMs: 1 },
    { type: "turn_opened", retry: { kind: "resume", messageId: "a0" } },
    { type: "turn_frame", frame: { type: "done", id: "a0.9", message: message("a0", "assistant", 29) } },
  );
  assert.deepEqual(ids(conversation), ["m1:stored", "m2:stored", "a0:stored", "c1:sending"]);
  assert.equal(firstPending(conversation.entries), 3);
});

test("resuming_starts_with_an_empty_draft_and_repeats_nothing", () => {
  const resume: Happening = { type: "turn_opened", retry: { kind: "resume", messageId: "a1" } };
  const conversation = play(resume, connected, word, resume, word);
  assert.equal(conversation.turn.phase === "answering" && conversation.turn.draft.length, 1);
});

test("a_done_message_that_is_known_is_replaced_not_doubled", () => {
  const conversation = play(
    { type: "turn_opened", retry: { kind: "resume", messageId: "m2" } },
    { type: "turn_frame", frame: { type: "done", id: "m2.9", message: message("m2", "assistant", 2) } },
  );
  assert.deepEqual(ids(conversation), ["m1:stored", "m2:stored"]);
});

test("earlier_messages_go_in_front_without_doubles", () => {
  const first: State = reduce(initialState, {
    type: "started",
    kept: [], news: null, since: null,
    config,
    history: history([message("m3", "user", 3)], "next"),
  });
  const wanted = reduce(first, { type: "earlier_wanted" });
  const came = reduce(wanted, { type: "earlier_came", history: history([message("m2"), message("m3")]) });
  assert.equal(wanted.phase === "ready" && wanted.conversation.earlier.phase, "loading");
  assert.equal(came.phase === "ready" && came.conversation.earlier.phase, "none");
  assert.deepEqual(came.phase === "ready" && ids(came.conversation), ["m2:stored", "m3:stored"]);
  const failed = reduce(wanted, { type: "earlier_failed" });
  assert.equal(failed.phase === "ready" && failed.conversation.earlier.phase, "more");
});

test("refreshing_keeps_what_the_page_does_not_reach", () => {
  const conversation = play(submitted, {
    type: "refreshed",
    history: history([message("m2", "assistant", 2), message("m3", "agent", 3)]),
  });
  assert.deepEqual(ids(conversation), ["m1:stored", "m2:stored", "m3:stored", "c1:sending"]);
});

test("frames_outside_of_a_turn_change_nothing", () => {
  const before = play(submitted, connected, done);
  assert.deepEqual(play(submitted, connected, done, word), before);
});

test("a_form_that_was_sent_stays_sent", () => {
  const sent = { ...history([message("m1")]), submitted_part_ids: ["p1"] };
  const forms = (...happenings: Happening[]) => play(...happenings).forms;
  assert.deepEqual(forms({ type: "started", config, history: sent, kept: [], news: null, since: null }), { p1: { phase: "sent", confirmation: null } });
  assert.deepEqual(forms({ type: "refreshed", history: sent }), { p1: { phase: "sent", confirmation: null } });
  assert.deepEqual(forms({ type: "earlier_came", history: sent }), { p1: { phase: "sent", confirmation: null } });
  const own: Happening = { type: "form", partId: "p1", form: { phase: "sent", confirmation: "Thanks, Ada" } };
  assert.deepEqual(forms(own, { type: "refreshed", history: sent }).p1, own.form);
});

test("an_answer_can_be_stopped_once_it_has_a_name_and_until_that_was_asked", () => {
  const phases: [Happening[], string | null][] = [
    [[], null],
    [[submitted], null],
    [[submitted, word], null],
    [[submitted, connected], "a1"],
    [[submitted, connected, { type: "stop_wanted" }], null],
    [[submitted, connected, { type: "stop_wanted" }, word], null],
    [[submitted, connected, { type: "stop_wanted" }, { type: "stop_failed" }], "a1"],
    [[submitted, connected, done], null],
  ];
  for (const [happenings, expected] of phases) assert.equal(stoppable(play(...happenings).turn), expected);
});

test("an_answer_stopped_before_a_word_says_so_and_offers_to_send_again", () => {
  const error: Happening = {
    type: "turn_frame",
    frame: { type: "error", id: "a1.2", code: "generation_failed", message: "", retryable: true },
  };
  const { turn } = play(submitted, connected, { type: "stop_wanted" }, error);
  assert.deepEqual(turn.phase === "failed" && [turn.problem, turn.retry], [{ kind: "stopped" }, sending]);
});

test("an_answer_made_anew_forgets_its_last_attempt", () => {
  const anew: Happening = { type: "turn_frame", frame: { type: "status", id: "a1.2.1", status: "connected", message_id: "a1" } };
  const { turn } = play(submitted, connected, word, anew);
  assert.equal(turn.phase === "answering" && turn.draft.length, 0);
});

function livechatNews(...messages: Message[]): Happening {
  const state = { status: "active", livechat_session_id: "s" } as LivechatNews["state"];
  return { type: "livechat_news", news: { state, messages, has_more: false, sync_cursor: null } };
}

test("what_a_person_says_stands_once_and_before_what_is_not_sent_yet", () => {
  const hello = message("g1", "agent", 40);
  const said: Happening = { type: "said", request, message: message("c1", "user", 41) };
  const after = play(livechatNews(hello), said, livechatNews(hello, message("g2", "agent", 42)));
  assert.deepEqual(ids(after), ["m1:stored", "m2:stored", "g1:stored", "g2:stored", "c1:sending"]);
});

test("older_messages_of_a_session_come_with_the_history", () => {
  assert.deepEqual(ids(play(livechatNews(message("g0", "agent", 0)))), ["m1:stored", "m2:stored"]);
});

test("an_own_message_is_shown_once_whichever_way_it_comes_back_first", () => {
  const said: Happening = { type: "said", request, message: message("c1", "user", 41) };
  const back = message("u1", "user", 41);
  const stored: Happening = { type: "say_stored", key: "c1", message: back };
  for (const order of [[said, stored, livechatNews(back)], [said, livechatNews(back), stored]]) {
    const after = play(...order);
    assert.deepEqual(ids(after), ["m1:stored", "m2:stored", "u1:stored"]);
    assert.equal(after.entries.at(-1)?.key, "c1", "it is not drawn anew");
  }
});

test("what_did_not_reach_a_person_says_so_and_can_be_sent_again", () => {
  const said: Happening = { type: "said", request, message: message("c1", "user", 41) };
  const unheard = play(said, { type: "say_failed", key: "c1", problem: { kind: "unreachable" }, retry: sending });
  assert.deepEqual(ids(unheard).at(-1), "c1:failed");
  assert.deepEqual(unheard.turn.phase === "failed" && unheard.turn.retry, sending);
  const refused = play(said, { type: "say_failed", key: "c1", problem: { kind: "unreachable" }, retry: null });
  assert.deepEqual(ids(refused).at(-1), "c1:refused");
});

test("a_new_conversation_hides_what_came_before_until_the_visitor_wants_it", () => {
  const said: Happening = { type: "livechat_news", news: { state: { status: "active" }, messages: [message("g1", "agent", 3)] } as unknown as LivechatNews };
  const begun: Happening = { type: "began", since: message("m2", "assistant", 2).created_at };
  const conversation = play(begun, said);
  const visible = ({ entries, since }: Conversation): string[] =>
    entries.slice(firstVisible(entries, since)).map((entry) => entry.message.message_id);
  assert.deepEqual(visible(conversation), ["g1"]);
  assert.deepEqual(visible(play(begun, said, { type: "unfolded" })), ["m1", "m2", "g1"]);
});

test("what_is_not_sent_yet_is_never_hidden", () => {
  const { entries, since } = play({ type: "submitted", request, message: message("c1", "user", 0) }, { type: "began", since: "2025-01-01T10:59:00.000Z" });
  assert.deepEqual(entries.slice(firstVisible(entries, since)).map((entry) => entry.key), ["c1"]);
});

test("a_talk_whose_server_cannot_be_reached_is_reconnecting_until_news_come", () => {
  const news: Happening = { type: "livechat_news", news: { state: { status: "active" }, messages: [] } as unknown as LivechatNews };
  assert.equal(play(news, { type: "livechat_trouble" }).personLink, "reconnecting");
  assert.equal(play(news, { type: "livechat_trouble" }, news).personLink, "live");
});
