/**
 * Every form of the chat: contact, support ticket, and the owner's own.
 * Left out: the rules (form.ts); live forms while waiting for a person.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import type { FormField, FormPart } from "../../protocol/wire.ts";
import { isStatus } from "../../sdk/failure.ts";
import type { Texts } from "../texts.ts";
import { readBase64, toMib } from "./files.ts";
import {
  attachmentsKey,
  checkForm,
  fieldLimit,
  fieldType,
  firstValues,
  serverFaults,
  toAction,
  visibleFields,
  wholeForm,
} from "./form.ts";
import type { Fault, Faults, Files, PickedFile, Values } from "./form.ts";
import { Icon } from "./icons.tsx";
import type { Place } from "./parts.tsx";
import { useScene } from "./scene.ts";
import type { FormState } from "./state.ts";

const defaultFileBytes = 2 * 1024 * 1024;

interface FormCardProps {
  part: FormPart;
  place: Place;
  /** Undefined while nobody tried to send it. */
  form: FormState | undefined;
  /** What the visitor had asked when it came. */
  question: string;
}

export function FormCard({ part, place, form, question }: FormCardProps) {
  const { chat, texts } = useScene();
  const definition = useDefinition(part);
  if (form?.phase === "sent") {
    const own = part.type === "show_form" ? part.confirmation_text : null;
    return (
      <div class="form-card sent" role="status">
        <Icon name="check" />
        <p>{form.confirmation ?? own ?? texts.submitted}</p>
      </div>
    );
  }
  const isClosed = form?.phase === "refused" && isStatus(form.problem, 409);
  if (place === "past" || isClosed) return <p class="form-card closed">{texts.formClosed}</p>;
  if (definition.phase === "loading") return <div class="form-card" aria-busy="true" />;
  return (
    <OpenForm
      part={part}
      place={place}
      title={definition.name ?? title(part, texts)}
      fields={definition.fields}
      minFilled={definition.minFilled}
      form={form}
      question={question}
      onSend={(action) => void chat.submitForm(part.part_id, action)}
    />
  );
}

type Definition =
  | { phase: "loading" }
  | { phase: "known"; name: string | null; fields: FormField[]; minFilled: number };

/** The fields, fetched when the part names only the form. */
function useDefinition(part: FormPart): Definition {
  const { chat } = useScene();
  const [fetched, setFetched] = useState<Definition>({ phase: "loading" });
  const isThin = part.type === "show_form" && part.fields === undefined;
  useEffect(() => {
    if (!isThin) return;
    chat.formDefinition(part.form_id).then(
      ({ name, fields, min_filled_fields }) =>
        setFetched({ phase: "known", name, fields, minFilled: min_filled_fields ?? 0 }),
      () => undefined,
    );
  }, [part.part_id]);
  if (isThin) return fetched;
  const own = part.type === "show_form" ? part : null;
  return { phase: "known", name: own?.name ?? null, fields: part.fields ?? [], minFilled: own?.min_filled_fields ?? 0 };
}

interface OpenFormProps {
  part: FormPart;
  place: Place;
  title: string;
  fields: FormField[];
  minFilled: number;
  form: FormState | undefined;
  question: string;
  onSend: (action: ReturnType<typeof toAction>) => void;
}

