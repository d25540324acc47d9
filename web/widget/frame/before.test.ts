/** Proves that nothing is said before it is known what the visitor is asked first. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { comesFirst, createAsking } from "./asking.ts";
import type { Question } from "./asking.ts";
import { meetForm } from "./before_early.ts";
import { meetChatData } from "./dialects/chat_data_early.ts";
import type { Conversation } from "./state.ts";

const conversation = { entries: [] } as unknown as Conversation;
const storeWith = (kept: string | null) => ({ getItem: () => kept, setItem: () => undefined, removeItem: () => undefined });

test("only_what_stands_before_the_chat_or_may_stand_there_comes_first", () => {
  const question = (place: Question["place"]) => ({ place }) as Question;
  assert.deepEqual([question("before"), "unknown" as const, question("after"), "nothing" as const].map(comesFirst), [true, true, false, false]);
});

test("a_form_is_waited_for_while_it_is_fetched_unless_it_was_answered_before", () => {
  const meet = (kept: string | null, isThere: boolean) =>
    meetForm({ store: storeWith(kept), name: "form", changed: () => undefined }, () => isThere, () => () => ({ asker: () => "nothing", forget: () => undefined })).asker(conversation);
  assert.deepEqual([meet(null, true), meet("done", true), meet(null, false)], ["unknown", "nothing", "nothing"]);
});

test("until_chat_datas_dialect_is_there_nobody_knows_whether_it_asks_for_something", async () => {
  const asking = createAsking();
  const store = storeWith(null);
  const ports = { chatbotId: "shop", source: "iframe", asking, keeping: { tab: store, visits: store }, sleep: async () => undefined, tell: () => undefined, setTheme: () => undefined, proved: () => undefined } as const;
  const frame = meetChatData(null, ports);
  assert.equal(asking.now(conversation), "unknown");
  const known = new Promise<void>((resolve) => asking.subscribe(() => asking.now(conversation) === "nothing" && resolve()));
  frame.begin({ profile: () => Promise.reject(new Error("offline")) } as never);
  await known;
});
