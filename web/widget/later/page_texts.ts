/**
 * The page's own words for some of the chat's texts.
 * Left out: which texts there are; the frame says so about names that it does not know.
 */

declare global {
  interface Window {
    /** By the name of the text, for example `{ placeholder: "Ask the crew" }`. */
    __CHATBOT_TEXTS__?: Record<string, string>;
  }
}

/** Null where the page has none. */
export function readPageTexts(): Record<string, string> | null {
  const given: unknown = window.__CHATBOT_TEXTS__;
  if (given === undefined) return null;
  if (typeof given !== "object" || given === null) {
    console.warn("Parlour: __CHATBOT_TEXTS__ is no object; give it texts by name, such as { placeholder: \"Ask us\" }");
    return null;
  }
  const texts = Object.entries(given).filter(([, text]) => typeof text === "string");
  return Object.fromEntries(texts as [string, string][]);
}
