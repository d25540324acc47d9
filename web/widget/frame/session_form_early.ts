/**
 * Whether there is a form to be filled in before the chat. What is then done with it is fetched, together with the form's look.
 * Left out: all of that (session_form.ts).
 */

import type { SessionForm, SessionFormPorts } from "./session_form.ts";

export function meetSessionForm(ports: SessionFormPorts): SessionForm {
  let form: SessionForm | "unasked" | "coming" | "missing" = "unasked";
  return {
    asker(conversation) {
      if (typeof form === "object") return form.asker(conversation);
      const hasBegun = conversation.entries.some(({ message }) => message.role === "user");
      const isThere = ports.forms().some(({ trigger }) => trigger === "session_start");
      // Who cannot be asked is not kept from the chat.
      if (hasBegun || !isThere || form === "missing") return "nothing";
      if (form === "unasked") {
        form = "coming";
        import("./views.ts")
          .then(({ createSessionForm }) => (form = createSessionForm(ports)), () => (form = "missing"))
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
