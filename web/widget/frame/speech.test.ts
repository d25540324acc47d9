/** Proves whose wish for a language counts, and that a late table does not undo a later wish. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Wording } from "../texts.ts";
import { createSpeech } from "./speech.ts";

/** A speech whose wordings can be awaited one after the other. */
function listen(visitors: readonly string[]) {
  const drawn: Wording[] = [];
  let news: () => void = () => undefined;
  const speech = createSpeech((wording) => {
    drawn.push(wording);
    news();
  }, () => visitors);
  async function next(): Promise<Wording> {
    while (drawn.length === 0) await new Promise<void>((done) => (news = done));
    return drawn.shift()!;
  }
  return { speech, next, drawn };
}

test("the_pages_language_goes_before_the_owners_and_that_before_the_browsers", async () => {
  const { speech, next } = listen(["de-AT"]);
  speech.page({});
  assert.equal((await next()).locale, "de-AT");
  speech.owner({ language: "fr" });
  assert.equal((await next()).locale, "fr");
  speech.page({ language: "cs", texts: { send: "Šup" } });
  const { locale, texts } = await next();
  assert.deepEqual([locale, texts.send], ["cs", "Šup"]);
});

test("the_last_wish_counts_whichever_table_comes_first", async () => {
  const { speech, next, drawn } = listen(["ar"]);
  speech.page({});
  speech.page({ language: "en" });
  assert.equal((await next()).language, "en");
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(drawn, []);
});

test("an_owner_who_wishes_nothing_has_nothing_drawn_anew", async () => {
  const { speech, next, drawn } = listen(["en"]);
  speech.page({});
  await next();
  speech.owner({ language: null, texts: {} });
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(drawn, []);
  speech.owner({ texts: { en: { send: "Go" } } });
  assert.equal((await next()).texts.send, "Go");
});
