/**
 * The form by which the visitor says who they are.
 * Left out: when it is shown and what becomes of the answers (asking.ts), single fields (form_fields.tsx).
 */

import { useRef, useState } from "preact/hooks";
import { problemOf } from "../../sdk/failure.ts";
import type { Question } from "./asking.ts";
import { checkForm, serverFaults } from "./form.ts";
import type { Faults, Values } from "./form.ts";
import { FieldView, focusFault } from "./form_fields.tsx";
import { useScene } from "./scene.ts";

export function EntryForm({ question }: { question: Question }) {
  const { texts } = useScene();
  const [values, setValues] = useState<Values>({});
  const [faults, setFaults] = useState<Faults>({});
  const [phase, setPhase] = useState<"open" | "sending" | "failed">("open");
  const element = useRef<HTMLFormElement>(null);
  const fields = question.fields(texts);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (phase === "sending") return;
    const found = checkForm(fields, values, {});
    setFaults(found);
    if (Object.keys(found).length > 0) return focusFault(element);
    setPhase("sending");
    try {
      await question.send(Object.fromEntries(fields.map(({ key }) => [key, (values[key] ?? "").trim()])));
    } catch (thrown) {
      const problem = problemOf(thrown);
      setFaults(problem.kind === "refused" ? serverFaults(problem.params, fields) : {});
      setPhase("failed");
      focusFault(element);
    }
  }

  return (
    <form class={`form-card entry-form ${question.place}`} ref={element} noValidate onSubmit={(event) => void send(event)} aria-label={texts.leadTitle}>
      <h2>{texts.leadTitle}</h2>
      <p>{texts.leadWhy}</p>
      {fields.map((field) => (
        <FieldView
          key={field.key}
          id={`${question.id}-${field.key}`}
          field={field}
          value={values[field.key] ?? ""}
          fault={faults[field.key]}
          onValue={(value) => {
            const { [field.key]: _gone, ...others } = faults;
            setValues({ ...values, [field.key]: value });
            setFaults(others);
          }}
        />
      ))}
      {phase === "failed" && Object.keys(faults).length === 0 && (
        <p class="fault" role="alert">
          {texts.formFailed}
        </p>
      )}
      <div class="entry-buttons">
        <button type="submit" class="primary" disabled={phase === "sending"}>
          {phase === "sending" ? texts.submitting : question.place === "before" ? texts.leadStart : texts.submit}
        </button>
        {question.decline !== null && (
          <button type="button" class="pill" onClick={question.decline}>
            {texts.leadSkip}
          </button>
        )}
      </div>
    </form>
  );
}
