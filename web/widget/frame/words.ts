/**
 * What a message says in words.
 * Left out: everything in it that is no text.
 */

import type { Message } from "../../protocol/wire.ts";

/** A message's words, a line for each paragraph. */
export function plainText(message: Message): string {
  const blocks = message.parts.flatMap((part) => (part.type === "rich_text" ? part.blocks : []));
  const lines = blocks.flatMap((block) => (block.type === "paragraph" ? [block.spans] : block.items.map(({ spans }) => spans)));
  return lines.map((spans) => spans.map((span) => span.text).join("")).join("\n");
}
