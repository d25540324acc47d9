/**
 * Which banners stand above the chat on the visitor's page: the owner's, but for those that were put away in this tab.
 * Left out: how they look (banner_list.tsx).
 */

import type { Banner } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import type { Kept } from "./keeping.ts";

export interface Banners {
  /** Those for a page of this address; none where they cannot be fetched. */
  on(pageUrl: string): Promise<Banner[]>;
  putAway(id: string): void;
}

/** The server takes no longer address. */
const longestUrl = 2048;

export function createBanners(client: () => Pick<ChatClient, "banners"> | null, store: Pick<Kept, "getItem" | "setItem">, name: string): Banners {
  let gone: string[] | null = null;

  function putAwayBefore(): string[] {
    try {
      gone ??= JSON.parse(store.getItem(name) ?? "[]") as string[];
    } catch {
      gone = [];
    }
    return gone;
  }

  return {
    async on(pageUrl) {
      try {
        const all = await client()?.banners(pageUrl.length > longestUrl ? "" : pageUrl);
        return (all ?? []).filter(({ id }) => !putAwayBefore().includes(id));
      } catch {
        return [];
      }
    },
    putAway(id) {
      gone = [...putAwayBefore(), id];
      try {
        store.setItem(name, JSON.stringify(gone));
      } catch {
        // Blocked: it holds until the chat is loaded again.
      }
    },
  };
}
