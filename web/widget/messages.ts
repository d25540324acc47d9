/**
 * The messages between the host page and the chat frame, both ways.
 * Left out: who may send them; each side checks origin and source before it reads one.
 */

import type { FormField } from "../protocol/wire.ts";
import type { Identity, Lead, LivechatState, OpenSource, Outcome, Purchase, Theme } from "./parlour.d.ts";

/** What the page tells the frame. */
export type PageMessage =
  | ({ action: "integrationOptions" } & IntegrationOptions)
  /** `by` says what the visitor opened it with. */
  | { action: "chatOpened"; by?: "keyboard" | "pointer" }
  /** The window is closed: what comes now is unread. `by` is absent where the page's scripts have closed it. */
  | { action: "chatClosed"; by?: "visitor" }
  | { action: "externalMessage"; message: string; source: OpenSource }
  /** A new conversation; it begins with a message of the visitor's if there is one. */
  | { action: "resetConversation"; firstMessage?: string }
  | ({ action: "reportPurchase"; chatbotID: string } & Purchase)
  | PageRequest
  /** The values that the page keeps for the chat, as asked for by `refreshHttpIntegrationValues`. */
  | { action: "httpIntegrationValues"; requestId: string; values: Record<string, unknown> }
  | { action: "setTheme"; theme: Theme }
  /** Whether the page may show notifications, as asked for by `askNotifications`. */
  | { action: "notificationsAllowed"; allowed: boolean }
  /** The frame has so much room now. */
  | { action: "sizeChanged"; size: FrameSize };

/** What the frame answers by its outcome, under the same `requestId`. */
export type PageRequest =
  | { action: "setMetadata"; chatbotID: string; metadata: Record<string, unknown>; requestId: string }
  | { action: "setSignedMetadata"; chatbotID: string; token: string; requestId: string }
  /** Who the visitor is; null takes it back. */
  | { action: "identify"; chatbotID: string; info: Identity | null; requestId: string };

export type FrameSize = "collapsed" | "expanded" | "enlarged";

export interface IntegrationOptions {
  chatbotID: string;
  /** The visitor's secret key, kept by the page. */
  visitorId: string;
  pageUrl: string;
  pagePath: string;
  environment: "live" | "test";
  hidden: boolean;
  isPhoneView: boolean;
  isTabletView: boolean;
  /** Whether the visitor can see the chat now. */
  isOpen: boolean;
  /** In the page's own text rather than behind a bubble. */
  gptInterface: boolean;
  theme: Theme;
  size: FrameSize;
  /** Where the API is when not at the frame's own origin. */
  apiUrl?: string;
  /** A language the site asks for; absent means the browser's. */
  uiLanguage?: string;
  /** The page's own words for some of the chat's texts, by name. */
  texts?: Record<string, string>;
  /** Greets in place of the chatbot's own welcome message, in the page's text only. */
  inlineWelcomeMessage?: string;
  /** What the frame had the page keep by `keep`, for the tab and for every visit. */
  kept: { tab: Record<string, string>; visits: Record<string, string> };
  /** What the window is called, in place of the chatbot's own name. */
  title?: string;
  /** What the visitor is asked before the chat; empty or absent where there is nothing to ask. */
  prechat?: FormField[];
  /** `none` where the visitor may send no files. */
  attachments?: "none";
  /** Values that the page keeps for the chat. */
  httpIntegrationValues?: Record<string, unknown>;
}

/** What the frame tells the page. */
export type FrameMessage =
  /** It listens. */
  | { action: "frameReady" }
  | { action: "userMessageSubmitted" }
  | { action: "firstMessageSent"; chatbotID: string }
  | { action: "assistantFirstToken" }
  | { action: "productRecommendation"; urls?: string[] }
  | { action: "productClick"; url?: string }
  | { action: "contactFormShown" }
  /** What the visitor asked about: one of the chatbot's topics, or none of them. */
  | { action: "conversationClassified"; emne: string | null }
  | ({ action: "purchaseReported"; chatbotID: string } & Purchase)
  | { action: "expandChat" }
  | { action: "collapseChat" }
  | { action: "closeChat" }
  | { action: "toggleSize" }
  | { action: "navigate"; url: string }
  | { action: "openInNewTab"; url: string }
  /** What the visitor began with. */
  | { action: "chatOpenSource"; source: OpenSource }
  | ({ action: "setMetadataResult" | "identifyResult"; requestId: string } & Outcome)
  /** Asks for the values that the page keeps for the chat. */
  | { action: "refreshHttpIntegrationValues"; requestId: string }
  | { action: "ratingSubmitted"; rating: number }
  | { action: "formSubmitted"; form_type: string }
  /** The visitor waits for a person. */
  | { action: "livechatStarted" }
  /** How the talk with a person stands. */
  | { action: "livechatState"; state: LivechatState }
  | { action: "conversationEnded" }
  | { action: "leadSubmitted"; lead: Lead }
  /** How many messages came while the window was closed. */
  | { action: "unread"; count: number }
  /** The language that the chat speaks, and its words for what is round it on the page. */
  | { action: "wording"; language: string; chat: string; open: string; close: string }
  /** A part that the page itself makes something of. */
  | { action: "custom"; key: string; payload: unknown }
  /** The colours that the chatbot's owner has set, for the bubble and for what is round the frame, in a scheme. */
  | { action: "themeColor"; color: string; ground?: string; scheme?: "light" | "dark" }
  /** Keeps a text for the frame, which the browser lets keep nothing; null lets go of it. */
  | { action: "keep"; span: "tab" | "visits"; name: string; value: string | null }
  /** The visitor wants to hear of news on the desktop, and has just pressed something: a frame may not ask itself. */
  | { action: "askNotifications" }
  /** A message came that nobody looks at, and the visitor wants to hear of it. */
  | { action: "notify"; title: string; body: string }
  /** The visitor had all data deleted: the page forgets this key and makes a new one, unless another tab has. */
  | { action: "visitorForgotten"; visitorId: string };

/** Data of a message event as one of ours, or null. Only the discriminator is checked here. */
export function actionOf(data: unknown): string | null {
  if (typeof data !== "object" || data === null || !("action" in data)) return null;
  return typeof data.action === "string" ? data.action : null;
}
