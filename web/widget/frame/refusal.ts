/**
 * The server's reasons for not taking a message, in the visitor's words.
 * Left out: reasons about forms, which stand at their fields.
 */

import type { FieldProblem } from "../../protocol/wire.ts";
import type { Problem } from "../../sdk/failure.ts";
import type { Texts } from "../texts.ts";
import { maxTextLength } from "./length.ts";

export function refusal({ status, params }: Extract<Problem, { kind: "refused" }>, texts: Texts): string {
  if (status === 409 || status === 429) return texts.failedConflict;
  if (status === 413) return texts.failedTooLarge;
  if (status >= 500) return texts.failedGeneration;
  const reasons = new Set(params.map((problem) => reason(problem, texts)));
  return [texts.failedRefused, ...reasons].join(" ");
}

/** What we have no words for is said as the server says it. */
function reason({ field, message }: FieldProblem, texts: Texts): string {
  const [, about] = /^message\.parts\.\d+(?:\.(\w+))?$/.exec(field) ?? [null, null];
  switch (about) {
    case "data":
    case "mime":
      return texts.refusedPicture;
    case "text":
      return texts.refusedText({ limit: maxTextLength });
    // The part as a whole: only pictures can be unwelcome.
    case undefined:
      return texts.refusedPictures;
    default:
      return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
  }
}
