/**
 * Puts a contract's object under its global name, and takes it away with the chat. What a page has there of its own stays.
 * Left out: the objects themselves.
 */

import type { Chat } from "../page/chat.ts";

export function offer<Name extends string & keyof Window>(chat: Chat, name: Name, api: NonNullable<Window[Name]>): void {
  const page: Window = window;
  if (page[name] !== undefined) return console.warn(`Parlour: the page has a ${name} of its own; the chat is window.Parlour`);
  page[name] = api;
  chat.events.once("destroyed", () => {
    if (page[name] === api) delete page[name];
  });
}
