/**
 * The lead form's rules: when it is shown, and what it still has to ask.
 * Left out: drawing it (entry_form.tsx), and what is done with the answers.
 *
 * Contract: Chat Data reference 3.
 */

import type { FormField, LeadKey, Profile } from "../../protocol/wire.ts";
import type { Texts } from "../texts.ts";
import type { Conversation } from "./state.ts";

/** What the visitor has done about the form so far. */
export type LeadAnswer = "none" | "declined" | "given";

/** The fields to ask for now; null when nothing is to be asked. */
export function leadKeys(profile: Profile, conversation: Conversation, answer: LeadAnswer): LeadKey[] | null {
  const { trigger, fields } = profile.lead_form;
  if (trigger === "off" || answer !== "none") return null;
  if (trigger === "after_first_answer" && !isAnswered(conversation)) return null;
  // Who has begun is not stopped.
  if (trigger === "before_chat" && conversation.entries.some(({ message }) => message.role === "user")) return null;
  const unknown = fields.filter((key) => !profile.lead[key]);
  return unknown.length > 0 ? unknown : null;
}

/** All of them must be filled in, but for the telephone number beside a name or an address. */
export function leadFields(keys: readonly LeadKey[], texts: Texts): FormField[] {
  const labels = { name: texts.leadName, email: texts.leadEmail, phone: texts.leadPhone };
  const types = { name: "text", email: "email", phone: "tel" } as const;
  return keys.map((key) => ({
    key,
    label: labels[key],
    type: types[key],
    required: key !== "phone" || keys.length === 1,
  }));
}

function isAnswered({ entries, turn }: Conversation): boolean {
  if (turn.phase !== "idle") return false;
  const asked = entries.findIndex(({ message }) => message.role === "user");
  return asked >= 0 && entries.slice(asked).some(({ message }) => message.role === "assistant" || message.role === "agent");
}
