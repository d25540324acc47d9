/**
 * The questions that a page has asked before the chat, by its contract's settings.
 * Left out: which (host.ts tells), and drawing them (entry_form.tsx).
 *
 * Contract: SmartAgent reference 1 (`prechat`).
 */

import type { FormField, LeadKey } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import type { BeforeForm, BeforeFormPorts } from "./before_early.ts";
import type { Values } from "./form.ts";

export interface PrechatPorts extends BeforeFormPorts {
  fields(): readonly FormField[];
  client(): ChatClient | null;
  /** The answer is with the server. */
  answered(): void;
}

const leadKeys: readonly string[] = ["name", "email", "phone"] satisfies LeadKey[];

export function createPrechat({ fields, client, store, name, changed, answered }: PrechatPorts): BeforeForm {
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
    changed();
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
