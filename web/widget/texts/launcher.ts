/**
 * The words on the host page before anybody wants the chat, by language: the bubble's name, and what is said where the
 * rest is blocked.
 * Left out: all other words, so that the loader stays small.
 */

export interface LauncherWords {
  open: string;
  blocked: string;
}

export const launcherTexts: Record<string, LauncherWords> = {
  en: { open: "Open chat", blocked: "The chat is blocked." },
  da: { open: "Åbn chatten", blocked: "Chatten er blokeret." },
  de: { open: "Chat öffnen", blocked: "Der Chat ist blockiert." },
  fr: { open: "Ouvrir le chat", blocked: "Le chat est bloqué." },
  es: { open: "Abrir el chat", blocked: "El chat está bloqueado." },
  nl: { open: "Chat openen", blocked: "De chat is geblokkeerd." },
  cs: { open: "Otevřít chat", blocked: "Chat je blokován." },
  ar: { open: "فتح الدردشة", blocked: "الدردشة محجوبة." },
};

export function launcherWords(language: string | null): LauncherWords {
  return wordsFor(launcherTexts, language);
}

/** A table's words for a language tag, else for the first of the visitor's that it has, else English. */
export function wordsFor<Words>(table: Record<string, Words>, language: string | null): Words {
  const wanted = [language ?? "", ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return table[wanted.find((tag) => tag in table) ?? "en"]!;
}
