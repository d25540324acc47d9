/**
 * Where the visible conversation begins, kept from visit to visit where the browser keeps anything.
 * Left out: what was said before it, which the server has.
 */

import type { Kept } from "./keeping.ts";

export interface Beginning {
  /** The time up to which everything belongs to a conversation before; null when nothing does. */
  read(): string | null;
  write(since: string | null): void;
}

/** `storage` may throw, as it does where a browser blocks it. Another visitor's beginning is none. */
export function createBeginning(storage: Pick<Kept, "getItem" | "setItem">, name: string, visitor: string): Beginning {
  let since = read();

  function read(): string | null {
    try {
      const kept = JSON.parse(storage.getItem(name) ?? "null") as { visitor?: unknown; since?: unknown } | null;
      return kept?.visitor === visitor && typeof kept.since === "string" ? kept.since : null;
    } catch {
      return null;
    }
  }

  return {
    read: () => since,
    write(next) {
      since = next;
      try {
        storage.setItem(name, JSON.stringify({ visitor, since }));
      } catch {
        // Blocked: it holds for this visit.
      }
    },
  };
}
