/**
 * The language that the chat speaks: the page's wish, else the owner's, else the visitor's browser's.
 * Left out: the words (texts/) and drawing.
 */

import { loadWording, strangers } from "../texts.ts";
import type { OwnTexts, Wording } from "../texts.ts";

/** What somebody asks for; whatever is missing is left to the next. */
export interface Manner {
  language?: string | null | undefined;
  texts?: OwnTexts;
}

export interface OwnersManner {
  language?: string | null;
  /** By language. */
  texts?: Readonly<Record<string, OwnTexts>>;
}

export interface Speech {
  page(manner: Manner): void;
  owner(manner: OwnersManner): void;
}

/** `draw` gets the words for each wish, the last of which counts. */
export function createSpeech(draw: (wording: Wording) => void, visitors: () => readonly string[]): Speech {
  let page: Manner = {};
  let owner: OwnersManner = {};
  let wishes = 0;

  async function speak(): Promise<void> {
    const own = (wishes += 1);
    const languages = [page.language, owner.language, ...visitors()].filter((tag) => typeof tag === "string" && tag !== "");
    const wording = await loadWording({ languages: languages as string[], owner: owner.texts ?? {}, page: page.texts ?? {} });
    if (own === wishes) draw(wording);
  }

  return {
    page(manner) {
      // A page says the same again with every move.
      if (wishes > 0 && JSON.stringify(manner) === JSON.stringify(page)) return;
      page = manner;
      for (const name of strangers(manner.texts ?? {})) console.warn(`Parlour: the chat has no text called ${name}; its texts are listed in docs/looks.md`);
      void speak();
    },
    owner(manner) {
      if (manner === owner) return;
      const isSilent = !manner.language && Object.keys(manner.texts ?? {}).length === 0;
      const wasSilent = !owner.language && Object.keys(owner.texts ?? {}).length === 0;
      owner = manner;
      if (!isSilent || !wasSilent) void speak();
    },
  };
}
