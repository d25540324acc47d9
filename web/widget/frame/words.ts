/**
 * What a message and a greeting say in words.
 * Left out: everything in them that is no text.
 */

import type { Message } from "../../protocol/wire.ts";

/** A greeting's first sentence, where it is short enough to be large, and the rest of its lines. */
export function openingWords(text: string): { headline: string; lines: string[] } {
  const lines = text.split(/\n+/).map((line) => line.trim());
  const [, first = "", rest = ""] = /^(.{1,48}?[.!?…؟。！？])(?:\s+|$)(.*)$/u.exec(lines[0] ?? "") ?? [];
  const headline = first || ((lines[0] ?? "").length <= 32 ? (lines[0] ?? "") : "");
  const others = first ? [rest, ...lines.slice(1)] : headline ? lines.slice(1) : lines;
  return { headline, lines: others.filter((line) => line !== "") };
}

/** A message's words, a line for each paragraph. What a server tells amiss has none. */
export function plainText(message: Message): string {
  const blocks = message.parts.flatMap((part) => (part.type === "rich_text" ? (part.blocks ?? []) : []));
  const lines = blocks.flatMap((block) => (block.type === "paragraph" ? [block.spans] : (block.items ?? []).map(({ spans }) => spans)));
  return lines.map((spans) => (spans ?? []).map((span) => span.text).join("")).join("\n");
}
