/**
 * The second half of `loader/main.js`: the chat with the elements that SmartAgent's pages know. Fetched only where the
 * rules let it be seen.
 * Left out: the rules and the contract's names (smartagent_loader.ts).
 */

import { offerParlour } from "./dialects/parlour.ts";
import { createSlideout } from "./dialects/smartagent_place.ts";
import type { IntegrationOptions } from "./messages.ts";
import { createChat } from "./page/chat.ts";
import type { Chat } from "./page/chat.ts";
import type { Settings } from "./page/settings.ts";
import { joinChat } from "./page/shared.ts";

export function showChat(settings: Settings, more: Partial<IntegrationOptions>): Chat {
  const make = (): Chat => createChat(settings, (ports) => createSlideout(settings, ports), more);
  // The loader comes here once a page.
  const { chat, role } = joinChat("smartagent", settings.chatbotId, make)!;
  if (role === "made") offerParlour(chat);
  return chat;
}
