/**
 * What the visitor is asked besides the conversation: who they are or what else the owner wants to know,
 * before it or after the first answer.
 * Left out: who asks (dialects/, prechat.ts, session_form.ts), and the drawing (entry_form.tsx).
 */

import { useEffect, useState } from "preact/hooks";
import type { FormField } from "../../protocol/wire.ts";
import type { Texts } from "../texts.ts";
import type { Values } from "./form.ts";
import type { Conversation } from "./state.ts";

export interface Question {
  /** The same for the same question, however often it is made. */
  id: string;
  /** `before` stands where the visitor would write; `after` stands below the newest answer. */
  place: "before" | "after";
  /** What it is called; without one it asks who the visitor is. */
  title?: string;
  fields(texts: Texts): FormField[];
  /** How many of the fields that are seen must be filled in. */
  minFilled?: number;
  /** Takes the values of the fields that were seen. Rejects with a `Failure`. */
  send(values: Values): Promise<void>;
  /** Null where it must be answered. */
  decline: (() => void) | null;
}

/** `unknown` is a moment at the start, in which nothing to write in is shown yet. */
export type Asked = Question | "nothing" | "unknown";

/** Whether the visitor may speak only after it, as far as that is known. */
export function comesFirst(asked: Asked): boolean {
  return asked === "unknown" || (asked !== "nothing" && asked.place === "before");
}

export interface Asking {
  /** Who may have something to ask; the first that does is heard. */
  add(asker: (conversation: Conversation) => Asked): void;
  now(conversation: Conversation): Asked;
  /** An asker has another question. */
  changed(): void;
  subscribe(listener: () => void): () => void;
}

export function createAsking(): Asking {
  const askers: ((conversation: Conversation) => Asked)[] = [];
  const listeners = new Set<() => void>();
  function changed(): void {
    for (const listener of listeners) listener();
  }
  return {
    add(asker) {
      askers.push(asker);
      changed();
    },
    now(conversation) {
      for (const asker of askers) {
        const asked = asker(conversation);
        if (asked !== "nothing") return asked;
      }
      return "nothing";
    },
    changed,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What is asked in a conversation; drawn anew whenever an asker has another question. */
export function useAsked(asking: Asking, conversation: Conversation): Asked {
  const [, redraw] = useState(0);
  useEffect(() => asking.subscribe(() => redraw((count) => count + 1)), [asking]);
  return asking.now(conversation);
}
