/**
 * The words on the host page before anybody wants the chat, by language: the bubble's name, and what is said where the
 * rest is blocked.
 * Left out: all other words, so that the loader stays small.
 */

/** By their place, since every letter counts here. */
export type LauncherWords = readonly [open: string, blocked: string];

export const launcherTexts: Record<string, LauncherWords> = {
  en: ["Open chat", "The chat is blocked."],
  da: ["Åbn chatten", "Chatten er blokeret."],
  de: ["Chat öffnen", "Der Chat ist blockiert."],
  fr: ["Ouvrir le chat", "Le chat est bloqué."],
  es: ["Abrir el chat", "El chat está bloqueado."],
  nl: ["Chat openen", "De chat is geblokkeerd."],
  cs: ["Otevřít chat", "Chat je blokován."],
  ar: ["فتح الدردشة", "الدردشة محجوبة."],
};

export function launcherWords(language: string | null): LauncherWords {
  return wordsFor(launcherTexts, language);
}

/** A table's words for a language tag, else for the first of the visitor's that it has, else English. */
export function wordsFor<Words>(table: Record<string, Words>, language: string | null): Words {
  const wanted = [language ?? "", ...navigator.languages, "en"].map((tag) => tag.slice(0, 2).toLowerCase());
  return table[wanted.find((tag) => tag in table)!]!;
}
