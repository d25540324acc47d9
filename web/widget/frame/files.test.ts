/** Proves which files are taken where. Leaves out the browser's reading of them (e2e). */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Config, LivechatState, Part } from "../../protocol/wire.ts";
import { fileTypes, kindNames, pickable, pictureType, takesPictures, takingNow, toMib, typeOf } from "./files.ts";

const config = (more: Partial<Config> = {}): Config => ({ display: { name: "Shop" }, ...more }) as Config;
const person = { status: "active" } as LivechatState;
const wish: Part = { type: "request_image_upload", part_id: "p", accepted_types: ["image/gif"], max_size_bytes: 1000 };

test("the_assistant_takes_pictures_where_the_owner_wants_any", () => {
  assert.deepEqual(takingNow(config(), {}, null, []), { types: ["image/png", "image/jpeg", "image/webp"], maxBytes: 5_242_880, most: 8 });
  assert.equal(takingNow(config({ image_enabled: false }), {}, null, []), null);
});

test("a_wish_for_a_picture_sets_its_kinds_and_its_size", () => {
  assert.deepEqual(takingNow(config(), {}, null, [wish]), { types: ["image/gif"], maxBytes: 1000, most: 8 });
});

test("a_person_takes_files_only_where_attachments_are_on", () => {
  assert.equal(takingNow(config({ livechat: { enabled: true } }), {}, person, [wish]), null);
  const on = config({ image_enabled: false, livechat: { enabled: true, attachments_enabled: true, max_attachment_size_bytes: 7 } });
  assert.deepEqual(takingNow(on, {}, person, []), { types: fileTypes, maxBytes: 7, most: 8 });
  assert.equal(takingNow(on, {}, { status: "waiting" } as LivechatState, []), null, "the assistant answers until a person comes");
});

test("a_page_can_do_without_files", () => {
  const on = config({ livechat: { enabled: true, attachments_enabled: true } });
  for (const livechat of [null, person]) assert.equal(takingNow(on, { attachments: "none" }, livechat, [wish]), null);
  assert.deepEqual([takesPictures(on, {}), takesPictures(on, { attachments: "none" })], [true, false]);
});

test("a_type_that_the_browser_does_not_know_is_told_by_the_ending", () => {
  assert.equal(typeOf({ name: "Orders.CSV", type: "application/vnd.ms-excel" }), "text/csv");
  assert.equal(typeOf({ name: "a.pdf", type: "" }), "application/pdf");
  assert.equal(typeOf({ name: "a.pdf", type: "image/png" }), "image/png");
  assert.equal(typeOf({ name: "setup.exe", type: "application/x-msdownload" }), "application/x-msdownload");
});

test("a_picker_is_offered_types_and_endings", () => {
  assert.equal(pickable({ types: ["text/csv"], maxBytes: 1, most: 1 }), "text/csv,.csv");
});

test("kinds_are_called_as_people_call_them", () => {
  assert.equal(kindNames({ types: ["image/jpeg", "application/pdf"], maxBytes: 1, most: 1 }), "JPG, PDF");
});

test("a_picture_is_known_by_its_content", () => {
  const kinds: Record<string, string | null> = { "\x89PNG\r\n\x1a\n0000": "image/png", "\xff\xd8\xff\xe0ABCDEFGH": "image/jpeg", GIF89a000000: "image/gif", RIFF0000WEBP: "image/webp", "%PDF-1.7 abc": null, "RIFF....WAVE": null, "": null };
  for (const [head, kind] of Object.entries(kinds)) assert.equal(pictureType(btoa(head)), kind, head);
});

test("a_limit_is_never_said_to_be_nothing", () => {
  assert.equal(toMib(1000), 0.1);
  assert.equal(toMib(5_242_880), 5);
});
