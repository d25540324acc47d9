/**
 * The rules of a form: which fields show, what is wrong with the answers, what is sent.
 * Left out: drawing (form_card.tsx) and the server's own, final checks.
 */

import type { Action, EncodedFile, FieldProblem, FieldType, FormField, FormPart } from "../../protocol/wire.ts";
import type { OutgoingFile } from "./files.ts";

export type Values = Readonly<Record<string, string>>;

export type Files = Readonly<Record<string, readonly OutgoingFile[]>>;

/** What is wrong with a field; words for it are in texts.ts. */
export type Fault =
  | { kind: "required" }
  | { kind: "email" }
  | { kind: "too_long"; limit: number }
  /** In words that are the visitor's already: the server's, or about a file. */
  | { kind: "said"; message: string };

export type Faults = Readonly<Record<string, Fault>>;

/** The field name under which a fault of the whole form is kept. */
export const wholeForm = "values";
/** The pseudo field that holds a support ticket's attachments. */
export const attachmentsKey = "attachments";

const limits: Partial<Record<FieldType, number>> = { text: 500, email: 254, tel: 40, textarea: 5000 };

/** A field's kind, with the old name and unknown names settled. */
export function fieldType(field: FormField): Exclude<FieldType, "phone"> {
  switch (field.type) {
    case "email":
    case "tel":
    case "textarea":
    case "file":
    case "dropdown":
      return field.type;
    case "phone":
      return "tel";
    default:
      return "text";
  }
}

export function fieldLimit(field: FormField): number | undefined {
  return limits[fieldType(field)];
}

/** What a new form holds already: the question that led to it, where it asks what this is about. */
export function firstValues(part: FormPart, fields: readonly FormField[], question: string): Values {
  // An owner's own form may ask anything.
  if (part.type === "show_form" || question === "") return {};
  const field = fields.find((one) => fieldType(one) === "textarea");
  return field === undefined ? {} : { [field.key]: question.slice(0, fieldLimit(field)) };
}

/** The fields that show for these values: one pass, in order, each condition looking back only. */
export function visibleFields(fields: readonly FormField[], values: Values): FormField[] {
  const shown: FormField[] = [];
  for (const field of fields) {
    const fits = (field.visible_when ?? []).every(
      (condition) =>
        condition.operator === "equals" &&
        shown.some((other) => other.key === condition.field) &&
        (values[condition.field] ?? "").trim() === condition.value,
    );
    if (fits) shown.push(field);
  }
  return shown;
}

/** Faults by field key; empty when the form may be sent. */
export function checkForm(fields: readonly FormField[], values: Values, files: Files, minFilled = 0): Faults {
  const faults: Record<string, Fault> = {};
  let filled = 0;
  for (const field of visibleFields(fields, values)) {
    const value = (values[field.key] ?? "").trim();
    const isEmpty = fieldType(field) === "file" ? (files[field.key] ?? []).length === 0 : value === "";
    if (!isEmpty) filled += 1;
    const fault = isEmpty ? (field.required ? { kind: "required" as const } : null) : checkValue(field, value);
    if (fault !== null) faults[field.key] = fault;
  }
  if (filled < minFilled && Object.keys(faults).length === 0) faults[wholeForm] = { kind: "required" };
  return faults;
}

function checkValue(field: FormField, value: string): Fault | null {
  const limit = fieldLimit(field);
  if (limit !== undefined && value.length > limit) return { kind: "too_long", limit };
  if (fieldType(field) === "email" && !isEmail(value)) return { kind: "email" };
  return null;
}

/** One @, no white space, something before it, a dot inside the domain. */
export function isEmail(value: string): boolean {
  const [local, domain, ...more] = value.split("@");
  if (more.length > 0 || !local || !domain || /\s/.test(value)) return false;
  return /^[^.].*\.[^.]+$/.test(domain);
}

/** The call that submits the form; hidden fields stay at home. */
export function toAction(part: FormPart, fields: readonly FormField[], values: Values, files: Files): Action {
  const shown = visibleFields(fields, values);
  const given: Record<string, string> = {};
  for (const field of shown) {
    const value = (values[field.key] ?? "").trim();
    if (fieldType(field) !== "file" && value !== "") given[field.key] = value;
  }
  switch (part.type) {
    case "show_contact_form":
      return { type: "contact_form", fields: given };
    case "show_support_ticket": {
      const picked = [attachmentsKey, ...shown.map((field) => field.key)].flatMap((key) => files[key] ?? []);
      const attachments = picked.map(encoded);
      return attachments.length > 0
        ? { ...given, attachments, type: "support_ticket" }
        : { ...given, type: "support_ticket" };
    }
    case "show_form": {
      const sent: Record<string, EncodedFile> = {};
      for (const field of shown) {
        const file = files[field.key]?.[0];
        if (file !== undefined) sent[field.key] = encoded(file);
      }
      const base = { type: "form_submission" as const, form_id: part.form_id, values: given };
      return Object.keys(sent).length > 0 ? { ...base, files: sent } : base;
    }
  }
}

/** The server's field errors as faults; a path such as `action.fields.email` counts for `email`. */
export function serverFaults(problems: readonly FieldProblem[], fields: readonly FormField[]): Faults {
  const faults: Record<string, Fault> = {};
  for (const { field, message } of problems) {
    const segments = [field, ...field.split(".").reverse()];
    const known = segments.find((name) => name === attachmentsKey || fields.some((other) => other.key === name));
    faults[known ?? wholeForm] = { kind: "said", message };
  }
  return faults;
}

function encoded({ filename, mime, data }: OutgoingFile): EncodedFile {
  return { filename, mime_type: mime, data_base64: data };
}
