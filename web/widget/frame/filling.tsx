/**
 * A form of plain fields under way: what is filled in, what is wrong with it, and how far the sending is.
 * Left out: which fields there are and where they go (entry_form.tsx, waiting_form.tsx), forms with files (open_form.tsx).
 */

import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import type { FormField } from "../../protocol/wire.ts";
import { problemOf } from "../../sdk/failure.ts";
import { checkForm, serverFaults, wholeForm } from "./form.ts";
import type { Faults, Values } from "./form.ts";
import { FieldView, WholeFault, focusFault } from "./form_fields.tsx";
import { useScene } from "./scene.ts";

export interface Filling {
  element: RefObject<HTMLFormElement | null>;
  values: Values;
  faults: Faults;
  /** How many of the fields that are seen must be filled in. */
  minFilled: number;
  /** Stays `sending` once it is sent, until it is opened again. */
  phase: "open" | "sending" | "failed";
  begin(values: Values): void;
  /** Fills a field in, whose fault is gone with that. */
  fill(key: string, value: string): void;
  /** Sends what is filled in when nothing is wrong with it; else the focus goes to the first fault. */
  submit(event: Event): Promise<void>;
  reopen(): void;
}

export function useFilling(fields: readonly FormField[], send: (values: Values) => Promise<void>, minFilled = 0): Filling {
  const [values, setValues] = useState<Values>({});
  const [faults, setFaults] = useState<Faults>({});
  const [phase, setPhase] = useState<Filling["phase"]>("open");
  const element = useRef<HTMLFormElement>(null);
  return {
    element,
    values,
    faults,
    minFilled,
    phase,
    begin: setValues,
    fill(key, value) {
      const { [key]: _gone, ...others } = faults;
      setValues({ ...values, [key]: value });
      setFaults(others);
    },
    async submit(event) {
      event.preventDefault();
      if (phase === "sending") return;
      const found = checkForm(fields, values, {}, minFilled);
      setFaults(found);
      if (Object.keys(found).length > 0) return focusFault(element);
      setPhase("sending");
      try {
        await send(values);
      } catch (thrown) {
        const problem = problemOf(thrown);
        setFaults(problem.kind === "refused" ? serverFaults(problem.params, fields) : {});
        setPhase("failed");
        focusFault(element);
      }
    },
    reopen: () => setPhase("open"),
  };
}

/** The fields, and below them what is wrong with them as a whole. Their ids begin with `id`. */
export function FilledFields({ id, fields, filling }: { id: string; fields: readonly FormField[]; filling: Filling }) {
  const { texts } = useScene();
  const { values, faults, minFilled, phase, fill } = filling;
  return (
    <>
      {fields.map((field) => (
        <FieldView
          key={field.key}
          id={`${id}-${field.key}`}
          field={field}
          value={values[field.key] ?? ""}
          fault={faults[field.key]}
          onValue={(value) => fill(field.key, value)}
        />
      ))}
      <WholeFault fault={faults[wholeForm]} minFilled={minFilled} />
      {phase === "failed" && Object.keys(faults).length === 0 && (
        <p class="fault" role="alert">
          {texts.formFailed}
        </p>
      )}
    </>
  );
}
