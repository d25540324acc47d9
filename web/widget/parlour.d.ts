/**
 * `window.Parlour`: the chat as a page's own scripts see it. Written for site owners, who may copy or import this file.
 * Left out: the names that other vendors' pages know it by (dialects/).
 */

/** What caused the window to open. */
export type OpenSource =
  | "button"
  | "public-api"
  | "chatbot-message-url"
  | "inline-search-widget"
  | "popup"
  | "inline";

export type LivechatState = "waiting" | "active" | "closed";

export type Theme = "light" | "dark" | "auto";

/** Who the visitor is, as the page knows it. What is left out is not known. */
export interface Identity {
  name?: string;
  email?: string;
  phone?: string;
  /** Free text that the assistant may use in its answers. */
  info?: string;
  userId?: string;
  /** Made on the site's own server from `userId` and the chatbot's secret. */
  userHash?: string;
}

export interface Purchase {
  /** Not negative. */
  totalPrice: number;
  /** The three letters of ISO 4217, for example `EUR`. */
  currency: string;
}

/** How something asked for came out. `permanent` says that asking again would not help. */
export interface Outcome {
  ok: boolean;
  permanent: boolean;
}

export interface Lead {
  uuid: string;
  name?: string;
  email?: string;
  phone?: string;
  source?: string;
}

/** What each event carries. */
export interface ParlourEvents {
  /** The chat is on the page; not yet its frame. */
  ready: { chatbotId: string };
  /** The bubble is there for the visitor to see. */
  visible: { chatbotId: string };
  /** Told, as `closed` is, once the rest of the chat's script is there; never where that does not come. */
  opened: { source: OpenSource };
  closed: Record<string, never>;
  /** The visitor's first message of a conversation was sent; `messageSent` comes with it. */
  conversationStarted: Record<string, never>;
  conversationEnded: Record<string, never>;
  messageSent: Record<string, never>;
  /** The first piece of an answer came, so long after the question. */
  firstToken: { latencyMs: number };
  /** Products were shown; their addresses only where the chatbot's owner has switched that on. */
  recommendation: { urls?: string[] };
  productClick: { url?: string };
  contactFormShown: Record<string, never>;
  /** What a question was about: one of the chatbot's topics, or none of them. */
  classified: { classification: string | null };
  purchaseReported: Purchase;
  ratingSubmitted: { rating: number };
  formSubmitted: { formType: string };
  leadSubmitted: Lead;
  livechat: { state: LivechatState };
  /** How many messages wait unread behind the closed window. */
  unread: { count: number };
  /** Something for the page alone, which the assistant has put into its answer. */
  custom: { key: string; payload: unknown };
  destroyed: Record<string, never>;
}

export type ParlourEvent = {
  [Type in keyof ParlourEvents]: {
    type: Type;
    data: ParlourEvents[Type];
    /** Milliseconds since 1970. */
    timestamp: number;
  };
}[keyof ParlourEvents];

export interface Parlour {
  /** Where on the page the chat is. */
  readonly place: "bubble" | "inline";
  /** Calls back at each event of the type from now on. Returns the function that ends it. */
  on<Type extends keyof ParlourEvents>(type: Type, listener: (data: ParlourEvents[Type]) => void): () => void;
  /** The same, for the next event only. */
  once<Type extends keyof ParlourEvents>(type: Type, listener: (data: ParlourEvents[Type]) => void): () => void;
  /**
   * Calls back at every event: first, before this returns, those since the page was loaded, with the times at which
   * they happened. Returns the function that ends it.
   */
  subscribe(listener: (event: ParlourEvent) => void): () => void;
  /** Opens the window, and says the message for the visitor. An open window stays open and takes the message too. */
  open(message?: string): void;
  close(): void;
  toggle(): void;
  /** Shows the bubble, closed. */
  show(): void;
  /** Hides bubble and window. */
  hide(): void;
  isOpen(): boolean;
  /** Tells the chat who the visitor is; null takes it back. Kept until the chat is first wanted. */
  identify(info: Identity | null): Promise<Outcome>;
  /** Adds to what the session knows; null removes a key. Kept until the chat is first wanted. */
  setMetadata(data: Record<string, unknown>): Promise<Outcome>;
  /** The same, signed by the site's own server. */
  setSignedMetadata(token: string): Promise<Outcome>;
  reportPurchase(purchase: Purchase): void;
  /** Ends the conversation; the next message starts another. */
  endConversation(): void;
  setTheme(theme: Theme): void;
  /** The language that the chat speaks, or null where the browser decides. */
  language(): string | null;
  /** Takes the chat off the page, with everything that belongs to it. */
  destroy(): void;
}

declare global {
  interface Window {
    Parlour?: Parlour;
  }
}
