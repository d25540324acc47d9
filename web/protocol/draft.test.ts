/** Proves how frames become parts. Leaves out where the frames come from. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFrame, emptyDraft } from "./draft.ts";
import type { Draft } from "./draft.ts";
import type { Cell, Delta, Part, Product, TurnFrame } from "./wire.ts";

function delta(partId: string, change: Delta): TurnFrame {
  return { type: "part_delta", id: "", part_id: partId, delta: change };
}

function whole(part: Part): TurnFrame {
  return { type: "part", id: "", part };
}

function play(frames: TurnFrame[], from: Draft = emptyDraft): Draft {
  return frames.reduce(applyFrame, from);
}

function parts(draft: Draft): Part[] {
  return draft.map((entry) => entry.part);
}

const openText: TurnFrame[] = [
  delta("p1", { action: "start_part", part_type: "rich_text" }),
  delta("p1", { action: "start_block", block_index: 0, block_type: "paragraph" }),
  delta("p1", { action: "append_text", block_index: 0, text: "Hel" }),
];

test("text_grows_in_the_last_text_span", () => {
  const draft = play([...openText, delta("p1", { action: "append_text", block_index: 0, text: "lo" })]);
  assert.deepEqual(parts(draft), [
    { type: "rich_text", part_id: "p1", blocks: [{ type: "paragraph", spans: [{ type: "text", text: "Hello" }] }] },
  ]);
});

test("text_after_another_span_opens_a_new_text_span", () => {
  const draft = play([
    ...openText,
    delta("p1", { action: "append_span", block_index: 0, span: { type: "bold", text: "now" } }),
    delta("p1", { action: "append_text", block_index: 0, text: "." }),
  ]);
  assert.deepEqual(parts(draft)[0], {
    type: "rich_text",
    part_id: "p1",
    blocks: [
      {
        type: "paragraph",
        spans: [
          { type: "text", text: "Hel" },
          { type: "bold", text: "now" },
          { type: "text", text: "." },
        ],
      },
    ],
  });
});

test("list_items_append_and_text_goes_to_the_newest_item", () => {
  const draft = play([
    delta("p1", { action: "start_part", part_type: "rich_text" }),
    delta("p1", { action: "start_block", block_index: 0, block_type: "bullet_list" }),
    delta("p1", { action: "append_item", block_index: 0, item: { spans: [{ type: "text", text: "a" }] } }),
    delta("p1", { action: "append_item", block_index: 0, item: { spans: [] } }),
    delta("p1", { action: "append_text", block_index: 0, text: "b" }),
    delta("p1", { action: "end_block", block_index: 0 }),
  ]);
  assert.deepEqual(parts(draft)[0], {
    type: "rich_text",
    part_id: "p1",
    blocks: [
      {
        type: "bullet_list",
        items: [{ spans: [{ type: "text", text: "a" }] }, { spans: [{ type: "text", text: "b" }] }],
      },
    ],
  });
});

const product: Product = { id: "1", title: "Tent", image_url: null, price: { amount: 9, currency: "EUR" }, url: "https://shop.example/1" };
const cell: Cell = { blocks: [{ type: "paragraph", spans: [{ type: "text", text: "x" }] }] };

test("products_suggestions_and_rows_append_to_their_kind_only", () => {
  const suggestion = { id: "s", title: "T", image_url: null, prompt_text: "ask" };
  const draft = play([
    delta("a", { action: "start_part", part_type: "products" }),
    delta("b", { action: "start_part", part_type: "suggestions" }),
    delta("c", { action: "start_part", part_type: "table", headers: [cell], alignments: ["right"], caption: "C" }),
    delta("a", { action: "append_product", product }),
    delta("b", { action: "append_suggestion", suggestion }),
    delta("c", { action: "append_row", row: [cell] }),
    delta("a", { action: "append_row", row: [cell] }),
    delta("c", { action: "append_product", product }),
  ]);
  assert.deepEqual(parts(draft), [
    { type: "products", part_id: "a", products: [product] },
    { type: "suggestions", part_id: "b", suggestions: [suggestion] },
    { type: "table", part_id: "c", caption: "C", headers: [cell], alignments: ["right"], rows: [[cell]] },
  ]);
});

test("starting_a_known_part_resets_it_in_its_place", () => {
  const draft = play([
    ...openText,
    delta("p2", { action: "start_part", part_type: "products" }),
    delta("p1", { action: "start_part", part_type: "rich_text" }),
  ]);
  assert.deepEqual(parts(draft), [
    { type: "rich_text", part_id: "p1", blocks: [] },
    { type: "products", part_id: "p2", products: [] },
  ]);
});

test("replaying_the_frames_from_the_start_gives_the_same_draft", () => {
  const once = play(openText);
  assert.deepEqual(play(openText, once), once);
});

test("a_part_frame_replaces_its_draft_and_closes_it", () => {
  const final: Part = { type: "rich_text", part_id: "p1", blocks: [{ type: "paragraph", spans: [{ type: "text", text: "Final" }] }] };
  const draft = play([
    ...openText,
    delta("p1", { action: "end_part" }),
    whole(final),
    delta("p1", { action: "append_text", block_index: 0, text: "late" }),
  ]);
  assert.deepEqual(draft, [{ part: final, phase: "complete" }]);
});

test("markers_append_in_order_and_pictures_without_an_id_never_replace_each_other", () => {
  const draft = play([
    whole({ type: "image", url: "https://x.example/1.png" }),
    whole({ type: "image", url: "https://x.example/2.png" }),
    whole({ type: "quick_replies", part_id: "q", replies: ["a"] }),
    whole({ type: "quick_replies", part_id: "q", replies: ["b"] }),
  ]);
  assert.deepEqual(
    parts(draft).map((part) => part.type),
    ["image", "image", "quick_replies"],
  );
  assert.deepEqual(parts(draft)[2], { type: "quick_replies", part_id: "q", replies: ["b"] });
});

test("done_is_the_last_word", () => {
  const message = { message_id: "m", role: "assistant" as const, created_at: "", parts: [{ type: "custom" as const, key: "k" }] };
  assert.deepEqual(play([...openText, { type: "done", id: "", message }]), [
    { part: { type: "custom", key: "k" }, phase: "complete" },
  ]);
});

test("frames_that_fit_nothing_leave_the_very_same_draft", () => {
  const draft = play(openText);
  const strangers = [
    { type: "status", id: "", status: "processing" },
    { type: "error", id: "", code: "generation_failed", message: "", retryable: true },
    { type: "telepathy", id: "" },
    delta("nobody", { action: "append_text", block_index: 0, text: "x" }),
    delta("p1", { action: "append_product", product }),
    delta("p1", { action: "append_text", block_index: 5, text: "x" }),
    delta("p1", { action: "append_item", block_index: 0, item: { spans: [] } }),
    delta("p1", { action: "end_block", block_index: 0 }),
    delta("p9", { action: "start_part", part_type: "hologram" } as unknown as Delta),
    delta("p1", { action: "shimmer" } as unknown as Delta),
  ] as TurnFrame[];
  for (const frame of strangers) assert.equal(applyFrame(draft, frame), draft, JSON.stringify(frame));
});

test("a_block_kind_of_tomorrow_keeps_the_indexes_in_step", () => {
  const draft = play([
    delta("p1", { action: "start_part", part_type: "rich_text" }),
    delta("p1", { action: "start_block", block_index: 0, block_type: "heading" } as unknown as Delta),
    delta("p1", { action: "start_block", block_index: 1, block_type: "paragraph" }),
    delta("p1", { action: "append_text", block_index: 1, text: "after" }),
  ]);
  const [part] = parts(draft);
  assert.deepEqual(part?.type === "rich_text" && part.blocks[1], { type: "paragraph", spans: [{ type: "text", text: "after" }] });
});

test("no_frame_changes_an_earlier_draft", () => {
  let draft = emptyDraft;
  for (const frame of openText) {
    const before = JSON.stringify(draft);
    const next = applyFrame(draft, frame);
    assert.equal(JSON.stringify(draft), before);
    draft = next;
  }
});
