/**
 * The frame's side of the talk with the host page: one origin, one window, nobody else.
 * Left out: what the messages lead to (main.tsx), and the page's side (page/).
 */

import { actionOf } from "../messages.ts";
import type { FrameMessage, IntegrationOptions, PageMessage } from "../messages.ts";

export interface Host {
  /**
   * `embedded` in a page that runs our script, `placed` by one that does not, or `alone` as a page of its own.
   */
  readonly place: "embedded" | "placed" | "alone";
  /** The origin of a page that runs our script, else null. */
  readonly origin: string | null;
  /** The address the visitor is looking at; "" until the page told it. */
  pageUrl(): string;
  /** What the page told last of itself and of the frame's place in it. */
  page(): Partial<IntegrationOptions>;
  post(message: FrameMessage): void;
  /** Hears the page from now on, and tells it so. */
  listen(take: (message: PageMessage) => void): void;
}

export function createHost(frame: Window, parentOrigin: string | null): Host {
  const origin = webOrigin(parentOrigin);
  const page = frame.parent;
  // Embedded by who does not say so, nobody can be answered: then the chat stands on its own.
  if (page === frame || origin === null) {
    return unheard("alone");
  }
  let told: Partial<IntegrationOptions> = {};
  return {
    place: "embedded",
    origin,
    pageUrl: () => `${told.pageUrl ?? ""}`,
    page: () => told,
    post(message) {
      page.postMessage(message, origin);
    },
    listen(take) {
      frame.addEventListener("message", (event) => {
        if (event.origin !== origin || event.source !== page) return;
        const message = pageMessage(event.data);
        if (message?.action === "integrationOptions") told = message;
        if (message?.action === "sizeChanged") told = { ...told, size: message.size };
        if (message !== null) take(message);
      });
      page.postMessage({ action: "frameReady" } satisfies FrameMessage, origin);
    },
  };
}

/** Of a frame whose page has no script of ours to talk with. */
export function createPlacedHost(frame: Window): Host {
  return unheard(frame.parent === frame ? "alone" : "placed");
}

function unheard(place: "placed" | "alone"): Host {
  return { place, origin: null, pageUrl: () => "", page: () => ({}), post: () => undefined, listen: () => undefined };
}

function webOrigin(text: string | null): string | null {
  try {
    const url = new URL(text ?? "");
    return url.protocol === "https:" || url.protocol === "http:" ? url.origin : null;
  } catch {
    return null;
  }
}

/** Only what the frame will rely on is checked; a message that lacks it is none. */
function pageMessage(data: unknown): PageMessage | null {
  const message = data as Record<string, unknown>;
  switch (actionOf(data)) {
    case "integrationOptions":
      return typeof message.visitorId === "string" ? (data as PageMessage) : null;
    case "externalMessage":
      return typeof message.message === "string" ? (data as PageMessage) : null;
    case "chatOpened":
      return { action: "chatOpened", ...(message.by === "keyboard" ? { by: "keyboard" } : {}) };
    case "chatClosed":
      return { action: "chatClosed", ...(message.by === "visitor" ? { by: "visitor" } : {}) };
    case "resetConversation":
      return { action: "resetConversation", ...(typeof message.firstMessage === "string" ? { firstMessage: message.firstMessage } : {}) };
    case "reportPurchase":
      return isPrice(message.totalPrice) && typeof message.currency === "string" ? (data as PageMessage) : null;
    case "setMetadata":
      return typeof message.requestId === "string" && isObject(message.metadata) ? (data as PageMessage) : null;
    case "setSignedMetadata":
      return typeof message.requestId === "string" && typeof message.token === "string" ? (data as PageMessage) : null;
    case "identify":
      return typeof message.requestId === "string" && (message.info === null || isObject(message.info)) ? (data as PageMessage) : null;
    case "httpIntegrationValues":
      return isObject(message.values) ? (data as PageMessage) : null;
    case "notificationsAllowed":
      return { action: "notificationsAllowed", allowed: message.allowed === true };
    case "setTheme":
      return { action: "setTheme", theme: message.theme === "light" || message.theme === "dark" ? message.theme : "auto" };
    case "sizeChanged":
      return message.size === "collapsed" || message.size === "expanded" || message.size === "enlarged" ? (data as PageMessage) : null;
    default:
      return null;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPrice(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}
