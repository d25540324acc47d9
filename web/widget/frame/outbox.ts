/**
 * Messages that the server has not taken yet, kept for as long as the tab lives: a reload loses none of them.
 * Left out: when they are sent (chat.ts).
 */

import type { SendRequest } from "../../protocol/wire.ts";

export interface Outbox {
  /** Keeps a message until it is forgotten. */
  keep(request: SendRequest): void;
  find(clientMessageId: string): SendRequest | undefined;
  /** Oldest first. */
  all(): readonly SendRequest[];
  /** Whether a message would still be here after a reload. Large pictures may not fit. */
  outlivesReload(clientMessageId: string): boolean;
  forget(clientMessageId: string): void;
  clear(): void;
}

/** The part of `sessionStorage` that is needed. */
export type TabStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

interface Shelf {
  /** What another visitor has left in the same tab is thrown away. */
  visitor: string;
  requests: SendRequest[];
}

/** `storage` may throw, as it does where a browser blocks it: then only this page's memory keeps anything. */
export function createOutbox(storage: () => TabStorage, name: string, visitor: string): Outbox {
  let requests = read(storage, name, visitor);
  let onShelf = new Set(requests.map((request) => request.client_message_id));

  function change(next: SendRequest[]): void {
    requests = next;
    onShelf = write(storage, name, { visitor, requests });
  }

  return {
    keep: (request) => change([...requests, request]),
    find: (id) => requests.find((request) => request.client_message_id === id),
    all: () => requests,
    outlivesReload: (id) => onShelf.has(id),
    forget(id) {
      if (requests.some((request) => request.client_message_id === id)) {
        change(requests.filter((request) => request.client_message_id !== id));
      }
    },
    clear: () => change([]),
  };
}

function read(storage: () => TabStorage, name: string, visitor: string): SendRequest[] {
  try {
    const shelf = JSON.parse(storage().getItem(name) ?? "null") as Partial<Shelf> | null;
    if (shelf?.visitor === visitor && Array.isArray(shelf.requests)) return shelf.requests.filter(isRequest);
    storage().removeItem(name);
  } catch {
    // Blocked, or not ours.
  }
  return [];
}

/** Writes what fits, the newest left out first; gives the ids of what is written. */
function write(storage: () => TabStorage, name: string, shelf: Shelf): Set<string> {
  for (let count = shelf.requests.length; count > 0; count -= 1) {
    try {
      const requests = shelf.requests.slice(0, count);
      storage().setItem(name, JSON.stringify({ ...shelf, requests }));
      return new Set(requests.map((request) => request.client_message_id));
    } catch {
      // Full: a shorter list may fit.
    }
  }
  try {
    storage().removeItem(name);
  } catch {
    // Blocked.
  }
  return new Set();
}

function isRequest(value: unknown): value is SendRequest {
  const request = value as Partial<SendRequest> | null;
  return typeof request?.client_message_id === "string" && Array.isArray(request.message?.parts);
}
