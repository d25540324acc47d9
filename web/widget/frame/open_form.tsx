/**
 * A form of the conversation while it can be filled in: contact, support ticket, and the owner's own.
 * Left out: the rules (form.ts), single fields (form_fields.tsx), what is filled in while waiting (waiting_form.tsx).
 */

import { useEffect, useRef, useState } from "preact/hooks";
import type { FormField, FormPart } from "../../protocol/wire.ts";
import { uploadFetch } from "../../sdk/upload.ts";
import type { Texts } from "../texts.ts";
import { fileWords } from "./file_words.ts";
import { fileTypes, readFiles } from "./files.ts";
import type { Taking } from "./files.ts";
import { attachmentsKey, checkForm, fieldType, firstValues, serverFaults, toAction, visibleFields, wholeForm } from "./form.ts";
import type { Faults, Files, Values } from "./form.ts";
import type { FormCardProps } from "./form_card.tsx";
import { FieldView, FileField, WholeFault, focusFault } from "./form_fields.tsx";
import { Icon } from "./icons.tsx";
import { useScene } from "./scene.ts";

const defaultFileBytes = 2 * 1024 * 1024;
const mostAttachments = 10;

export function OpenForm(props: FormCardProps) {
  const { part } = props;
  const { texts } = useScene();
  const [definition, fetchAgain] = useDefinition(part);
  switch (definition.phase) {
    case "loading":
      return <div class="form-card" aria-busy="true" />;
    case "missing":
      return (
        <div class="form-card closed" role="alert">
          <p>{texts.formMissing}</p>
          <button type="button" class="pill" onClick={fetchAgain}>
            <Icon name="again" />
            {texts.tryAgain}
          </button>
        </div>
      );
    case "known":
      return <Fields {...props} {...definition} heading={definition.name ?? title(part, texts)} />;
  }
}

type Definition =
  | { phase: "loading" }
  | { phase: "missing" }
  | { phase: "known"; name: string | null; fields: FormField[]; minFilled: number };

/** The fields, fetched when the part names only the form; and the way to fetch them again. */
function useDefinition(part: FormPart): [Definition, () => void] {
  const { chat } = useScene();
  const [fetched, setFetched] = useState<Definition>({ phase: "loading" });
  const isThin = part.type === "show_form" && part.fields === undefined;
  function fetchIt(): void {
    if (!isThin) return;
    setFetched({ phase: "loading" });
    chat.formDefinition(part.form_id).then(
      ({ name, fields, min_filled_fields }) =>
        setFetched({ phase: "known", name, fields, minFilled: min_filled_fields ?? 0 }),
      () => setFetched({ phase: "missing" }),
    );
  }
  useEffect(fetchIt, [part.part_id]);
  if (isThin) return [fetched, fetchIt];
  const own = part.type === "show_form" ? part : null;
  return [{ phase: "known", name: own?.name ?? null, fields: part.fields ?? [], minFilled: own?.min_filled_fields ?? 0 }, fetchIt];
}

interface FieldsProps extends FormCardProps {
  heading: string;
  fields: FormField[];
  minFilled: number;
}

