/** Reads the golden examples in `contract/golden` that Rust reads too. Leaves out how the frames travel. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { applyFrame, emptyDraft } from "./draft.ts";
import type { Message, TurnFrame } from "./wire.ts";

function golden(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../contract/golden/${name}`, import.meta.url), "utf8"));
}

const message = golden("message.json") as Message;
const frames = (golden("turn.json") as { event: string; data: object }[]).map(
  (frame, n) => ({ type: frame.event, id: String(n), ...frame.data }) as TurnFrame,
);

test("the_deltas_of_a_turn_build_the_parts_of_its_message", () => {
  const deltas = frames.filter((frame) => frame.type === "part_delta");
  const built = deltas.reduce(applyFrame, emptyDraft).map((entry) => entry.part);
  const streamed = message.parts.filter((part) =>
    ["rich_text", "table", "products", "suggestions"].includes(part.type),
  );
  assert.equal(built.length, 4);
  assert.deepEqual(built, streamed);
});

test("the_frames_of_a_turn_build_its_message_before_it_is_done", () => {
  const before = frames.filter((frame) => frame.type !== "done");
  const parts = before.reduce(applyFrame, emptyDraft).map((entry) => entry.part);
  assert.deepEqual(parts, message.parts);
  assert.equal(frames.at(-1)?.type, "done");
});
