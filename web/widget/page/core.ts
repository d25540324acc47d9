/**
 * The chat on a host page in two halves: the loader's, and what is fetched once somebody wants the chat (later/).
 * This is what they know of each other. Left out: what either does.
 */

import type { IntegrationOptions, PageMessage, PageRequest } from "../messages.ts";
import type { OpenSource, Outcome, Purchase, Theme } from "../parlour.d.ts";
import type { Events } from "./events.ts";
import type { Place } from "./place.ts";
import type { Settings } from "./settings.ts";

/** What the server keeps about a chatbot's looks and habits on a page; every key may be absent. */
export interface SiteConfig {
  themeColor?: string;
  darkThemeColor?: string;
  /** What the bubble is called. */
  titleG?: string;
  buttonSide?: "left" | "right";
  buttonBottom?: number;
  buttonRight?: number;
  buttonSize?: number;
  /** Pages without the bubble: path and query, `*` for any run of characters. */
  hiddenUrls?: readonly string[];
  uiLanguage?: string;
  analyticsUrlsEnabled?: boolean;
  analyticsCaptureEnabled?: boolean;
}

/** The loader's half. */
export interface Core {
  readonly settings: Settings;
  readonly events: Events;
  readonly place: Place;
  /** What the frame is told besides. */
  readonly more: Partial<IntegrationOptions>;
  theme: Theme;
  config: SiteConfig;
  repaint(): void;
  open(message?: string, source?: OpenSource): void;
}

/** A request as the page makes it. */
export type Asking = PageRequest extends infer One ? (One extends PageRequest ? Omit<One, "requestId" | "chatbotID"> : never) : never;

/** The other half. */
export interface Later {
  /** Talks with the frame from now on; `heard` is what came out of it before. */
  attach(frame: HTMLIFrameElement, heard: readonly MessageEvent[]): void;
  /** Takes the visitor into the frame. */
  enter(by: "keyboard" | "pointer"): void;
  /** Sends as soon as there is a frame that listens. */
  post(message: PageMessage): void;
  ask(asking: Asking): Promise<Outcome>;
  /** Says it for the visitor; what is no text is nothing to say. */
  say(message: unknown, source: OpenSource): void;
  reportPurchase(purchase: Purchase): void;
  setTheme(theme: Theme): void;
  /** The window was closed. */
  closed(): void;
  /** The page's address may be another. */
  moved(): void;
  end(): void;
}
