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

/** A language that may lack words that have just been added; English stands in. */
export type Translation = Partial<Table>;

/** The words as the chat says them: a text, or a function for one that wants something put in. */
export type Texts = { readonly [K in TextKey]: [Slots<English[K]>] extends [never] ? string : (values: Values<English[K]>) => string };

/** An owner's or a page's own words for some of the texts. */
export type OwnTexts = { readonly [K in TextKey]?: string | Plural };

export interface Wording {
  /** The table's language, for the page's `lang`. */
  language: string;
  direction: "ltr" | "rtl";
  /** The visitor's full language tag, for numbers and dates. */
  locale: string;
  texts: Texts;
}

/** English is always there; the others are fetched when they are wanted. */
const tables: Record<string, () => Translation | Promise<Translation>> = {
  en: () => en,
  da: async () => (await import("./texts/da.ts")).da,
  de: async () => (await import("./texts/de.ts")).de,
  fr: async () => (await import("./texts/fr.ts")).fr,
  es: async () => (await import("./texts/es.ts")).es,
  nl: async () => (await import("./texts/nl.ts")).nl,
  cs: async () => (await import("./texts/cs.ts")).cs,
  ar: async () => (await import("./texts/ar.ts")).ar,
};

const rightToLeft = ["ar"];

export const languages: readonly string[] = Object.keys(tables);

/** The first of some language tags that has words, as a tag; English when none has. */
export function chooseLocale(preferred: readonly string[]): string {
  return preferred.find((tag) => languages.includes(base(tag)) && isTag(tag)) ?? "en";
}

/**
 * The words for the first of some language tags that has any, an owner's own before ours. A table that cannot be fetched is replaced by English: a chat
 * in another language is better than none.
 */
export async function loadWording(preferred: readonly string[], own: (language: string) => OwnTexts = () => ({})): Promise<Wording> {
  const locale = chooseLocale(preferred);
  const language = base(locale);
  try {
    return wording(locale, await tables[language]!(), own(language));
  } catch {
    return wording("en", en, own("en"));
  }
}

/** English, which needs no fetching. */
export const english: Wording = /* @__PURE__ */ wording("en", en, {});

function wording(locale: string, table: Translation, own: OwnTexts): Wording {
  const language = base(locale);
  const direction = rightToLeft.includes(language) ? "rtl" : "ltr";
  const put: Put = { numbers: new Intl.NumberFormat(locale), plurals: new Intl.PluralRules(locale), direction };
  const texts = Object.fromEntries(
    Object.entries(en).map(([key, original]) => [key, say(usable(own[key as TextKey]) ?? table[key as TextKey] ?? original, wants(original), put)]),
  );
  return { language, direction, locale, texts: texts as unknown as Texts };
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

/** What an owner wrote, when it is a text at all: it comes from outside. */
function usable(own: unknown): string | Plural | null {
  if (typeof own === "string") return own;
  return typeof own === "object" && own !== null && typeof (own as Plural).other === "string" ? (own as Plural) : null;
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
