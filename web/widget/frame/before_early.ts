/**
 * Stands for a form that is to be filled in before the chat until its code is fetched, together with the form's look.
 * Left out: the forms (prechat.ts, session_form.ts).
 */

import type { Asked } from "./asking.ts";
import type { Kept } from "./keeping.ts";
import type { Conversation } from "./state.ts";

export interface BeforeForm {
  asker(conversation: Conversation): Asked;
  /** The conversation has ended: the next one is asked again. */
  forget(): void;
}

export interface BeforeFormPorts {
  /** Where it is remembered, as long as the tab is open, that the visitor is done with it. */
  store: Kept;
  name: string;
  changed(): void;
}

type Views = typeof import("./views.ts");

/** `isThere` says whether there may be something to ask. */
export function meetForm<Ports extends BeforeFormPorts>(
  ports: Ports,
  isThere: (conversation: Conversation) => boolean,
  pick: (views: Views) => (ports: Ports) => BeforeForm,
): BeforeForm {
  let form: BeforeForm | "unasked" | "coming" | "missing" = "unasked";
  return {
    asker(conversation) {
      if (typeof form === "object") return form.asker(conversation);
      // Who cannot be asked is not kept from the chat.
      if (form === "missing" || !isThere(conversation) || ports.store.getItem(ports.name) !== null) return "nothing";
      if (form === "unasked") {
        form = "coming";
        import("./views.ts")
          .then((views) => (form = pick(views)(ports)), () => (form = "missing"))
          .finally(ports.changed);
      }
      return "unknown";
    },
    forget() {
      if (typeof form === "object") return form.forget();
      ports.store.removeItem(ports.name);
    },
  };
}
