/**
 * What the visitor sends: as a request, as the message it will be, and whether a refusal of it is final.
 * Left out: sending it (chat.ts).
 */

import type { Message, OutgoingPart, Part, SendRequest } from "../../protocol/wire.ts";
import type { Problem } from "../../sdk/failure.ts";
import { isPicture } from "./files.ts";
import type { OutgoingFile } from "./files.ts";

/** Null when there is nothing to say. A page that is none of the web, such as a file, is not told: it would be refused. */
export function requestOf(newId: () => string, text: string, files: readonly OutgoingFile[], page: string): SendRequest | null {
  const trimmed = text.trim();
  const parts = files.map((file): OutgoingPart => ({ type: isPicture(file.mime) ? "image" : "file", ...file }));
  if (trimmed !== "") parts.push({ type: "text", text: trimmed });
  if (parts.length === 0) return null;
  return { client_message_id: newId(), message: { parts }, context: !/^http/.test(page) || page.length > 2048 ? {} : { page } };
}

/** The visitor's own message as the history will show it. */
export function ownMessage(request: SendRequest, nowMs: number): Message {
  const parts = request.message.parts.map((part, at): Part => {
    if (part.type === "image") return { type: "image", url: `data:${part.mime};base64,${part.data}` };
    if (part.type === "file") {
      const size = Math.floor((part.data.length * 3) / 4);
      return { type: "file", filename: part.filename, mime_type: part.mime, size_bytes: size, url: "" };
    }
    const lines = part.text.split(/\n+/);
    return {
      type: "rich_text",
      part_id: `${request.client_message_id}.${at}`,
      blocks: lines.map((text) => ({ type: "paragraph", spans: [{ type: "text", text }] })),
    };
  });
  return {
    message_id: request.client_message_id,
    role: "user",
    parts,
    created_at: new Date(nowMs).toISOString(),
  };
}

/** Refusals that the same request can only meet again. */
export function isHopeless(problem: Problem): boolean {
  return problem.kind === "refused" && [400, 403, 404, 413, 422].includes(problem.status);
}
