/**
 * `window.chatbot`, Chat Data's SDK: speaks to the frames of one chatbot on a page, and to the bubble if there is one.
 * Left out: finding frame and bubble (chat_data_page.ts).
 *
 * Contract: Chat Data reference 4.
 */

import { isRecord, plain } from "../plain.ts";
import type { Theme } from "../parlour.d.ts";

export interface ChatbotUser {
  name?: string;
  email?: string;
  phone?: string;
  /** Free text that the assistant may use in its answers. */
  info?: string;
  userId?: string;
  /** Made on the site's own server from `userId` and the chatbot's secret. */
  userHash?: string;
}

const eventNames = ["chat", "live-chat-escalation", "lead-submission", "minimize-widget"] as const;
export type ChatbotEventName = (typeof eventNames)[number];

export interface ChatbotEvent {
  event: ChatbotEventName;
  /** `minimize-widget` has none. */
  payload?: unknown;
}

export type ChatbotListener = (event: ChatbotEvent) => void;

export interface Chatbot {
  /** For a script tag without `data-chatbot-id`. */
  initialize(options: { chatbot_id: string }): void;
  /** Rejects when the server refuses it, and when no chat has answered within five seconds. */
  sendUserInfo(user: ChatbotUser): Promise<void>;
  clearUserInfo(): Promise<void>;
  openWidget(): void;
  closeWidget(): void;
  toggleWidget(): void;
  setTheme(theme: "light" | "dark"): void;
  toggleTheme(): void;
  addEventListener(name: ChatbotEventName, listener: ChatbotListener): void;
  removeEventListener(name: ChatbotEventName, listener: ChatbotListener): void;
  getConfig(): { chatbotId: string | null; domain: string; theme: Theme; isOpen: boolean };
}

/** The bubble of the page. */
export interface Bubble {
  /** Fetches the frame, which has to be there to be told anything. */
  prepare(): void;
  open(): void;
  close(): void;
  toggle(): void;
  isOpen(): boolean;
  setTheme(theme: Theme): void;
}

export interface SdkPorts {
  domain: string;
  chatbotId: string | null;
  scheme(): "light" | "dark";
  bubble(): Bubble | null;
  /** Calls back with the bubble, as soon as there is one. */
  whenBubble(act: (bubble: Bubble) => void): void;
  /** Sends to the chatbot's frames, those that are yet to come too, until the returned function is called. */
  send(chatbotId: string | null, message: unknown): () => void;
  /** Calls back after the time, unless the returned function is called before. */
  after(ms: number, act: () => void): () => void;
  newId(): string;
  warn(text: string): void;
}

/** What may be told of a visitor. */
const userExamples: Required<ChatbotUser> = { name: "Ada", email: "ada@example.com", phone: "+45 12 34 56 78", info: "Prefers wool.", userId: "1842", userHash: "5f3a…" };
const userKeys = Object.keys(userExamples) as (keyof ChatbotUser)[];
const answerLimitMs = 5000;

/** The API, and `hear` for what one of the chatbot's frames says. */
export function createChatbot(ports: SdkPorts): { chatbot: Chatbot; hear: (data: unknown) => void } {
  let { chatbotId } = ports;
  let theme: Theme = "auto";
  let wish: ((bubble: Bubble) => void) | null = null;
  let endTheme = (): void => undefined;
  const listeners = new Map<string, Set<ChatbotListener>>(eventNames.map((name) => [name, new Set()]));
  const asked = new Map<string, (answer: { ok?: unknown }) => void>();

  function tell(payload: ChatbotUser | null): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = ports.newId();
      const finish = (refusal: string | null): void => {
        asked.delete(id);
        endSending();
        endWaiting();
        if (refusal === null) resolve();
        else reject(new Error(refusal));
      };
      asked.set(id, ({ ok }) => finish(ok === true ? null : "user info was refused: is userHash made from userId with the chatbot's secret?"));
      const endWaiting = ports.after(answerLimitMs, () => finish("no chat has answered within 5 seconds: is the chatbot on this page?"));
      ports.whenBubble((bubble) => asked.has(id) && bubble.prepare());
      const endSending = ports.send(chatbotId, { event: "user-info", payload, id });
    });
  }

  /** Of wishes that come before the bubble, the last one counts. */
  function withBubble(act: (bubble: Bubble) => void): void {
    const bubble = ports.bubble();
    if (bubble !== null) return act(bubble);
    const isFirst = wish === null;
    wish = act;
    if (!isFirst) return;
    ports.whenBubble((late) => {
      wish?.(late);
      wish = null;
    });
  }

  function setTheme(next: unknown): void {
    if (next !== "light" && next !== "dark") return ports.warn('chatbot.setTheme takes "light" or "dark"');
    theme = next;
    endTheme();
    endTheme = ports.send(chatbotId, { event: "set-theme", payload: next });
    ports.bubble()?.setTheme(next);
  }

  function listenersOf(name: string, listener: unknown): Set<ChatbotListener> | null {
    const known = listeners.get(name);
    if (known === undefined) ports.warn(`chatbot.addEventListener: there is no event "${name}", only ${eventNames.join(", ")}`);
    else if (typeof listener !== "function") ports.warn("chatbot.addEventListener takes a name and a function");
    else return known;
    return null;
  }

  const chatbot: Chatbot = {
    initialize(options) {
      if (typeof options?.chatbot_id !== "string" || options.chatbot_id === "") ports.warn('chatbot.initialize takes {chatbot_id: "…"}');
      else chatbotId = options.chatbot_id;
    },
    sendUserInfo(user) {
      const known = plain(user);
      if (!isRecord(known)) return Promise.reject(new TypeError('chatbot.sendUserInfo takes an object such as {name: "Ada"}'));
      // The frame passes over, without a word, what has a value that is no text.
      const odd = userKeys.find((key) => typeof (known[key] ?? "") !== "string");
      return odd === undefined ? tell(known) : Promise.reject(new TypeError(`chatbot.sendUserInfo: ${odd} takes a text, such as {${odd}: "${userExamples[odd]}"}`));
    },
    clearUserInfo: () => tell(null),
    openWidget: () => withBubble((bubble) => bubble.open()),
    closeWidget: () => withBubble((bubble) => bubble.close()),
    toggleWidget: () => withBubble((bubble) => bubble.toggle()),
    setTheme,
    toggleTheme: () => setTheme((theme === "auto" ? ports.scheme() : theme) === "dark" ? "light" : "dark"),
    addEventListener: (name, listener) => void listenersOf(name, listener)?.add(listener),
    removeEventListener: (name, listener) => void listeners.get(name)?.delete(listener),
    getConfig: () => ({ chatbotId, domain: ports.domain, theme, isOpen: ports.bubble()?.isOpen() ?? false }),
  };

  return {
    chatbot,
    hear(data) {
      if (typeof data !== "object" || data === null || !("event" in data)) return;
      const { event, payload, id, ok } = data as { event: unknown; payload?: unknown; id?: unknown; ok?: unknown };
      if (event === "user-info-ack") return asked.get(`${id}`)?.({ ok });
      const told = { event, ...(payload === undefined ? {} : { payload }) } as ChatbotEvent;
      for (const listener of [...(listeners.get(`${event}`) ?? [])]) call(listener, told, ports);
    },
  };
}

/** A listener that throws keeps nobody else from hearing; the page's console tells of it. */
function call(listener: ChatbotListener, event: ChatbotEvent, { after }: SdkPorts): void {
  try {
    listener(event);
  } catch (thrown) {
    after(0, () => {
      throw thrown;
    });
  }
}
