/**
 * The lead form as a question to the visitor, and what they have done about it so far.
 * Left out: its rules (../lead.ts), its drawing (../entry_form.tsx).
 */

import type { LeadKey } from "../../../protocol/wire.ts";
import type { Asked } from "../asking.ts";
import { leadFields, leadKeys } from "../lead.ts";
import type { LeadAnswer } from "../lead.ts";
import type { Kept } from "../keeping.ts";
import type { ProfileKeeper } from "../profile.ts";
import type { Conversation } from "../state.ts";

export interface LeadPorts {
  chatbotId: string;
  profile: ProfileKeeper;
  leave(lead: Partial<Record<LeadKey, string>>): Promise<void>;
  changed(): void;
  /** What was given is remembered for good, what was declined until the browser is closed. */
  stores: Record<Exclude<LeadAnswer, "none">, Kept>;
}

export interface LeadQuestion {
  asker(conversation: Conversation): Asked;
  /** Waits for the profile no longer. */
  giveUp(): void;
  /** Somebody else is asked from now on. */
  forget(): void;
}

export function createLeadQuestion({ chatbotId, profile, leave, changed, stores }: LeadPorts): LeadQuestion {
  const name = `leadForm_${chatbotId}`;
  let answer: LeadAnswer = stores.given.getItem(name) !== null ? "given" : stores.declined.getItem(name) !== null ? "declined" : "none";
  let patience: "waiting" | "gone" = "waiting";

  function keep(next: Exclude<LeadAnswer, "none">): void {
    answer = next;
    stores[next].setItem(name, next);
    changed();
  }

  return {
    asker(conversation) {
      const known = profile.latest();
      if (known === undefined) return patience === "waiting" ? "unknown" : "nothing";
      const keys = known === null ? null : leadKeys(known, conversation, answer);
      if (known === null || keys === null) return "nothing";
      const isBefore = known.lead_form.trigger === "before_chat";
      return {
        id: `lead-${keys.join("-")}`,
        place: isBefore ? "before" : "after",
        fields: (texts) => leadFields(keys, texts),
        async send(values) {
          await leave(Object.fromEntries(keys.map((key) => [key, values[key] ?? ""]).filter(([, value]) => value !== "")));
          keep("given");
        },
        decline: isBefore ? null : () => keep("declined"),
      };
    },
    giveUp() {
      patience = "gone";
      changed();
    },
    forget() {
      answer = "none";
      for (const store of Object.values(stores)) store.removeItem(name);
    },
  };
}
