/**
 * Builds an answer's parts from its stream, as a pure function of what came before.
 * Left out: connection state, and whether a frame was seen already (see sdk/turn.ts).
 */

import { ignoreUnknown } from "./wire.ts";
import type { Block, Delta, Part, Span, TurnFrame } from "./wire.ts";

export interface DraftPart {
  part: Part;
  phase: "open" | "complete";
}

/** The parts so far, in the order the stream opened them. */
export type Draft = readonly DraftPart[];

export const emptyDraft: Draft = [];

/** The draft after one frame; the same object when the frame changes nothing. */
export function applyFrame(draft: Draft, frame: TurnFrame): Draft {
  switch (frame.type) {
    case "part_delta":
      return applyDelta(draft, frame.part_id, frame.delta);
    case "part":
      return put(draft, { part: frame.part, phase: "complete" });
    case "done":
      return frame.message.parts.map((part) => ({ part, phase: "complete" }));
    case "status":
      // An answer that is made anew begins with this: what its last attempt said no longer counts.
      return frame.status === "connected" ? emptyDraft : draft;
    case "error":
      return draft;
    default:
      ignoreUnknown(frame);
      return draft;
  }
}

function applyDelta(draft: Draft, partId: string, delta: Delta): Draft {
  if (delta.action === "start_part") {
    const part = startPart(partId, delta);
    return part === null ? draft : put(draft, { part, phase: "open" });
  }
  const at = draft.findIndex((entry) => entry.part.part_id === partId);
  const entry = draft[at];
  // A delta for a part that was never opened, or that is closed, has nothing to change.
  if (entry === undefined || entry.phase === "complete") return draft;
  if (delta.action === "end_part") return replace(draft, at, { part: entry.part, phase: "complete" });
  const part = growPart(entry.part, delta);
  return part === entry.part ? draft : replace(draft, at, { part, phase: "open" });
}

function startPart(partId: string, delta: Extract<Delta, { action: "start_part" }>): Part | null {
  switch (delta.part_type) {
    case "rich_text":
      return { type: "rich_text", part_id: partId, blocks: [] };
    case "products":
      return { type: "products", part_id: partId, products: [] };
    case "suggestions":
      return { type: "suggestions", part_id: partId, suggestions: [] };
    case "table":
      return {
        type: "table",
        part_id: partId,
        caption: delta.caption ?? null,
        headers: delta.headers ?? [],
        alignments: delta.alignments ?? null,
        rows: [],
      };
    default:
      return ignoreUnknown(delta.part_type);
  }
}

type GrowingDelta = Exclude<Delta, { action: "start_part" | "end_part" }>;

function growPart(part: Part, delta: GrowingDelta): Part {
  switch (delta.action) {
    case "start_block":
      return withBlock(part, delta.block_index, () => {
        if (delta.block_type === "bullet_list") return { type: "bullet_list", items: [] };
        // A block kind of tomorrow keeps its place, so that the indexes after it still fit.
        return { type: "paragraph", spans: [] };
      });
    case "append_text":
      return withBlock(part, delta.block_index, (block) => appendToSpans(block, (spans) => addText(spans, delta.text)));
    case "append_span":
      return withBlock(part, delta.block_index, (block) => appendToSpans(block, (spans) => [...spans, delta.span]));
    case "append_item":
      return withBlock(part, delta.block_index, (block) =>
        block?.type === "bullet_list" ? { ...block, items: [...block.items, delta.item] } : null,
      );
    case "append_product":
      return part.type === "products" ? { ...part, products: [...part.products, delta.product] } : part;
    case "append_suggestion":
      return part.type === "suggestions"
        ? { ...part, suggestions: [...part.suggestions, delta.suggestion] }
        : part;
    case "append_row":
      return part.type === "table" ? { ...part, rows: [...part.rows, delta.row] } : part;
    case "end_block":
      return part;
    default:
      ignoreUnknown(delta);
      return part;
  }
}

/** Changes one block; `change` answers null when the delta does not fit it. */
function withBlock(part: Part, index: number, change: (block: Block | undefined) => Block | null): Part {
  if (part.type !== "rich_text" || index < 0 || index > part.blocks.length) return part;
  const block = change(part.blocks[index]);
  if (block === null) return part;
  const blocks = part.blocks.slice();
  blocks[index] = block;
  return { ...part, blocks };
}

/** Text and spans go to a paragraph, or to the newest item of a list. */
function appendToSpans(block: Block | undefined, change: (spans: Span[]) => Span[]): Block | null {
  if (block === undefined) return null;
  if (block.type === "paragraph") return { ...block, spans: change(block.spans) };
  const items = block.items.slice();
  const last = items.pop() ?? { spans: [] };
  return { ...block, items: [...items, { ...last, spans: change(last.spans) }] };
}

function addText(spans: Span[], text: string): Span[] {
  const last = spans[spans.length - 1];
  if (last?.type === "text") return [...spans.slice(0, -1), { type: "text", text: last.text + text }];
  return [...spans, { type: "text", text }];
}

/** Puts a part where one of the same id stands, else at the end. */
function put(draft: Draft, entry: DraftPart): Draft {
  const id = entry.part.part_id;
  const at = id === undefined ? -1 : draft.findIndex((other) => other.part.part_id === id);
  return at < 0 ? [...draft, entry] : replace(draft, at, entry);
}

function replace(draft: Draft, at: number, entry: DraftPart): Draft {
  const next = draft.slice();
  next[at] = entry;
  return next;
}
