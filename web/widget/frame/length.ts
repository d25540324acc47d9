/**
 * How long a message may be, counted as the server counts.
 * Left out: words about it.
 */

/** In characters. */
export const maxTextLength = 8000;

/** From here on the visitor is told how far it is to the end. */
const nearLength = 7200;

export type Length = { phase: "short" } | { phase: "near"; length: number } | { phase: "over"; length: number };

/** An emoji of several code points counts as several, one of a surrogate pair as one. */
export function measure(text: string): Length {
  const trimmed = text.trim();
  if (trimmed.length < nearLength) return { phase: "short" };
  const length = [...trimmed].length;
  if (length > maxTextLength) return { phase: "over", length };
  return length < nearLength ? { phase: "short" } : { phase: "near", length };
}