function Fields({ part, place, heading, fields, minFilled, form, question }: FieldsProps) {
  const { chat, texts } = useScene();
  const [values, setValues] = useState<Values>(() => firstValues(part, fields, question));
  const [files, setFiles] = useState<Files>({});
  const [faults, setFaults] = useState<Faults>({});
  /** How much of a form with files has left, 0 to 1. */
  const [share, setShare] = useState<number | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const isTicket = part.type === "show_support_ticket";
  const takesAttachments = isTicket && part.attachments_accepted !== false;
  const maxBytes = isTicket ? (part.max_attachment_size_bytes ?? defaultFileBytes) : defaultFileBytes;
  // The server takes a form once the message that holds it is whole.
  const isLocked = place === "arriving" || form?.phase === "sending";

  useEffect(() => {
    if (form?.phase === "refused" && form.problem.kind === "refused") {
      showFaults(serverFaults(form.problem.params, fields));
    }
  }, [form]);

  function showFaults(next: Faults): void {
    setFaults(next);
    if (Object.keys(next).length > 0) focusFault(element);
  }

  function clear(key: string): void {
    const { [key]: _gone, [wholeForm]: _whole, ...rest } = faults;
    setFaults(rest);
  }

  function taking(key: string): Taking {
    return { types: fileTypes, maxBytes, most: key === attachmentsKey ? mostAttachments : 1 };
  }

  /** One file takes the place of another; attachments gather. */
  async function pick(key: string, picked: readonly File[]): Promise<void> {
    const before = key === attachmentsKey ? (files[key] ?? []) : [];
    const limits = taking(key);
    const read = await readFiles(picked, limits, before.length);
    if (read.files.length > 0) setFiles((all) => ({ ...all, [key]: [...before, ...read.files] }));
    const message = read.faults.map((fault) => fileWords(fault, limits, texts)).join(" ");
    if (message === "") clear(key);
    else setFaults({ ...faults, [key]: { kind: "said", message } });
  }

  /** Where files go that are dropped or pasted: the attachments, else the first field for a file. */
  function fileKey(): string | undefined {
    if (takesAttachments) return attachmentsKey;
    return visibleFields(fields, values).find((field) => fieldType(field) === "file")?.key;
  }

  function take(event: Event, dropped: FileList | undefined): void {
    const key = fileKey();
    if (!dropped?.length || key === undefined || isLocked) return;
    event.preventDefault();
    void pick(key, [...dropped]);
  }

  function submit(event: Event): void {
    event.preventDefault();
    if (isLocked) return;
    const found = checkForm(fields, values, files, minFilled);
    showFaults(found);
    if (Object.keys(found).length > 0) return;
    const hasFiles = Object.values(files).some((some) => some.length > 0);
    setShare(hasFiles ? 0 : null);
    void chat.submitForm(part.part_id, toAction(part, fields, values, files), hasFiles ? uploadFetch(setShare) : undefined);
  }

  function fileField(field: FormField) {
    return (
      <FileField
        key={field.key}
        id={`${part.part_id}-${field.key}`}
        field={field}
        files={files[field.key] ?? []}
        taking={taking(field.key)}
        fault={faults[field.key]}
        onPick={(picked) => void pick(field.key, picked)}
        onRemove={(gone) => setFiles({ ...files, [field.key]: (files[field.key] ?? []).filter((file) => file !== gone) })}
      />
    );
  }

  const isUnexplained = form?.phase === "refused" && Object.keys(faults).length === 0;
  return (
    <form
      class="form-card"
      ref={element}
      noValidate
      onSubmit={submit}
      onDrop={(event) => take(event, event.dataTransfer?.files)}
      onPaste={(event) => take(event, event.clipboardData?.files)}
      aria-label={heading}
    >
      <h2>
        <bdi>{heading}</bdi>
      </h2>
      {visibleFields(fields, values).map((field) =>
        fieldType(field) === "file" ? (
          fileField(field)
        ) : (
          <FieldView
            key={field.key}
            id={`${part.part_id}-${field.key}`}
            field={field}
            value={values[field.key] ?? ""}
            fault={faults[field.key]}
            onValue={(value) => {
              setValues({ ...values, [field.key]: value });
              clear(field.key);
            }}
          />
        ),
      )}
      {takesAttachments && fileField({ key: attachmentsKey, label: texts.attachments, required: false, type: "file" })}
      <WholeFault fault={faults[wholeForm]} minFilled={minFilled} />
      {isUnexplained && (
        <p class="fault" role="alert">
          {texts.formFailed}
        </p>
      )}
      {form?.phase === "sending" && share !== null && (
        <progress value={share} max={1} aria-label={texts.submitting}>
          {texts.sentShare({ percent: Math.round(share * 100) })}
        </progress>
      )}
      <button type="submit" class="primary" disabled={isLocked}>
        {form?.phase === "sending" ? texts.submitting : texts.submit}
      </button>
    </form>
  );
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
