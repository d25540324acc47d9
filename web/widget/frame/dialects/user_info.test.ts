/** Proves what the frame makes of the messages that pages send about their visitor. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readUserInfo } from "./user_info.ts";

function read(data: unknown): [ReturnType<typeof readUserInfo>, string[]] {
  const warnings: string[] = [];
  return [readUserInfo(data, (text) => warnings.push(text)), warnings];
}

const ada = { name: "Ada", email: "ada@example.com", phone: "+45 1", info: "lucky number 21" };

const messages: [string, unknown, ReturnType<typeof readUserInfo>][] = [
  ["all four", { event: "user-info", payload: ada }, { info: ada, id: null }],
  ["one of them", { event: "user-info", payload: { email: "a@b.c" } }, { info: { email: "a@b.c" }, id: null }],
  ["empty texts say nothing", { event: "user-info", payload: { name: "", info: "x" } }, { info: { info: "x" }, id: null }],
  ["nothing known", { event: "user-info", payload: {} }, { info: {}, id: null }],
  ["clear", { event: "user-info", payload: null }, { info: null, id: null }],
  ["older pages say user", { event: "user-info", user: { name: "Ada" } }, { info: { name: "Ada" }, id: null }],
  ["older pages clear by user", { event: "user-info", user: null }, { info: null, id: null }],
  ["payload goes first", { event: "user-info", payload: { name: "Ada" }, user: null }, { info: { name: "Ada" }, id: null }],
  ["payload goes first, also to clear", { event: "user-info", payload: null, user: ada }, { info: null, id: null }],
  ["who they are", { event: "user-info", payload: { userId: "7", userHash: "ab" } }, { info: { user_id: "7", user_hash: "ab" }, id: null }],
  ["an answer is asked for", { event: "user-info", payload: {}, id: "u1" }, { info: {}, id: "u1" }],
  ["other keys are nobody's business", { event: "user-info", payload: { age: 7, name: "Ada" } }, { info: { name: "Ada" }, id: null }],
  ["keys without a value", { event: "user-info", payload: { name: undefined, email: null } }, { info: {}, id: null }],
];

test("user_info_is_read_in_both_its_spellings", () => {
  for (const [name, message, expected] of messages) assert.deepEqual(read(message), [expected, []], name);
});

test("what_has_another_shape_is_passed_over_in_silence", () => {
  const bad = [
    null,
    undefined,
    "user-info",
    7,
    [],
    { event: "other", payload: ada },
    { event: "user-info" },
    { event: "user-info", payload: "Ada" },
    { event: "user-info", payload: [ada] },
    { event: "user-info", payload: { name: 7 } },
    { event: "user-info", payload: { name: "Ada", info: { number: 21 } } },
    { payload: ada },
  ];
  for (const message of bad) assert.deepEqual(read(message), [null, []], JSON.stringify(message));
});

test("what_is_too_long_is_cut_and_the_console_says_so", () => {
  const long = { name: "n".repeat(101), email: "e".repeat(254), phone: "1".repeat(41), info: "i".repeat(8001), userId: "u".repeat(51), userHash: "h".repeat(101) };
  const [read1, warnings] = read({ event: "user-info", payload: long });
  const lengths = Object.fromEntries(Object.entries(read1?.info ?? {}).map(([key, value]) => [key, value.length]));
  assert.deepEqual(lengths, { name: 100, email: 254, phone: 40, info: 8000, user_id: 50, user_hash: 100 });
  assert.deepEqual(warnings.map((text) => text.split(" ")[1]), ["name", "phone", "info", "userId", "userHash"]);
});

test("a_character_of_two_halves_is_not_halved", () => {
  const [whole] = read({ event: "user-info", payload: { name: "😀".repeat(100) } });
  assert.equal(whole?.info?.name, "😀".repeat(100));
  const [cut] = read({ event: "user-info", payload: { name: "😀".repeat(101) } });
  assert.equal(cut?.info?.name, "😀".repeat(100));
});
