/**
 * Where the frame keeps what outlives it: in the browser's own storage, or with the host page where that is blocked, as
 * it often is in a frame of another site.
 * Left out: what is kept.
 */

import type { Host } from "./host.ts";

export type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export interface Keeping {
  /** As long as the tab. */
  readonly tab: Kept;
  /** From visit to visit. */
  readonly visits: Kept;
  /** What the page has kept, as it tells at the start. */
  learn(tab: unknown, visits: unknown): void;
}

/** What is longer fills a storage that is not ours. */
const longest = 50_000;

export function createKeeping(host: Pick<Host, "place" | "post">, own: { tab: () => Storage; visits: () => Storage }): Keeping {
  const withPage = { tab: new Map<string, string>(), visits: new Map<string, string>() };

  function shelf(span: "tab" | "visits"): Kept {
    if (host.place === "alone" || isOpen(own[span])) {
      return {
        getItem: (name) => own[span]().getItem(name),
        setItem: (name, value) => own[span]().setItem(name, value),
        removeItem: (name) => own[span]().removeItem(name),
      };
    }
    return {
      getItem: (name) => withPage[span].get(name) ?? null,
      setItem(name, value) {
        if (value.length > longest) throw new Error("too long to be kept by a page");
        withPage[span].set(name, value);
        host.post({ action: "keep", span, name, value });
      },
      removeItem(name) {
        if (withPage[span].delete(name)) host.post({ action: "keep", span, name, value: null });
      },
    };
  }

  return {
    tab: shelf("tab"),
    visits: shelf("visits"),
    learn(tab, visits) {
      withPage.tab = texts(tab);
      withPage.visits = texts(visits);
    },
  };
}

function isOpen(storage: () => Storage): boolean {
  try {
    return typeof storage().getItem("") !== "undefined";
  } catch {
    return false;
  }
}

function texts(kept: unknown): Map<string, string> {
  const entries = typeof kept === "object" && kept !== null ? Object.entries(kept) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
