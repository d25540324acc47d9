/**
 * Whether what a page reports is a purchase that can be passed on: a price of nothing or more, in a currency of three letters.
 * Left out: what becomes of it (the frame).
 */

import type { Purchase } from "../parlour.d.ts";
import { isRecord } from "../plain.ts";

export function isPurchase(given: unknown): given is Purchase {
  if (!isRecord(given)) return false;
  const { totalPrice, currency } = given;
  return typeof totalPrice === "number" && totalPrice >= 0 && totalPrice < Infinity && typeof currency === "string" && /^[a-z]{3}$/i.test(currency);
}
