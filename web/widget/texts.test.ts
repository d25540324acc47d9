/** Proves that every language says everything, with everything that is to be put in, in the right plural and direction. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { chooseLocale, english, languages, loadWording, strangers } from "./texts.ts";
import type { Plural } from "./texts.ts";
import { en } from "./texts/en.ts";
import { launcherTexts } from "./texts/launcher.ts";
import { windowTexts } from "./texts/window.ts";

const tables: Record<string, Record<string, string | Plural>> = Object.fromEntries(
  await Promise.all(languages.map(async (language) => [language, (await import(`./texts/${language}.ts`))[language]])),
);

const forms = (text: string | Plural): string[] => (typeof text === "string" ? [text] : Object.values(text));
const slots = (text: string): string => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();

test("every_language_puts_in_what_english_puts_in", () => {
  for (const [language, table] of Object.entries(tables)) {
    for (const [key, text] of Object.entries(table)) {
      const wanted = slots(forms(en[key as keyof typeof en])[0] ?? "");
      const other = typeof text === "string" ? text : text.other;
      assert.equal(slots(other), wanted, `${language}.${key}`);
      for (const form of forms(text)) {
        assert.ok(slots(form) === wanted || slots(form) === "", `${language}.${key}: ${form}`);
        assert.ok(form.trim() === form && form !== "", `${language}.${key}`);
      }
    }
  }
});

test("plural_forms_are_those_of_the_language", () => {
  for (const [language, table] of Object.entries(tables)) {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [key, text] of Object.entries(table)) {
      if (typeof text === "string") continue;
      for (const form of Object.keys(text)) assert.ok(pluralCategories.includes(form as never), `${language}.${key}.${form}`);
    }
  }
});

test("numbers_take_the_form_that_their_language_gives_them", async () => {
  const wait = async (language: string, seconds: number): Promise<string> =>
    (await loadWording({ languages: [language] })).texts.rateLimited({ seconds });
  assert.match(await wait("en", 1), / 1 second\.$/);
  assert.match(await wait("en", 2), / 2 seconds\.$/);
  assert.match(await wait("cs", 1), / 1 sekundu\.$/);
  assert.match(await wait("cs", 3), / 3 sekundy\.$/);
  assert.match(await wait("cs", 7), / 7 sekund\.$/);
  assert.match(await wait("ar", 1), / ثانية واحدة\.$/);
  assert.match(await wait("ar", 2), / ثانيتين\.$/);
  assert.match(await wait("ar", 3), / ثوانٍ\.$/);
  assert.match(await wait("ar", 11), / ثانية\.$/);
  assert.match((await loadWording({ languages: ["de"] })).texts.lengthNear({ limit: 4000 }), / 4\.000 Zeichen/);
});

test("the_first_language_with_words_is_chosen_with_its_region", async () => {
  const { language, locale } = await loadWording({ languages: ["sv", "da-DK", "en"] });
  assert.deepEqual([language, locale], ["da", "da-DK"]);
  for (const languages of [[], ["sv", "", "not a tag", "en-!"], ["FR_ca"], ["constructor"]]) {
    assert.equal(chooseLocale({ languages }), "en", `${languages}`);
  }
});

test("arabic_reads_from_the_right_and_keeps_a_name_in_one_piece", async () => {
  const { direction, texts } = await loadWording({ languages: ["ar-EG"] });
  assert.equal(direction, "rtl");
  assert.ok(texts.personThere({ name: "Ada (London)" }).includes("\u2068Ada (London)\u2069"));
  assert.equal(english.direction, "ltr");
  assert.equal(english.texts.personThere({ name: "Ada" }), "You are chatting with Ada.");
});

test("the_pages_words_go_before_the_owners_and_those_before_ours", async () => {
  const owner = { en: { placeholder: "Ask the shop", send: "Off it goes", "tooManyFiles.one": "One!", tooManyFiles: "{count} at most!" } };
  const { texts } = await loadWording({ languages: ["en-GB"], owner, page: { placeholder: "Ask the crew" } });
  assert.equal(texts.placeholder, "Ask the crew");
  assert.equal(texts.send, "Off it goes");
  assert.equal(texts.tooManyFiles({ count: 1 }), "One!");
  assert.equal(texts.tooManyFiles({ count: 4 }), "4 at most!");
  assert.equal(texts.stop, en.stop);
});

test("what_is_no_text_of_ours_changes_nothing_and_is_named", async () => {
  const page = { send: 7, stop: {}, input: "", nothing: "x", "submit.odd": "Go" };
  const { texts } = await loadWording({ languages: ["en"], page: page as never });
  assert.deepEqual([texts.send, texts.stop, texts.input], [en.send, en.stop, en.input]);
  assert.equal("nothing" in texts, false);
  assert.deepEqual(strangers(page as never), ["nothing"]);
});

test("an_owner_may_add_a_language", async () => {
  const { language, locale, direction, texts } = await loadWording({ languages: ["fa-IR", "en"], owner: { fa: { send: "ارسال" } } });
  assert.deepEqual([language, locale, direction], ["fa", "fa-IR", "rtl"]);
  assert.equal(texts.send, "ارسال");
  assert.equal(texts.placeholder, en.placeholder, "English beyond");
});

test("the_bubble_speaks_every_language_that_the_chat_speaks", () => {
  assert.deepEqual(Object.keys(launcherTexts), languages);
  for (const language of languages) {
    const { open, close, chat } = tables[language]!;
    assert.deepEqual([open, close, chat], [launcherTexts[language]![0], windowTexts[language]!.close, windowTexts[language]!.frame], language);
  }
});

test("owners_find_every_text_by_its_name", async () => {
  const page = await readFile(new URL("../../docs/looks.md", import.meta.url), "utf8");
  const listed = [...page.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name, text]) => [name, text]);
  const said = Object.entries(en).map(([name, text]) => [name, typeof text === "string" ? text : text.other]);
  assert.deepEqual(listed, said);
});
