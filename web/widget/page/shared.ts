/**
 * One bubble a page, however many scripts ask for it: the first makes the chat, each contract joins it once.
 * Left out: what a contract makes of it (dialects/).
 */

import type { Chat } from "./chat.ts";

interface Shared {
  chat: Chat;
  contracts: Set<string>;
}

const place = Symbol.for("parlour.chat");
type Holder = { [place]?: Shared };

/** The page's chat with whether this script made it, or null where the contract has joined already. */
export function joinChat(contract: string, chatbotId: string, make: () => Chat): { chat: Chat; role: "made" | "joined" } | null {
  const holder = window as Holder;
  const known = holder[place];
  if (known) {
    if (known.chat.settings.chatbotId !== chatbotId) {
      console.warn(`Parlour: the page shows ${known.chat.settings.chatbotId} already; remove its script to show ${chatbotId}`);
    }
    if (known.contracts.has(contract)) return null;
    known.contracts.add(contract);
    return { chat: known.chat, role: "joined" };
  }
  const chat = make();
  holder[place] = { chat, contracts: new Set([contract]) };
  chat.events.once("destroyed", () => delete holder[place]);
  return { chat, role: "made" };
}

/** The page's bubble, if there is one. */
export function pageChat(): Chat | null {
  return (window as Holder)[place]?.chat ?? null;
}

/** Calls back with the page's bubble: at once or as soon as it comes, and with each that comes after it has gone. */
export function eachPageChat(act: (chat: Chat) => void): void {
  const observer = new MutationObserver(look);
  function look(): void {
    const chat = pageChat();
    if (chat === null) return;
    observer.disconnect();
    chat.events.once("destroyed", watch);
    act(chat);
  }
  /** A bubble puts its elements on the page. */
  function watch(): void {
    observer.observe(document, { childList: true, subtree: true });
  }
  watch();
  look();
}
