/**
 * What the page side keeps in the host's localStorage. Where storage is blocked, the page forgets.
 * Left out: anything the server knows.
 */

import type { Scheme } from "./settings.ts";

export type WindowState = "open" | "closed";

const windowKey = "chatWindowState";

/** The keys of this page's visitors where the browser keeps none: they last as long as the page. */
const unkept: Record<string, string> = {};

/** The visitor's secret key, made on first use. A key too short to be a secret is replaced. */
export function visitorKey(chatbotId: string): string {
  const name = `visitorKey_${chatbotId}`;
  const known = read(name) ?? unkept[name];
  if (known !== undefined && /^visitor-\d+-\d{29,}$/.test(known)) return known;
  return makeVisitorKey(chatbotId);
}

/** Another visitor from now on, of whom nothing is known. */
export function renewVisitorKey(chatbotId: string): string {
  for (const name of ["hasSentMessage", "chatOpenTracked", "chatPopups"]) forget(`${name}_${chatbotId}`);
  return makeVisitorKey(chatbotId);
}

function makeVisitorKey(chatbotId: string): string {
  const key = newVisitorKey();
  unkept[`visitorKey_${chatbotId}`] = key;
  write(`visitorKey_${chatbotId}`, key);
  return key;
}

/** The colour that the chatbot's owner has set for a scheme, as the frame told it last; null before it ever did. */
export function knownColor(chatbotId: string, scheme: Scheme): string | null {
  return read(colorName(chatbotId, scheme));
}

export function rememberColor(chatbotId: string, scheme: Scheme, color: string): void {
  write(colorName(chatbotId, scheme), color);
}

function colorName(chatbotId: string, scheme: Scheme): string {
  return scheme === "dark" ? `chatColorDark_${chatbotId}` : `chatColor_${chatbotId}`;
}

/** The visitor has written to this chatbot from this site. */
export function noteFirstMessage(chatbotId: string): void {
  write(`hasSentMessage_${chatbotId}`, "true");
}

/** True the first time that a visitor opens this chatbot on this site. */
export function noteOpened(chatbotId: string): boolean {
  const name = `chatOpenTracked_${chatbotId}`;
  if (read(name) !== null) return false;
  write(name, "true");
  return true;
}

/** The visitor has closed this message beside the bubble. */
export function notePopup(chatbotId: string, key: string): void {
  write(`chatPopups_${chatbotId}`, [...seenPopups(chatbotId), key].slice(-50).join());
}

/** The keys of the messages that the visitor has closed. */
export function seenPopups(chatbotId: string): string[] {
  return read(`chatPopups_${chatbotId}`)?.split(",") ?? [];
}

/** Notes how a talk with a person stands, for the next page. */
export function noteTalk(chatbotId: string, state: string): void {
  write(talkName(chatbotId), state === "closed" ? "" : "on");
}

/** Whether a talk with a person went on when the last page was left. Asked once: whoever sees that it does notes it anew. */
export function takeTalk(chatbotId: string): boolean {
  const went = read(talkName(chatbotId)) === "on";
  if (went) write(talkName(chatbotId), "");
  return went;
}

function talkName(chatbotId: string): string {
  return `chatTalk_${chatbotId}`;
}

/** How many messages wait unread, as the bubble shows it; "" or null when none does. */
export function knownUnread(chatbotId: string): string | null {
  return read(unreadName(chatbotId));
}

export function noteUnread(chatbotId: string, shown: string): void {
  write(unreadName(chatbotId), shown);
}

function unreadName(chatbotId: string): string {
  return `chatUnread_${chatbotId}`;
}

export function wasOpen(): boolean {
  return read(windowKey) === "open";
}

export function writeWindowState(state: WindowState): void {
  write(windowKey, state);
}

/** `visitor-<ms>-<n>`, n holding 128 random bits. */
function newVisitorKey(): string {
  let n = "";
  for (const word of crypto.getRandomValues(new Uint32Array(4))) n += `${word}`.padStart(10, "0");
  return `visitor-${Date.now()}-${n}`;
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Blocked or full: the visitor is new on the next page.
  }
}

function forget(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // Blocked: there is nothing to forget.
  }
}
