/**
 * An owner's form for those who wait for a person: what is filled in reaches whoever answers.
 * Left out: files, which such a form cannot take.
 */

import { useEffect, useState } from "preact/hooks";
import type { FormDefinition, FormSummary } from "../../protocol/wire.ts";
import { FilledFields, useFilling } from "./filling.tsx";
import { fieldType, visibleFields } from "./form.ts";
import { SentCard } from "./form_card.tsx";
import { useScene } from "./scene.ts";

export function WaitingForm({ form }: { form: FormSummary }) {
  const { chat, texts } = useScene();
  const [definition, setDefinition] = useState<FormDefinition | null>(null);
  const [stage, setStage] = useState<"filling" | "kept">("filling");
  const fields = (definition?.fields ?? []).filter((field) => fieldType(field) !== "file");
  const filling = useFilling(
    fields,
    async (values) => {
      const shown = visibleFields(fields, values).map(({ key }) => [key, values[key] ?? ""]);
      await chat.fillForm(form.form_id, Object.fromEntries(shown));
      setStage("kept");
    },
    definition?.min_filled_fields,
  );
  const { element, values, phase, submit } = filling;

  useEffect(() => {
    // What was told before is there already; without it the form begins empty.
    Promise.all([chat.formDefinition(form.form_id), chat.sessionValues().catch(() => ({ values: [] }))]).then(
      ([found, known]) => {
        setDefinition(found);
        filling.begin(Object.fromEntries(known.values.map(({ key, value }) => [key, value])));
      },
      () => undefined,
    );
  }, [form.form_id]);

  function change(): void {
    setStage("filling");
    filling.reopen();
  }

  // Nobody waits less well for want of a form that cannot be fetched.
  if (definition === null) return null;
  if (stage === "kept") {
    return (
      <div class="kept">
        <SentCard text={texts.personTold} />
        <button type="button" class="pill" onClick={change}>
          {texts.change}
        </button>
      </div>
    );
  }
  return (
    <form class="form-card" ref={element} noValidate onSubmit={(event) => void submit(event)} aria-label={definition.name}>
      <h2>
        <small>{texts.personLater}</small>
        <bdi>{definition.name}</bdi>
      </h2>
      <FilledFields id={form.form_id} fields={visibleFields(fields, values)} filling={filling} />
      <button type="submit" class="primary" disabled={phase === "sending"}>
        {phase === "sending" ? texts.submitting : texts.submit}
      </button>
    </form>
  );
}
