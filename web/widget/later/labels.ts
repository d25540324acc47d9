/**
 * What the page's elements round the chat are called: at first in the page's words or ours, then in the words of the frame,
 * which knows what the chatbot's owner has set.
 * Left out: the elements (window.ts).
 */

import { launcherWords, wordsFor } from "../texts/launcher.ts";
import { windowTexts } from "../texts/window.ts";

export interface Labels {
  frame: string;
  open: string;
  close: string;
  unread: string;
}

/** What somebody else says; what is no text counts for nothing. */
interface Said {
  chat?: unknown;
  open?: unknown;
  close?: unknown;
}

export function labelsOf(language: string | null, said: Said): Labels {
  const { frame, close, unread } = wordsFor(windowTexts, language);
  return {
    frame: text(said.chat) ?? frame,
    open: text(said.open) ?? launcherWords(language)[0],
    close: text(said.close) ?? close,
    unread,
  };
}

function text(given: unknown): string | null {
  return typeof given === "string" && given !== "" ? given : null;
}
