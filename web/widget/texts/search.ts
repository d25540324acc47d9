/**
 * The words of the search bar, by language.
 * Left out: what the page says in their place (its `data-placeholder`).
 */

import { wordsFor } from "./launcher.ts";

export interface SearchWords {
  placeholder: string;
  send: string;
}

export const searchTexts: Record<string, SearchWords> = {
  en: { placeholder: "Ask a question", send: "Send question" },
  da: { placeholder: "Stil et spørgsmål", send: "Send spørgsmål" },
  de: { placeholder: "Stellen Sie eine Frage", send: "Frage senden" },
  fr: { placeholder: "Posez une question", send: "Envoyer la question" },
  es: { placeholder: "Haga una pregunta", send: "Enviar la pregunta" },
  nl: { placeholder: "Stel een vraag", send: "Vraag versturen" },
  cs: { placeholder: "Položte otázku", send: "Odeslat otázku" },
  ar: { placeholder: "اطرح سؤالاً", send: "إرسال السؤال" },
};

/** In the page's own language, which the field is a part of. */
export function searchWords(): SearchWords {
  return wordsFor(searchTexts, document.documentElement.lang || null);
}
