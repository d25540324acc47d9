/**
 * The list of messages, oldest first: how what comes in finds its place there, each message once.
 * Left out: everything else of the conversation (state.ts).
 */

import type { History, Message } from "../../protocol/wire.ts";
import type { Conversation, Retry } from "./state.ts";
import { plainText } from "./words.ts";

export interface Entry {
  /** Stays the same when a message gets its real id, so that it is not drawn anew. */
  key: string;
  message: Message;
  /** `failed` can be sent again; `refused` cannot. */
  delivery: "stored" | "sending" | "failed" | "refused";
}

/** Marks the message that `retry` sends, and gives it its real id when the server told it. */
export function withDelivery(
  entries: readonly Entry[],
  retry: Retry,
  delivery: Entry["delivery"],
  messageId?: string,
): readonly Entry[] {
  if (retry.kind !== "send") return entries;
  const key = retry.request.client_message_id;
  const own = entries.find((entry) => entry.key === key);
  if (own === undefined) return entries;
  const id = messageId ?? own.message.message_id;
  // Once stored, it stays stored: a second try of a failed answer sends nothing new.
  const settled = own.delivery === "stored" ? "stored" : delivery;
  if (own.delivery === settled && own.message.message_id === id) return entries;
  const known = entries.find((entry) => entry !== own && entry.message.message_id === id);
  // Sent before a reload, it is in the history already and stays where it is.
  if (known !== undefined) {
    return entries.filter((entry) => entry !== own).map((entry) => (entry === known ? { ...known, key } : entry));
  }
  return entries.map((entry) =>
    entry === own ? { ...own, delivery: settled, message: { ...own.message, message_id: id } } : entry,
  );
}

/** An answer stands before messages that the server does not have yet. */
export function addAnswer(entries: readonly Entry[], message: Message): readonly Entry[] {
  const known = entries.findIndex((entry) => entry.message.message_id === message.message_id);
  if (known >= 0) return entries.map((entry, at) => (at === known ? { ...entry, message } : entry));
  const at = firstPending(entries);
  return [...entries.slice(0, at), stored(message), ...entries.slice(at)];
}

/** What was said to or by a person: each once, before what is not sent yet. What is older comes with older history. */
export function addSaid(was: readonly Entry[], messages: readonly Message[]): readonly Entry[] {
  const entries = messages.reduce(settleOwn, was);
  const known = new Set(entries.map((entry) => entry.message.message_id));
  const oldest = entries[0]?.delivery === "stored" ? entries[0].message.created_at : "";
  const added = messages.filter((message) => !known.has(message.message_id) && message.created_at >= oldest);
  if (added.length === 0) return entries;
  const at = firstPending(entries);
  return [...entries.slice(0, at), ...added.map(stored), ...entries.slice(at)];
}

/** The visitor's own message that came back before its answer did: the one on its way is this. */
function settleOwn(entries: readonly Entry[], message: Message): readonly Entry[] {
  if (message.role !== "user" || entries.some((entry) => entry.message.message_id === message.message_id)) return entries;
  const at = entries.findIndex(
    (entry) => entry.delivery === "sending" && entry.message.parts.length === message.parts.length && plainText(entry.message) === plainText(message),
  );
  const own = entries[at];
  if (own === undefined) return entries;
  return [...entries.slice(0, at), { ...own, message, delivery: "stored" }, ...entries.slice(at + 1)];
}

/** Where the messages begin that the server has not yet taken; the draft is drawn there. */
export function firstPending(entries: readonly Entry[]): number {
  let at = entries.length;
  while (at > 0 && entries[at - 1]?.delivery !== "stored") at -= 1;
  return at;
}

export function merge(entries: readonly Entry[], history: History): readonly Entry[] {
  const page = [...history.messages].reverse();
  const ids = new Set(page.map((message) => message.message_id));
  const oldest = page[0]?.created_at ?? "";
  const newest = page[page.length - 1]?.created_at ?? "";
  const keys = new Map(entries.map((entry) => [entry.message.message_id, entry.key]));
  const others = entries.filter((entry) => !ids.has(entry.message.message_id));
  return [
    ...others.filter((entry) => entry.delivery === "stored" && entry.message.created_at <= oldest && page.length > 0),
    ...page.map((message) => ({ ...stored(message), key: keys.get(message.message_id) ?? message.message_id })),
    ...others.filter((entry) => entry.delivery !== "stored" || entry.message.created_at > newest),
  ];
}

export function prepend(entries: readonly Entry[], history: History): readonly Entry[] {
  const known = new Set(entries.map((entry) => entry.message.message_id));
  const older = history.messages.filter((message) => !known.has(message.message_id)).reverse();
  return [...older.map(stored), ...entries];
}

export function stored(message: Message): Entry {
  return { key: message.message_id, message, delivery: "stored" };
}

/** Where the visible conversation begins: what is no newer than `since` belongs to one before. */
export function firstVisible(entries: readonly Entry[], since: string | null): number {
  if (since === null) return 0;
  let at = entries.length;
  while (at > 0 && !isBefore(entries[at - 1]!, since)) at -= 1;
  return at;
}

/** Whether the visitor has said something in the visible conversation. */
export function hasSpoken({ entries, since }: Pick<Conversation, "entries" | "since">): boolean {
  return entries.slice(firstVisible(entries, since)).some(({ message }) => message.role === "user");
}

function isBefore(entry: Entry, since: string): boolean {
  return entry.delivery === "stored" && entry.message.created_at <= since;
}

/** The time of the newest message that the server has dated; the visitor's own may still bear this machine's. */
export function newestTime(messages: readonly Message[]): string | null {
  return messages.reduce<string | null>((newest, { created_at: at }) => (newest === null || at > newest ? at : newest), null);
}
