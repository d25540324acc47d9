/**
 * Whether what a page reports is a purchase that can be passed on.
 * Left out: what becomes of it (the frame).
 */

import type { Purchase } from "../parlour.d.ts";
import { isRecord } from "../plain.ts";

export function isPurchase(given: unknown): given is Purchase {
  return isRecord(given) && typeof given.totalPrice === "number" && Number.isFinite(given.totalPrice) && typeof given.currency === "string";
}
