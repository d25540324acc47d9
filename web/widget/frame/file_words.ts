/**
 * What is said about a file that is not taken.
 * Left out: the rules (files.ts).
 */

import type { Texts } from "../texts.ts";
import { kindNames, toMib } from "./files.ts";
import type { FileFault, Taking } from "./files.ts";

export function fileWords(fault: FileFault, taking: Taking, texts: Texts): string {
  switch (fault.kind) {
    case "type":
      return texts.fileKind({ name: fault.name, kinds: kindNames(taking) });
    case "size":
      return texts.fileTooLarge({ name: fault.name, mib: toMib(taking.maxBytes) });
    case "count":
      return texts.tooManyFiles({ count: taking.most });
    case "damaged":
      return texts.fileDamaged({ name: fault.name });
  }
}
