/**
 * The values that a page keeps for the chat, such as a customer's number: an object, or a function that makes one.
 * Left out: when the frame asks for them (chat.ts).
 */

import { isRecord, plain } from "../plain.ts";

declare global {
  interface Window {
    __CHATBOT_HTTP_INTEGRATION_VALUES__?: Record<string, unknown> | (() => Record<string, unknown>);
  }
}

/** Null where the page keeps none. */
export function readPageValues(): Record<string, unknown> | null {
  const given = window.__CHATBOT_HTTP_INTEGRATION_VALUES__;
  try {
    const values = plain(typeof given === "function" ? given() : given);
    if (isRecord(values)) return values;
    if (given !== undefined && given !== null) {
      console.warn("Parlour: __CHATBOT_HTTP_INTEGRATION_VALUES__ is no object that JSON can hold; the chat goes on without its values");
    }
    return null;
  } catch (thrown) {
    console.warn("Parlour: __CHATBOT_HTTP_INTEGRATION_VALUES__ threw; the chat goes on without its values", thrown);
    return null;
  }
}
