/** Proves what the page's side makes of what a page keeps, reports and calls things; whatever it is. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { labelsOf } from "./labels.ts";
import { readPageValues } from "./page_values.ts";
import { isPurchase } from "./purchase.ts";

const page: Record<string, unknown> = {};

beforeEach(() => {
  Object.defineProperty(globalThis, "window", { value: page, configurable: true });
  Object.defineProperty(globalThis, "navigator", { value: { languages: ["en-GB"] }, configurable: true });
});

function valuesOf(given: unknown): unknown {
  page.__CHATBOT_HTTP_INTEGRATION_VALUES__ = given;
  return readPageValues();
}

test("a_pages_values_can_be_posted_whatever_holds_them", (context) => {
  const warned = context.mock.method(console, "warn", () => undefined);
  assert.equal(valuesOf(undefined), null);
  assert.deepEqual(valuesOf({ customer: new Proxy({ n: 1 }, {}), act() {} }), { customer: { n: 1 } });
  assert.deepEqual(valuesOf(() => ({ customer: 7 })), { customer: 7 });
  assert.equal(warned.mock.callCount(), 0);
  const fail = (): never => {
    throw new Error("the page's own");
  };
  for (const odd of ["x", [1], 7, { n: 1n }, fail]) assert.equal(valuesOf(odd), null);
  assert.equal(warned.mock.callCount(), 5);
});

test("a_purchase_has_a_price_that_is_a_number_and_a_currency", () => {
  assert.ok(isPurchase({ totalPrice: 12.5, currency: "EUR" }));
  for (const odd of [undefined, null, 12.5, {}, { totalPrice: "12.5", currency: "EUR" }, { totalPrice: NaN, currency: "EUR" }, { totalPrice: 12.5 }]) {
    assert.equal(isPurchase(odd), false);
  }
});

test("what_stands_round_the_chat_is_called_as_the_page_or_the_frame_says_else_in_the_language", () => {
  assert.deepEqual(labelsOf(null, {}), { frame: "Chat", open: "Open chat", close: "Close chat", unread: "unread" });
  assert.deepEqual(labelsOf("da", { close: "Væk", chat: 7, open: "" }), { frame: "Chat", open: "Åbn chatten", close: "Væk", unread: "ulæste" });
});