function OpenForm({ part, place, title: heading, fields, minFilled, form, question, onSend }: OpenFormProps) {
  const { texts } = useScene();
  const [values, setValues] = useState<Values>(() => firstValues(part, fields, question));
  const [files, setFiles] = useState<Files>({});
  const [faults, setFaults] = useState<Faults>({});
  const element = useRef<HTMLFormElement>(null);
  const takesAttachments = part.type === "show_support_ticket" && part.attachments_accepted !== false;
  const fileBytes =
    part.type === "show_support_ticket" ? (part.max_attachment_size_bytes ?? defaultFileBytes) : defaultFileBytes;

  useEffect(() => {
    if (form?.phase === "refused" && form.problem.kind === "refused") {
      showFaults(serverFaults(form.problem.params, fields));
    }
  }, [form]);

  function showFaults(next: Faults): void {
    setFaults(next);
    if (Object.keys(next).length === 0) return;
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  function put(key: string, value: string): void {
    setValues({ ...values, [key]: value });
    clear(key);
  }

  function clear(key: string): void {
    const { [key]: _gone, [wholeForm]: _whole, ...rest } = faults;
    setFaults(rest);
  }

  async function pick(key: string, picked: readonly File[], mode: "replace" | "add"): Promise<void> {
    const large = picked.find((file) => file.size > fileBytes);
    if (large !== undefined) {
      const message = texts.fileTooLarge({ name: large.name, mib: toMib(fileBytes) });
      return setFaults({ ...faults, [key]: { kind: "server", message } });
    }
    const read = await Promise.all(
      picked.map(
        async (file): Promise<PickedFile> => ({
          filename: file.name,
          mime_type: file.type || "application/octet-stream",
          data_base64: await readBase64(file),
          size_bytes: file.size,
        }),
      ),
    );
    setFiles((before) => ({ ...before, [key]: mode === "add" ? [...(before[key] ?? []), ...read] : read }));
    clear(key);
  }

  // The server takes a form once the message that holds it is whole.
  const isLocked = place === "arriving" || form?.phase === "sending";

  function submit(event: Event): void {
    event.preventDefault();
    if (isLocked) return;
    const found = checkForm(fields, values, files, minFilled);
    showFaults(found);
    if (Object.keys(found).length === 0) onSend(toAction(part, fields, values, files));
  }

  const id = (key: string): string => `${part.part_id}-${key}`;
  const general = faults[wholeForm];
  const isUnexplained = form?.phase === "refused" && Object.keys(faults).length === 0;
  return (
    <form class="form-card" ref={element} noValidate onSubmit={submit} aria-label={heading}>
      <h2>{heading}</h2>
      {visibleFields(fields, values).map((field) => (
        <FieldView
          key={field.key}
          id={id(field.key)}
          field={field}
          value={values[field.key] ?? ""}
          files={files[field.key] ?? []}
          fault={faults[field.key]}
          onValue={(value) => put(field.key, value)}
          onFiles={(picked) => void pick(field.key, picked, "replace")}
        />
      ))}
      {takesAttachments && (
        <FieldView
          id={id(attachmentsKey)}
          field={{ key: attachmentsKey, label: texts.attachments, required: false, type: "file" }}
          value=""
          files={files[attachmentsKey] ?? []}
          fault={faults[attachmentsKey]}
          onValue={() => undefined}
          onFiles={(picked) => void pick(attachmentsKey, picked, "add")}
        />
      )}
      {general !== undefined && (
        <p class="fault" role="alert">
          {general.kind === "server" ? general.message : texts.faultTooFew({ count: minFilled })}
        </p>
      )}
      {isUnexplained && (
        <p class="fault" role="alert">
          {texts.formFailed}
        </p>
      )}
      <button type="submit" class="primary" disabled={isLocked}>
        {form?.phase === "sending" ? texts.submitting : texts.submit}
      </button>
    </form>
  );
}

interface FieldProps {
  id: string;
  field: FormField;
  value: string;
  files: readonly PickedFile[];
  fault: Fault | undefined;
  onValue: (value: string) => void;
  onFiles: (files: readonly File[]) => void;
}

function FieldView({ id, field, value, files, fault, onValue, onFiles }: FieldProps) {
  const { texts } = useScene();
  const type = fieldType(field);
  const shared = {
    id,
    name: field.key,
    required: field.required,
    "aria-invalid": fault !== undefined,
    "aria-describedby": fault === undefined ? undefined : `${id}-fault`,
  };
  const typed = {
    ...shared,
    value,
    placeholder: field.placeholder ?? undefined,
    maxLength: fieldLimit(field),
    onInput: (event: { currentTarget: { value: string } }) => onValue(event.currentTarget.value),
  };
  return (
    <div class="form-field">
      <label for={id}>
        {field.label} {field.required ? null : <small>{texts.optional}</small>}
      </label>
      {type === "textarea" ? (
        <textarea {...typed} rows={4} />
      ) : type === "dropdown" ? (
        <select {...shared} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
          <option value="">{field.placeholder ?? texts.choose}</option>
          {(field.options ?? []).map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : type === "file" ? (
        <div class="file-field">
          <input {...shared} type="file" multiple={field.key === attachmentsKey} onChange={(event) => onFiles([...(event.currentTarget.files ?? [])])} />
          <span aria-hidden="true">
            <Icon name="clip" />
            {files.length > 0 ? files.map((file) => file.filename).join(", ") : texts.addFile}
          </span>
        </div>
      ) : (
        <input {...typed} {...inputKind(field.key, type)} />
      )}
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {words(fault, texts)}
        </p>
      )}
    </div>
  );
}

/** The keyboard and the suggestions a browser should offer. */
function inputKind(key: string, type: "text" | "email" | "tel") {
  if (type === "email") return { type, autocomplete: type };
  if (type === "tel") return { type, autocomplete: type };
  return { type, autocomplete: key === "name" ? ("name" as const) : ("on" as const) };
}

function title(part: FormPart, texts: Texts): string {
  switch (part.type) {
    case "show_contact_form":
      return texts.contactForm;
    case "show_support_ticket":
      return texts.supportTicket;
    case "show_form":
      return texts.form;
  }
}

function words(fault: Fault, texts: Texts): string {
  switch (fault.kind) {
    case "required":
      return texts.faultRequired;
    case "email":
      return texts.faultEmail;
    case "too_long":
      return texts.faultTooLong({ limit: fault.limit });
    case "server":
      return fault.message;
  }
}
