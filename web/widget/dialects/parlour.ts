/**
 * Parlour's own page API: `window.Parlour`, as parlour.d.ts describes it.
 * Left out: the contracts' names (the other files beside this one).
 */

import type { Parlour } from "../parlour.d.ts";
import type { Chat } from "../page/chat.ts";
import { offer } from "./offer.ts";

export function offerParlour(chat: Chat): void {
  const { settings: _, prepare: __, events, open, ...rest } = chat;
  const { emit: ___, ...heard } = events;
  const api: Parlour = { ...rest, ...heard, open: (message) => open(message) };
  // Where a page has both, its name for the chat is the bubble's.
  if (chat.place === "bubble" && window.Parlour?.place === "inline") delete window.Parlour;
  offer(chat, "Parlour", api);
}
