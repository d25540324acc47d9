/**
 * The words of the chat itself in the visitor's language: chosen, fetched when it is not English, and put in the owner's
 * own words where there are some.
 * Left out: the words (texts/), one file a language, which the compiler holds complete.
 */

import { en } from "./texts/en.ts";

type English = typeof en;

export type TextKey = keyof English;

/** A text by the plural rules of its language; `other` serves every number that has no form of its own. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** What a text wants put in: `{name}` wants a name. */
type Slots<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Slots<Rest> : T extends Plural ? Slots<T["other"]> : never;

type Values<T> = Record<Slots<T>, string | number>;

/** A language's words. A text with something to put in may have plural forms in any language. */
export type Table = { readonly [K in TextKey]: [Slots<English[K]>] extends [never] ? string : string | Plural };

/** The words as the chat says them: a text, or a function for one that wants something put in. */
export type Texts = { readonly [K in TextKey]: [Slots<English[K]>] extends [never] ? string : (values: Values<English[K]>) => string };

/** Somebody's own words by the name of the text, `tooManyFiles`, or of one of its plural forms, `tooManyFiles.one`. */
export type OwnTexts = Readonly<Record<string, string>>;

export interface Wording {
  /** The table's language, for the page's `lang`. */
  language: string;
  direction: "ltr" | "rtl";
  /** The visitor's full language tag, for numbers and dates. */
  locale: string;
  texts: Texts;
}

/** English is always there; the others are fetched when they are wanted. */
const tables: Record<string, () => Table | Promise<Table>> = {
  en: () => en,
  da: async () => (await import("./texts/da.ts")).da,
  de: async () => (await import("./texts/de.ts")).de,
  fr: async () => (await import("./texts/fr.ts")).fr,
  es: async () => (await import("./texts/es.ts")).es,
  nl: async () => (await import("./texts/nl.ts")).nl,
  cs: async () => (await import("./texts/cs.ts")).cs,
  ar: async () => (await import("./texts/ar.ts")).ar,
};

/** Ours and those that an owner may add. */
const rightToLeft = ["ar", "fa", "he", "ur"];

export const languages: readonly string[] = Object.keys(tables);

/** Who wants the chat to speak how. */
export interface Wishes {
  /** Language tags, the most wanted first. */
  languages: readonly string[];
  /** The owner's own words, by language; a language of which we know nothing is spoken with these, and in English beyond. */
  owner?: Readonly<Record<string, OwnTexts>>;
  /** The page's own words, in the language that it speaks. */
  page?: OwnTexts;
}

/** The first of some language tags that has words; English when none has. */
export function chooseLocale({ languages: wanted, owner = {} }: Wishes): string {
  const spoken = [...languages, ...Object.keys(owner)];
  return wanted.find((tag) => isTag(tag) && (spoken.includes(tag) || spoken.includes(base(tag)))) ?? "en";
}

/**
 * The words in the first wanted language that has any: the page's before the owner's before ours. A table that cannot be
 * fetched is replaced by English: a chat in another language is better than none.
 */
export async function loadWording(wishes: Wishes): Promise<Wording> {
  const locale = chooseLocale(wishes);
  const language = base(locale);
  const own = { ...wishes.owner?.[language], ...wishes.owner?.[locale], ...wishes.page };
  try {
    return wording(locale, (await tables[language]?.()) ?? en, own);
  } catch {
    return wording("en", en, own);
  }
}

/** English, which needs no fetching. */
export const english: Wording = /* @__PURE__ */ wording("en", en, {});

function wording(locale: string, table: Table, own: OwnTexts): Wording {
  const language = base(locale);
  const direction = rightToLeft.includes(language) ? "rtl" : "ltr";
  const put: Put = { numbers: new Intl.NumberFormat(locale), plurals: new Intl.PluralRules(locale), direction };
  const texts = Object.fromEntries(
    Object.entries(en).map(([key, original]) => [key, say(owned(own, key) ?? table[key as TextKey], wants(original), put)]),
  );
  return { language, direction, locale, texts: texts as unknown as Texts };
}

/** The names among somebody's own words that name none of ours. */
export function strangers(own: OwnTexts): string[] {
  return Object.keys(own).filter((name) => !((name.split(".")[0] ?? "") in en));
}

interface Put {
  numbers: Intl.NumberFormat;
  plurals: Intl.PluralRules;
  direction: Wording["direction"];
}

function say(text: string | Plural, isFilled: boolean, put: Put): string | ((values: Record<string, string | number>) => string) {
  if (isFilled) return (values) => fill(text, values, put);
  return typeof text === "string" ? text : text.other;
}

function fill(text: string | Plural, values: Record<string, string | number>, { numbers, plurals, direction }: Put): string {
  const number = Object.values(values).find((value) => typeof value === "number");
  const form = typeof text === "string" ? text : (text[typeof number === "number" ? plurals.select(number) : "other"] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (slot, name: string) => {
    const value = values[name];
    if (value === undefined) return slot;
    if (typeof value === "number") return numbers.format(value);
    // A Latin name among Arabic words keeps to itself.
    return direction === "rtl" ? `\u2068${value}\u2069` : value;
  });
}

function wants(original: string | Plural): boolean {
  return /\{\w+\}/.test(typeof original === "string" ? original : original.other);
}

/** What somebody has for a text, with its plural forms; null when nothing. It comes from outside: what is no text is none. */
function owned(own: OwnTexts, key: string): string | Plural | null {
  const words = Object.entries(own).filter(([name, text]) => typeof text === "string" && text !== "" && name.split(".")[0] === key);
  if (words.length === 0) return null;
  const forms = Object.fromEntries(words.map(([name, text]) => [name.split(".")[1] ?? "other", text]));
  return { ...forms, other: forms.other ?? words[0]![1] };
}

function base(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] ?? "";
}

/** Whether `Intl` takes it: it throws on what is no language tag. */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
