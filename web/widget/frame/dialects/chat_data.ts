/**
 * Chat Data as the frame speaks it: hears `user-info`, and tells the page in Chat Data's words what happens.
 * Only translates; what it says and hears goes by the page's frame channel (main.tsx).
 * Left out: the bubble and the SDK (the page's side), the shape of the events (chat_data_events.ts).
 *
 * Contract: Chat Data reference 2 and 3.
 */

import type { History, Lead, LeadKey, Message, Profile } from "../../../protocol/wire.ts";
import type { FrameMessage } from "../../messages.ts";
import type { Theme } from "../../parlour.d.ts";
import { plainText } from "../words.ts";
import type { ProfileKeeper } from "../profile.ts";
import type { Entry } from "../entries.ts";
import type { State } from "../state.ts";
import { chatEvent, escalationEvent, leadEvent } from "./chat_data_events.ts";
import type { ChatDataEvent, Source } from "./chat_data_events.ts";
import { readUserInfo } from "./user_info.ts";

/** What the frame answers to a page that waits for it: our SDK. */
export type ChatDataAnswer = { event: "user-info-ack"; id: string; ok: boolean; permanent: boolean };

export interface ChatDataPorts {
  source: Source;
  profile: ProfileKeeper;
  post(message: ChatDataEvent | ChatDataAnswer): void;
  /** A page of the conversation, the newest first. */
  history(cursor: string | null): Promise<History>;
  setTheme(theme: Theme): void;
  warn(text: string): void;
}

export interface ChatData {
  /** A message of the page's, whatever it is. */
  hear(data: unknown): void;
  /** What the frame tells its page. */
  tell(message: FrameMessage): void;
  /** The chat as it is now. */
  watch(state: State): void;
  /** Sends what the visitor has left in a lead form. */
  leave(lead: Partial<Record<LeadKey, string>>): Promise<Lead>;
}

export function speakChatData(ports: ChatDataPorts): ChatData {
  /** Events leave in the order in which they happened, however long each takes to make. */
  let last: Promise<void> = Promise.resolve();
  /** The visitor's messages that the server does not have yet, as far as it is known. */
  let unsent = new Set<string>();
  /** Whether the chatbot's owner has switched the events off, as far as it is known. */
  let isSilent = false;
  let hasAsked = false;

  async function profileNow(): Promise<Profile | null> {
    const profile = await ports.profile.current();
    isSilent = profile?.events === false;
    return profile;
  }

  function send(make: (profile: Profile) => ChatDataEvent | Promise<ChatDataEvent>): void {
    last = last.then(async () => {
      try {
        const profile = await profileNow();
        if (profile !== null && !isSilent) ports.post(await make(profile));
      } catch {
        // A page that is told nothing is better than one that is told half.
      }
    });
  }

  return {
    hear(data) {
      const theme = readTheme(data);
      if (theme !== null) return ports.setTheme(theme);
      const told = readUserInfo(data, ports.warn);
      if (told === null) return;
      const { info, id } = told;
      void ports.profile.tell(info).then((outcome) => {
        if (!outcome.ok) ports.warn("user-info was not taken: is userHash made from userId with the chatbot's secret?");
        if (id !== null) ports.post({ event: "user-info-ack", id, ...outcome });
      });
    },
    tell(message) {
      switch (message.action) {
        case "closeChat":
          // At once: whoever closes the chat waits for no server.
          return isSilent ? undefined : ports.post({ event: "minimize-widget" });
        case "livechatStarted":
          return send(async (profile) => escalationEvent(profile, await wholeConversation(ports.history), ports.source));
        case "conversationEnded":
        case "visitorForgotten":
          return ports.profile.forget();
      }
    },
    watch(state) {
      if (state.phase === "ready" && !hasAsked) {
        hasAsked = true;
        void profileNow();
      }
      const entries = state.phase === "ready" ? state.conversation.entries : [];
      for (const { key, message, delivery } of entries) {
        if (delivery === "stored" && unsent.has(key)) send((profile) => chatEvent(profile, plainText(message), ports.source));
      }
      unsent = new Set(entries.filter(isUnsent).map(({ key }) => key));
    },
    async leave(lead) {
      const receipt = await ports.profile.leave(lead, ports.source);
      send(() => leadEvent(receipt, ports.source));
      return receipt;
    },
  };
}

function isUnsent({ delivery, message }: Entry): boolean {
  return message.role === "user" && delivery !== "stored";
}

async function wholeConversation(page: ChatDataPorts["history"]): Promise<Message[]> {
  const newestFirst: Message[] = [];
  let cursor: string | null = null;
  do {
    const history: History = await page(cursor);
    newestFirst.push(...history.messages);
    cursor = history.has_more ? history.next_cursor : null;
  } while (cursor !== null);
  return newestFirst.reverse();
}

/** Our SDK's wish for a look; null for everything else. */
function readTheme(data: unknown): Theme | null {
  if (typeof data !== "object" || data === null || !("event" in data) || data.event !== "set-theme") return null;
  const theme = "payload" in data ? data.payload : null;
  return theme === "light" || theme === "dark" || theme === "auto" ? theme : null;
}
