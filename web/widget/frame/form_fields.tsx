/**
 * Single fields of forms: a label, a place to fill in, and what is wrong with it.
 * Left out: the forms around them.
 */

import type { RefObject } from "preact";
import type { FormField } from "../../protocol/wire.ts";
import type { Texts } from "../texts.ts";
import { pickable } from "./files.ts";
import type { OutgoingFile, Taking } from "./files.ts";
import { fieldLimit, fieldType } from "./form.ts";
import type { Fault } from "./form.ts";
import { Icon } from "./icons.tsx";
import { useScene } from "./scene.ts";

interface FieldProps {
  id: string;
  field: FormField;
  fault: Fault | undefined;
}

interface FieldViewProps extends FieldProps {
  value: string;
  onValue: (value: string) => void;
}

export function FieldView({ id, field, value, fault, onValue }: FieldViewProps) {
  const { texts } = useScene();
  const type = fieldType(field);
  const shared = { ...attributes({ id, field, fault }), value };
  const typed = {
    ...shared,
    placeholder: field.placeholder ?? undefined,
    maxLength: fieldLimit(field),
    // What is empty reads as the chat does, what is written as it is written.
    ...(value === "" ? {} : { dir: "auto" as const }),
    onInput: (event: { currentTarget: { value: string } }) => onValue(event.currentTarget.value),
  };
  return (
    <div class="form-field">
      <Label id={id} field={field} />
      {type === "textarea" ? (
        <textarea {...typed} rows={4} />
      ) : type === "dropdown" ? (
        <select {...shared} onChange={(event) => onValue(event.currentTarget.value)}>
          <option value="" dir="auto">{field.placeholder ?? texts.choose}</option>
          {(field.options ?? []).map((option) => (
            <option key={option} dir="auto">
              {option}
            </option>
          ))}
        </select>
      ) : (
        <input {...typed} {...inputKind(field.key, type)} />
      )}
      <FaultLine id={id} fault={fault} />
    </div>
  );
}

interface FileFieldProps extends FieldProps {
  files: readonly OutgoingFile[];
  taking: Taking;
  onPick: (files: readonly File[]) => void;
  onRemove: (file: OutgoingFile) => void;
}

export function FileField({ id, field, files, taking, fault, onPick, onRemove }: FileFieldProps) {
  const { texts } = useScene();
  return (
    <div class="form-field">
      <Label id={id} field={field} />
      <div class="file-field">
        <input
          {...attributes({ id, field, fault })}
          type="file"
          multiple={taking.most > 1}
          accept={pickable(taking)}
          onChange={(event) => {
            const picker = event.currentTarget;
            onPick([...(picker.files ?? [])]);
            // The same file may be picked again after it was removed.
            picker.value = "";
          }}
        />
        <span aria-hidden="true">
          <Icon name="clip" />
          {texts.addFile}
        </span>
      </div>
      {files.length > 0 && (
        <ul class="picked">
          {files.map((file, at) => (
            <li key={at}>
              <bdi>{file.filename}</bdi>
              <button type="button" class="tool" aria-label={texts.removeImage({ name: file.filename })} onClick={() => onRemove(file)}>
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <FaultLine id={id} fault={fault} />
    </div>
  );
}

/** Moves the focus to the first field that something is wrong with, once it is drawn so. */
export function focusFault(form: RefObject<HTMLFormElement | null>): void {
  requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

function attributes({ id, field, fault }: FieldProps) {
  return {
    id,
    name: field.key,
    required: field.required,
    "aria-invalid": fault !== undefined,
    "aria-describedby": fault === undefined ? undefined : `${id}-fault`,
  };
}

function Label({ id, field }: { id: string; field: FormField }) {
  const { texts } = useScene();
  return (
    <label for={id}>
      <bdi>{field.label}</bdi> {field.required ? null : <small>{texts.optional}</small>}
    </label>
  );
}

/** What is wrong with a form as a whole. */
export function WholeFault({ fault, minFilled }: { fault: Fault | undefined; minFilled: number }) {
  const { texts } = useScene();
  if (fault === undefined) return null;
  return (
    <p class="fault" role="alert">
      <bdi>{fault.kind === "said" ? fault.message : texts.faultTooFew({ count: minFilled })}</bdi>
    </p>
  );
}

function FaultLine({ id, fault }: { id: string; fault: Fault | undefined }) {
  const { texts } = useScene();
  if (fault === undefined) return null;
  return (
    <p class="fault" id={`${id}-fault`} role={fault.kind === "said" ? "alert" : undefined}>
      <bdi>{words(fault, texts)}</bdi>
    </p>
  );
}

/** The keyboard and the suggestions a browser should offer. */
function inputKind(key: string, type: "text" | "email" | "tel" | "file") {
  if (type === "email") return { type, autocomplete: type };
  if (type === "tel") return { type, autocomplete: type };
  return { type: "text" as const, autocomplete: key === "name" ? ("name" as const) : ("on" as const) };
}

function words(fault: Fault, texts: Texts): string {
  switch (fault.kind) {
    case "required":
      return texts.faultRequired;
    case "email":
      return texts.faultEmail;
    case "too_long":
      return texts.faultTooLong({ limit: fault.limit });
    case "said":
      return fault.message;
  }
}
