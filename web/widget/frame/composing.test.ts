/** Proves what may be sent and what is said about what may not. Leaves out drawing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldProblem } from "../../protocol/wire.ts";
import { english } from "../texts.ts";
import { measure } from "./length.ts";
import { requestOf } from "./outgoing.ts";
import { refusal } from "./refusal.ts";

const { texts } = english;

test("a_message_is_measured_in_characters_as_the_server_does", () => {
  assert.deepEqual(measure("x".repeat(7199)), { phase: "short" });
  assert.deepEqual(measure("x".repeat(7200)), { phase: "near", length: 7200 });
  assert.deepEqual(measure(` ${"x".repeat(8000)} `), { phase: "near", length: 8000 });
  assert.deepEqual(measure("x".repeat(8001)), { phase: "over", length: 8001 });
  assert.deepEqual(measure("😀".repeat(8000)), { phase: "near", length: 8000 });
  assert.deepEqual(measure("😀".repeat(4000)), { phase: "short" });
});

test("a_refusal_is_explained_in_the_visitors_words_and_otherwise_in_the_servers", () => {
  const say = (status: number, ...params: FieldProblem[]): string =>
    refusal({ kind: "refused", status, code: "x", params, retryAfterMs: null }, texts);
  assert.equal(
    say(422, { field: "message.parts.0.data", message: "the file's content is not image/png" }),
    `${texts.failedRefused} ${texts.refusedPicture}`,
  );
  const both = [0, 1].map((at) => ({ field: `message.parts.${at}.data`, message: "the file is empty" }));
  assert.equal(say(422, ...both), `${texts.failedRefused} ${texts.refusedPicture}`, "once, not twice");
  assert.match(say(422, { field: "message.parts.1.text", message: "at most 8000 characters are allowed" }), /at most 8,000/);
  assert.match(say(422, { field: "message.parts.1", message: "pictures are not taken here" }), /Pictures are not taken/);
  assert.equal(
    say(422, { field: "context.page", message: "expected an address" }),
    `${texts.failedRefused} Expected an address.`,
  );
  assert.equal(say(422), texts.failedRefused);
  assert.equal(say(413), texts.failedTooLarge);
  assert.equal(say(500), texts.failedGeneration);
});

test("a_page_that_is_none_of_the_web_is_left_out_and_the_message_is_sent", () => {
  const told = (page: string): unknown => requestOf(() => "c1", "hi", [], page)?.context;
  for (const page of ["", "file:///home/ada/a.html", "about:srcdoc", "about:blank", "blob:https://shop.example/1", "not a url"]) {
    assert.deepEqual(told(page), {}, page);
  }
  assert.deepEqual(told(`https://shop.example/${"x".repeat(2048)}`), {});
  for (const page of ["https://shop.example/a?b#c", "http://localhost:8080/"]) assert.deepEqual(told(page), { page });
});
