/**
 * The owner's form that is filled in before the chat.
 * Left out: drawing it (entry_form.tsx), and forms of the conversation (form_card.tsx).
 *
 * Contract: Diverge reference 3 (`forms[].trigger`: `session_start`) and 5.
 */

import type { FormDefinition, FormSummary } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import { isStatus, problemOf } from "../../sdk/failure.ts";
import { hasSpoken } from "./entries.ts";
import type { BeforeForm, BeforeFormPorts } from "./before_early.ts";
import type { Values } from "./form.ts";

export interface SessionFormPorts extends BeforeFormPorts {
  forms(): readonly FormSummary[];
  client(): Pick<ChatClient, "form" | "submit" | "changeSession"> | null;
  /** The answer is with the server. */
  sent(): void;
}

export function createSessionForm({ forms, client, store, name, changed, sent }: SessionFormPorts): BeforeForm {
  let fetched: { id: string; definition: FormDefinition | "coming" | "missing" } | null = null;
  let isDone = false;

  function finish(): void {
    isDone = true;
    store.setItem(name, "done");
    changed();
  }

  /** The form, once it is there: who cannot be asked is not kept from the chat. */
  function definitionOf(id: string): FormDefinition | "coming" | "missing" {
    if (fetched?.id === id) return fetched.definition;
    const asking = client();
    if (asking === null) return "coming";
    const mine: typeof fetched = { id, definition: "coming" };
    fetched = mine;
    asking
      .form(id)
      .then((found) => (mine.definition = found), () => (mine.definition = "missing"))
      .finally(changed);
    return "coming";
  }

  async function send(id: string, values: Values): Promise<void> {
    try {
      await client()?.submit(null, { type: "form_submission", form_id: id, values });
      sent();
    } catch (thrown) {
      if (!isStatus(problemOf(thrown), 409)) throw thrown;
      // It was sent already, from another tab or before anything was said: then it is what the session knows.
      await client()?.changeSession({ metadata: values });
    }
    finish();
  }

  return {
    asker(conversation) {
      const first = forms().find(({ trigger }) => trigger === "session_start");
      // Who has begun is not stopped.
      if (first === undefined || hasSpoken(conversation) || isDone || store.getItem(name) !== null) return "nothing";
      const form = definitionOf(first.form_id);
      if (form === "coming") return "unknown";
      if (form === "missing") return "nothing";
      // Files go with messages.
      const fields = form.fields.filter((field) => field.type !== "file");
      const minFilled = form.min_filled_fields ?? 0;
      const isOptional = minFilled === 0 && !fields.some(({ required }) => required);
      return {
        id: form.form_id,
        place: "before",
        title: form.name,
        fields: () => fields,
        minFilled,
        send: (values) => send(form.form_id, values),
        decline: isOptional ? finish : null,
      };
    },
    forget() {
      isDone = false;
      store.removeItem(name);
    },
  };
}
