/**
 * The form by which the visitor says who they are, or what else they are asked beside the conversation.
 * Left out: when it is shown and what becomes of the answers (asking.ts), how it is filled in (filling.tsx).
 */

import type { Question } from "./asking.ts";
import { FilledFields, useFilling } from "./filling.tsx";
import { visibleFields } from "./form.ts";
import { useScene } from "./scene.ts";

export function EntryForm({ question }: { question: Question }) {
  const { texts } = useScene();
  const fields = question.fields(texts);
  const filling = useFilling(
    fields,
    (values) => question.send(Object.fromEntries(visibleFields(fields, values).map(({ key }) => [key, (values[key] ?? "").trim()]))),
    question.minFilled,
  );
  const { element, values, phase, submit } = filling;
  const title = question.title ?? texts.leadTitle;
  return (
    <form class={`form-card entry-form ${question.place}`} ref={element} noValidate onSubmit={(event) => void submit(event)} aria-label={title}>
      <h2>
        <bdi>{title}</bdi>
      </h2>
      {question.title === undefined && <p>{texts.leadWhy}</p>}
      <FilledFields id={question.id} fields={visibleFields(fields, values)} filling={filling} />
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
