/**
 * A form in the conversation as far as it is no longer, or not yet, to be filled in: sent, closed, or open.
 * Left out: the open form (open_form.tsx), which is fetched when one is shown.
 */

import type { FormPart } from "../../protocol/wire.ts";
import { isStatus } from "../../sdk/failure.ts";
import { Icon } from "./icons.tsx";
import { lazily } from "./lazily.tsx";
import type { Place } from "./parts.tsx";
import { useScene } from "./scene.ts";
import type { FormState } from "./state.ts";

const OpenForm = lazily((views) => views.OpenForm);

export interface FormCardProps {
  part: FormPart;
  place: Place;
  /** Undefined while nobody tried to send it. */
  form: FormState | undefined;
  /** What the visitor had asked when it came. */
  question: string;
}

export function FormCard(props: FormCardProps) {
  const { part, place, form } = props;
  const { texts } = useScene();
  if (form?.phase === "sent") {
    const own = part.type === "show_form" ? part.confirmation_text : null;
    return <SentCard text={form.confirmation ?? own ?? texts.submitted} />;
  }
  const isClosed = form?.phase === "refused" && isStatus(form.problem, 409);
  if (place === "past" || isClosed) return <p class="form-card closed">{texts.formClosed}</p>;
  return <OpenForm {...props} />;
}

export function SentCard({ text }: { text: string }) {
  return (
    <div class="form-card sent" role="status">
      <Icon name="check" />
      <p>
        <bdi>{text}</bdi>
      </p>
    </div>
  );
}
