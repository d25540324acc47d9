/**
 * What a page passes to `_sa.updateContact`, checked: flat, of a bounded size, null removes a key.
 * Left out: sending it (smartagent.ts).
 *
 * Contract: SmartAgent reference 3.
 */

export type Attributes = Record<string, string | number | boolean | null>;

const maxBytes = 32 * 1024;

/** `before` with `given` laid over it, and what of `given` is in order. What is not is passed over, and `warn` told why. */
export function mergeAttributes(before: Attributes, given: unknown, warn: (text: string) => void): { all: Attributes; changed: Attributes } {
  const flat = isRecord(given) && isRecord(given.attributes) ? given.attributes : given;
  const unchanged = { all: before, changed: {} };
  if (!isRecord(flat)) {
    warn('updateContact takes an object such as {"customerId": "123"}');
    return unchanged;
  }
  const changed: Attributes = {};
  for (const [key, value] of Object.entries(flat)) {
    if (!/^[\w-]+$/.test(key)) warn(`updateContact: "${key}" may have only letters, digits, _ and -`);
    else if (!isValue(value)) warn(`updateContact: ${key} takes a text, a number, true, false, or null to remove it`);
    else changed[key] = value;
  }
  const all = Object.fromEntries(Object.entries({ ...before, ...changed }).filter(([, value]) => value !== null));
  if (new TextEncoder().encode(JSON.stringify(all)).length > maxBytes) {
    warn("updateContact: all attributes together may have 32 KiB; these were not taken");
    return unchanged;
  }
  return { all, changed };
}

function isValue(value: unknown): value is Attributes[string] {
  return value === null || typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
