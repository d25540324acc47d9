/** Proves the rules of forms. Leaves out drawing and the server's checks. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FormField } from "../../protocol/wire.ts";
import { checkForm, fieldType, isEmail, serverFaults, toAction, visibleFields } from "./form.ts";

function field(key: string, more: Partial<FormField> = {}): FormField {
  return { key, label: key, required: false, ...more };
}

const fields: FormField[] = [
  field("topic", { type: "dropdown", options: ["order", "other"] }),
  field("order", { required: true, visible_when: [{ field: "topic", operator: "equals", value: "order" }] }),
  field("detail", { visible_when: [{ field: "order", operator: "equals", value: "7" }] }),
  field("email", { type: "email", required: true }),
];

const keys = (found: FormField[]): string[] => found.map((one) => one.key);

test("a_condition_looks_back_at_visible_fields_only", () => {
  assert.deepEqual(keys(visibleFields(fields, {})), ["topic", "email"]);
  assert.deepEqual(keys(visibleFields(fields, { topic: " order " })), ["topic", "order", "email"]);
  assert.deepEqual(keys(visibleFields(fields, { topic: "order", order: "7" })), ["topic", "order", "detail", "email"]);
  assert.deepEqual(keys(visibleFields(fields, { topic: "other", order: "7" })), ["topic", "email"]);
});

test("a_condition_on_a_later_field_or_an_unknown_operator_hides", () => {
  const later = [field("a", { visible_when: [{ field: "b", operator: "equals", value: "" }] }), field("b")];
  assert.deepEqual(keys(visibleFields(later, {})), ["b"]);
  const odd = [field("a"), field("b", { visible_when: [{ field: "a", operator: "matches", value: "x" }] })];
  assert.deepEqual(keys(visibleFields(odd, { a: "x" })), ["a"]);
});

test("hidden_fields_are_never_required", () => {
  assert.deepEqual(checkForm(fields, { email: "a@b.dk" }, {}), {});
  assert.deepEqual(checkForm(fields, { email: "a@b.dk", topic: "order" }, {}), { order: { kind: "required" } });
});

test("blank_values_do_not_fill_a_required_field", () => {
  assert.deepEqual(checkForm([field("a", { required: true })], { a: "  " }, {}), { a: { kind: "required" } });
});

test("too_few_filled_fields_fault_the_whole_form", () => {
  assert.deepEqual(checkForm([field("a"), field("b")], { a: "1" }, {}, 2), { values: { kind: "required" } });
  assert.deepEqual(checkForm([field("a"), field("b")], { a: "1", b: "2" }, {}, 2), {});
});

test("lengths_are_limited_by_kind", () => {
  const found = checkForm([field("a"), field("t", { type: "tel" })], { a: "x".repeat(501), t: "1".repeat(40) }, {});
  assert.deepEqual(found, { a: { kind: "too_long", limit: 500 } });
});

test("mail_addresses_are_checked_as_the_contract_says", () => {
  for (const good of ["a@b.dk", "a+b@c.d.e", "ø@ø.dk"]) assert.equal(isEmail(good), true, good);
  for (const bad of ["", "a", "a@b", "a@@b.dk", "a b@c.dk", "@b.dk", "a@.dk", "a@b.", "a@b.dk c"]) {
    assert.equal(isEmail(bad), false, bad);
  }
});

test("old_and_unknown_kinds_are_settled", () => {
  assert.equal(fieldType(field("a", { type: "phone" })), "tel");
  assert.equal(fieldType(field("a")), "text");
  assert.equal(fieldType({ ...field("a"), type: "palm" } as unknown as FormField), "text");
});

const file = { filename: "a.png", mime: "image/png", data: "QQ==" };
const sent = { filename: "a.png", mime_type: "image/png", data_base64: "QQ==" };

test("a_contact_form_sends_its_visible_filled_fields", () => {
  const part = { type: "show_contact_form" as const, part_id: "p", fields };
  assert.deepEqual(toAction(part, fields, { email: " a@b.dk ", order: "9", topic: "" }, {}), {
    type: "contact_form",
    fields: { email: "a@b.dk" },
  });
});

test("a_support_ticket_sends_its_fields_beside_its_attachments", () => {
  const part = { type: "show_support_ticket" as const, part_id: "p", fields: [field("name")] };
  assert.deepEqual(toAction(part, part.fields, { name: "Ada" }, { attachments: [file] }), {
    type: "support_ticket",
    name: "Ada",
    attachments: [sent],
  });
});

test("an_owners_form_sends_values_and_files_apart", () => {
  const own = [field("name"), field("proof", { type: "file" })];
  const part = { type: "show_form" as const, part_id: "p", form_id: "f1", fields: own };
  assert.deepEqual(toAction(part, own, { name: "Ada" }, { proof: [file] }), {
    type: "form_submission",
    form_id: "f1",
    values: { name: "Ada" },
    files: { proof: sent },
  });
});

test("the_servers_faults_find_their_fields", () => {
  const found = serverFaults(
    [
      { field: "email", message: "1" },
      { field: "action.fields.order", message: "2" },
      { field: "attachments.0.data_base64", message: "3" },
      { field: "part_id", message: "4" },
    ],
    fields,
  );
  assert.deepEqual(Object.keys(found), ["email", "order", "attachments", "values"]);
});
