/**
 * The form by which the visitor says who they are.
 * Left out: when it is shown and what becomes of the answers (asking.ts), how it is filled in (filling.tsx).
 */

import type { Question } from "./asking.ts";
import { FilledFields, useFilling } from "./filling.tsx";
import { useScene } from "./scene.ts";

export function EntryForm({ question }: { question: Question }) {
  const { texts } = useScene();
  const fields = question.fields(texts);
  const filling = useFilling(fields, (values) =>
    question.send(Object.fromEntries(fields.map(({ key }) => [key, (values[key] ?? "").trim()]))),
  );
  const { element, phase, submit } = filling;
  return (
    <form class={`form-card entry-form ${question.place}`} ref={element} noValidate onSubmit={(event) => void submit(event)} aria-label={texts.leadTitle}>
      <h2>{texts.leadTitle}</h2>
      <p>{texts.leadWhy}</p>
      <FilledFields id={question.id} fields={fields} filling={filling} />
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
