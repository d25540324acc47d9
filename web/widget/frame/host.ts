/**
 * The frame's side of the talk with the host page: one origin, one window, nobody else.
 * Left out: what the messages lead to (main.tsx), and the page's side (page/).
 */

import { actionOf } from "../messages.ts";
import type { FrameMessage, PageMessage } from "../messages.ts";

export interface Host {
  /** `embedded` in a page, or `alone` as a page of its own. */
  readonly place: "embedded" | "alone";
  /** The page's origin; null when alone. */
  readonly origin: string | null;
  /** The address the visitor is looking at; "" until the page told it. */
  pageUrl(): string;
  post(message: FrameMessage): void;
  listen(take: (message: PageMessage) => void): void;
}

export function createHost(frame: Window, parentOrigin: string | null): Host {
  const origin = webOrigin(parentOrigin);
  const page = frame.parent;
  // Embedded by who does not say so, nobody can be answered: then the chat stands on its own.
  if (page === frame || origin === null) {
    return { place: "alone", origin: null, pageUrl: () => "", post: () => undefined, listen: () => undefined };
  }
  let pageUrl = "";
  return {
    place: "embedded",
    origin,
    pageUrl: () => pageUrl,
    post(message) {
      page.postMessage(message, origin);
    },
    listen(take) {
      frame.addEventListener("message", (event) => {
        if (event.origin !== origin || event.source !== page) return;
        const message = pageMessage(event.data);
        if (message?.action === "integrationOptions") pageUrl = `${message.pageUrl ?? ""}`;
        if (message !== null) take(message);
      });
    },
  };
}

function webOrigin(text: string | null): string | null {
  try {
    const url = new URL(text ?? "");
    return url.protocol === "https:" || url.protocol === "http:" ? url.origin : null;
  } catch {
    return null;
  }
}

function pageMessage(data: unknown): PageMessage | null {
  const message = data as Record<string, unknown>;
  switch (actionOf(data)) {
    case "integrationOptions":
      return typeof message.visitorId === "string" ? (data as PageMessage) : null;
    case "externalMessage":
      return typeof message.message === "string" ? (data as PageMessage) : null;
    case "chatOpened":
      return { action: "chatOpened", ...(message.by === "keyboard" ? { by: "keyboard" } : {}) };
    default:
      return null;
  }
}
