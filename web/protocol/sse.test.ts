/** Proves that the decoder gives the same events however the bytes are cut. Leaves out real connections. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSseDecoder, readSse } from "./sse.ts";
import type { SseEvent } from "./sse.ts";

const encoder = new TextEncoder();

function decode(...pieces: (string | Uint8Array)[]): SseEvent[] {
  const decoder = createSseDecoder();
  return pieces.flatMap((piece) => decoder.push(typeof piece === "string" ? encoder.encode(piece) : piece));
}

const sample =
  ": hello\n" +
  'id: msg_1.1\nevent: status\ndata: {"status":"connected"}\n\n' +
  ": ping\n\n" +
  "id:msg_1.2\r\nevent:part_delta\r\ndata: Smørrebrød – 🦉 €\r\ndata:  two\r\n\r\n" +
  "event: done\rdata\rdata: x\r\r" +
  "retry: 2500\n\n" +
  "data: last\n\n";

const expected: SseEvent[] = [
  { id: "msg_1.1", event: "status", data: '{"status":"connected"}' },
  { id: "msg_1.2", event: "part_delta", data: "Smørrebrød – 🦉 €\n two" },
  { id: "msg_1.2", event: "done", data: "\nx" },
  { id: "msg_1.2", event: "message", data: "last" },
];

test("events_come_out_whole_from_one_piece", () => {
  assert.deepEqual(decode(sample), expected);
});

test("a_cut_at_any_byte_changes_nothing", () => {
  const bytes = encoder.encode(sample);
  for (let at = 0; at <= bytes.length; at += 1) {
    assert.deepEqual(decode(bytes.slice(0, at), bytes.slice(at)), expected, `cut at ${at}`);
  }
});

test("cuts_at_any_two_bytes_change_nothing", () => {
  const bytes = encoder.encode("id: 1\r\ndata: ø🦉\r\n\r\ndata: b\r\n\r\n");
  const whole = decode(bytes);
  assert.equal(whole.length, 2);
  for (let a = 0; a <= bytes.length; a += 1) {
    for (let b = a; b <= bytes.length; b += 1) {
      assert.deepEqual(decode(bytes.slice(0, a), bytes.slice(a, b), bytes.slice(b)), whole, `cuts at ${a}, ${b}`);
    }
  }
});

test("bytes_one_by_one_change_nothing", () => {
  const bytes = encoder.encode(sample);
  assert.deepEqual(decode(...Array.from(bytes, (byte) => Uint8Array.of(byte))), expected);
});

test("an_event_without_its_empty_line_is_not_given_out", () => {
  assert.deepEqual(decode("data: a\n\ndata: b\n"), [{ id: "", event: "message", data: "a" }]);
});

test("an_event_without_data_is_none_and_does_not_name_the_next", () => {
  assert.deepEqual(decode("event: lost\n\ndata: a\n\n"), [{ id: "", event: "message", data: "a" }]);
});

test("an_empty_id_clears_and_an_id_with_a_null_is_ignored", () => {
  assert.deepEqual(
    decode("id: 7\ndata: a\n\nid: x\0y\ndata: b\n\nid\ndata: c\n\n").map((event) => event.id),
    ["7", "7", ""],
  );
});

test("only_one_space_after_the_colon_is_dropped", () => {
  assert.equal(decode("data:  a: b \n\n")[0]?.data, " a: b ");
});

test("a_byte_order_mark_in_front_is_dropped", () => {
  assert.equal(decode(Uint8Array.of(0xef, 0xbb), Uint8Array.of(0xbf), "data: a\n\n")[0]?.data, "a");
});

test("unknown_fields_are_ignored_and_retry_takes_digits_only", () => {
  const decoder = createSseDecoder();
  decoder.push(encoder.encode("retry: soon\nflavour: x\n\n"));
  assert.equal(decoder.retryMs, null);
  decoder.push(encoder.encode("retry: 1500\n\n"));
  assert.equal(decoder.retryMs, 1500);
});

function bodyOf(pieces: string[], onCancel: () => void, end: "close" | "stay" = "close"): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[at];
      at += 1;
      if (piece !== undefined) return controller.enqueue(encoder.encode(piece));
      if (end === "close") return controller.close();
      return new Promise<void>(() => undefined);
    },
    cancel: onCancel,
  });
}

test("a_body_is_read_to_its_end", async () => {
  const events: string[] = [];
  let lives = 0;
  const body = bodyOf(["data: a\n", "\n: ping\n\n", "data: b\n\n"], () => undefined);
  for await (const event of readSse(body, { onBytes: () => (lives += 1) })) events.push(event.data);
  assert.deepEqual(events, ["a", "b"]);
  assert.equal(lives, 3);
});

test("leaving_the_loop_cancels_the_body", async () => {
  let cancelled = "no";
  const body = bodyOf(["data: a\n\ndata: b\n\n"], () => (cancelled = "yes"), "stay");
  for await (const event of readSse(body)) {
    assert.equal(event.data, "a");
    break;
  }
  assert.equal(cancelled, "yes");
  assert.equal(body.locked, false);
});

test("a_failing_body_fails_the_loop", async () => {
  const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(new Error("cut")) });
  await assert.rejects(async () => {
    for await (const _event of readSse(body)) assert.fail("no event expected");
  }, /cut/);
});
