/**
 * An owner's form for those who wait for a person: what is filled in reaches whoever answers.
 * Left out: files, which such a form cannot take.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import type { FormDefinition, FormSummary } from "../../protocol/wire.ts";
import { problemOf } from "../../sdk/failure.ts";
import { checkForm, fieldType, serverFaults, visibleFields } from "./form.ts";
import type { Faults, Values } from "./form.ts";
import { SentCard } from "./form_card.tsx";
import { FieldView, focusFault } from "./form_fields.tsx";
import { useScene } from "./scene.ts";

type Phase = "open" | "sending" | "failed" | "kept";

export function WaitingForm({ form }: { form: FormSummary }) {
  const { chat, texts } = useScene();
  const [definition, setDefinition] = useState<FormDefinition | null>(null);
  const [values, setValues] = useState<Values>({});
  const [faults, setFaults] = useState<Faults>({});
  const [phase, setPhase] = useState<Phase>("open");
  const element = useRef<HTMLFormElement>(null);
  const fields = (definition?.fields ?? []).filter((field) => fieldType(field) !== "file");

  useEffect(() => {
    // What was told before is there already; without it the form begins empty.
    Promise.all([chat.formDefinition(form.form_id), chat.sessionValues().catch(() => ({ values: [] }))]).then(
      ([found, known]) => {
        setDefinition(found);
        setValues(Object.fromEntries(known.values.map(({ key, value }) => [key, value])));
      },
      () => undefined,
    );
  }, [form.form_id]);

  async function keep(event: Event): Promise<void> {
    event.preventDefault();
    if (phase === "sending") return;
    const found = checkForm(fields, values, {}, definition?.min_filled_fields);
    setFaults(found);
    if (Object.keys(found).length > 0) return focusFault(element);
    setPhase("sending");
    const shown = visibleFields(fields, values).map(({ key }) => [key, values[key] ?? ""]);
    try {
      await chat.fillForm(form.form_id, Object.fromEntries(shown));
      setPhase("kept");
    } catch (thrown) {
      const problem = problemOf(thrown);
      setFaults(problem.kind === "refused" ? serverFaults(problem.params, fields) : {});
      setPhase("failed");
      focusFault(element);
    }
  }

  // Nobody waits less well for want of a form that cannot be fetched.
  if (definition === null) return null;
  if (phase === "kept") {
    return (
      <div class="kept">
        <SentCard text={texts.personTold} />
        <button type="button" class="pill" onClick={() => setPhase("open")}>
          {texts.change}
        </button>
      </div>
    );
  }
  return (
    <form class="form-card" ref={element} noValidate onSubmit={(event) => void keep(event)} aria-label={definition.name}>
      <h2>
        <small>{texts.personLater}</small>
        {definition.name}
      </h2>
      {visibleFields(fields, values).map((field) => (
        <FieldView
          key={field.key}
          id={`${form.form_id}-${field.key}`}
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
      {faults.values !== undefined && (
        <p class="fault" role="alert">
          {texts.faultTooFew({ count: definition.min_filled_fields ?? 1 })}
        </p>
      )}
      <button type="submit" class="primary" disabled={phase === "sending"}>
        {phase === "sending" ? texts.submitting : texts.submit}
      </button>
    </form>
  );
}
