/**
 * The questions that a page has asked before the chat, by its contract's settings.
 * Left out: which (host.ts tells), and drawing them (entry_form.tsx).
 *
 * Contract: SmartAgent reference 1 (`prechat`).
 */

import type { FormField, LeadKey } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import type { Asked } from "./asking.ts";
import type { Values } from "./form.ts";
import type { Kept } from "./keeping.ts";

export interface PrechatPorts {
  fields(): readonly FormField[];
  client(): ChatClient | null;
  /** Where the visitor's answer is remembered as long as the tab is open. */
  store: Kept;
  name: string;
  /** The answer is with the server. */
  answered(): void;
}

export interface Prechat {
  asker(): Asked;
  /** The conversation has ended: the next one is asked again. */
  forget(): void;
}

const leadKeys: readonly string[] = ["name", "email", "phone"] satisfies LeadKey[];

export function createPrechat({ fields, client, store, name, answered }: PrechatPorts): Prechat {
  let isAnswered = false;

  /** Who they are is a lead like any other; the rest is what the session knows. */
  async function send(values: Values): Promise<void> {
    const given = Object.entries(values).filter(([, value]) => value !== "");
    const lead = given.filter(([key]) => leadKeys.includes(key));
    const rest = given.filter(([key]) => !leadKeys.includes(key));
    if (lead.length > 0) await client()?.submitLead(Object.fromEntries(lead), "widget");
    if (rest.length > 0) await client()?.changeSession({ metadata: Object.fromEntries(rest) });
    isAnswered = true;
    store.setItem(name, "answered");
    answered();
  }

  return {
    asker() {
      const asked = fields();
      if (isAnswered || asked.length === 0 || store.getItem(name) !== null) return "nothing";
      return { id: "prechat", place: "before", fields: () => [...asked], send, decline: null };
    },
    forget() {
      isAnswered = false;
      store.removeItem(name);
    },
  };
}
