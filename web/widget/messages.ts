/**
 * The messages between the host page and the chat frame, both ways.
 * Left out: who may send them; each side checks origin and source before it reads one.
 */

/** What the page tells the frame. */
export type PageMessage =
  | ({ action: "integrationOptions" } & IntegrationOptions)
  /** `by` says what the visitor opened it with. */
  | { action: "chatOpened"; by?: "keyboard" | "pointer" }
  | { action: "externalMessage"; message: string; source?: string };

export interface IntegrationOptions {
  chatbotID: string;
  /** The visitor's secret key, kept by the page. */
  visitorId: string;
  pageUrl: string;
  pagePath: string;
  environment: "live" | "test";
  hidden: boolean;
  isPhoneView: boolean;
  /** Where the API is when not at the frame's own origin. */
  apiUrl?: string;
  /** A language the site asks for; absent means the browser's. */
  uiLanguage?: string;
}

/** What the frame tells the page. */
export type FrameMessage =
  | { action: "userMessageSubmitted" }
  | { action: "firstMessageSent"; chatbotID: string }
  | { action: "assistantFirstToken" }
  | { action: "productRecommendation"; urls: string[] }
  | { action: "productClick"; url: string }
  | { action: "contactFormShown" }
  /** What the visitor asked about: one of the chatbot's topics, or none of them. */
  | { action: "conversationClassified"; emne: string | null }
  | { action: "closeChat" }
  | { action: "navigate"; url: string }
  /** The colour that the chatbot's owner has set, for the bubble. */
  | { action: "themeColor"; color: string }
  /** The visitor had all data deleted: the page forgets the key and makes a new one. */
  | { action: "visitorForgotten" };

/** Data of a message event as one of ours, or null. Only the discriminator is checked here. */
export function actionOf(data: unknown): string | null {
  if (typeof data !== "object" || data === null || !("action" in data)) return null;
  return typeof data.action === "string" ? data.action : null;
}
