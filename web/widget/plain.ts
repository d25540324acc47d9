/**
 * What a page hands over, made such that it can be sent on: a function, a proxy or a page's own class cannot be posted.
 * Left out: what the values mean.
 */

/** The value as JSON has it; undefined where JSON has none. Of an object, what JSON leaves out is left out. */
export function plain(value: unknown): unknown {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
