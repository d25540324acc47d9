/**
 * Chat Data's four events as the page gets them. A key whose value is not known is absent.
 * Left out: when they are sent (chat_data.ts).
 *
 * Contract: Chat Data reference 3.
 */

import type { Lead, Message, Part, Profile } from "../../../protocol/wire.ts";
import { plainText } from "../words.ts";

/** `widget` is the bubble's frame, `iframe` one that the page has placed itself. */
export type Source = "widget" | "iframe";

interface Subject {
  chatbot_id: string;
  chatbot_name: string;
  chatbot_display_name: string;
  conversation_id: string;
}

export interface SaidMessage {
  role: "assistant" | "user" | "human";
  content: string;
  timestamp: string;
  /** 24 hexadecimal digits, the same for the same message always. */
  _id: string;
}

export type ChatDataEvent =
  | { event: "chat"; payload: Subject & { message: string; source: Source; lead: Lead } }
  | { event: "live-chat-escalation"; payload: Subject & { messages: SaidMessage[]; source: Source; lead: Lead } }
  | { event: "lead-submission"; payload: Lead }
  | { event: "minimize-widget" };

export function chatEvent(profile: Profile, message: string, source: Source): ChatDataEvent {
  return { event: "chat", payload: { ...subject(profile), message, source, lead: knownOf(profile.lead, source) } };
}

/** `messages` is the whole conversation, oldest first. */
export function escalationEvent(profile: Profile, messages: readonly Message[], source: Source): ChatDataEvent {
  const said = messages.map(saidMessage).filter((one) => one !== null);
  return {
    event: "live-chat-escalation",
    payload: { ...subject(profile), messages: said, source, lead: knownOf(profile.lead, source) },
  };
}

export function leadEvent(lead: Lead, source: Source): ChatDataEvent {
  return { event: "lead-submission", payload: knownOf({ ...lead, source }, source) };
}

function subject({ chatbot, conversation_id }: Profile): Subject {
  const { public_id, name, display_name } = chatbot;
  return { chatbot_id: public_id, chatbot_name: name, chatbot_display_name: display_name, conversation_id };
}

/** Of whom the page alone has told, what is known came by this frame. */
function knownOf(lead: Lead, source: Source): Lead {
  const known: Lead = { uuid: lead.uuid };
  for (const key of ["name", "email", "phone"] as const) if (lead[key]) known[key] = lead[key];
  return lead.source || Object.keys(known).length > 1 ? { ...known, source: lead.source || source } : known;
}

/** Null for what nobody has said. */
function saidMessage(message: Message): SaidMessage | null {
  const role = roleOf(message);
  if (role === null) return null;
  return { role, content: contentOf(message), timestamp: new Date(message.created_at).toISOString(), _id: shortId(message.message_id) };
}

function roleOf({ role }: Message): SaidMessage["role"] | null {
  switch (role) {
    case "assistant":
    case "user":
      return role;
    case "agent":
      return "human";
    default:
      return null;
  }
}

/** A message's words; a line for each thing that has none. */
function contentOf(message: Message): string {
  return [plainText(message), ...message.parts.map(wordsFor)].filter((line) => line !== "").join("\n");
}

function wordsFor(part: Part): string {
  switch (part.type) {
    case "products":
      return part.products.map(({ title, url }) => `${title} ${url}`.trim()).join("\n");
    case "image":
      return part.caption ?? part.url;
    case "file":
      return part.filename;
    default:
      return "";
  }
}

/** Three times 32 bits by FNV-1a, each begun differently: a name in another form, not a secret. */
function shortId(id: string): string {
  return [0x811c9dc5, 0x01000193, 0x9e3779b9]
    .map((seed) => {
      let hash = seed;
      for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
      return (hash >>> 0).toString(16).padStart(8, "0");
    })
    .join("");
}
