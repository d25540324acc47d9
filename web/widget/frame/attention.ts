/**
 * Notices messages that come while nobody looks: counts them, and rings for each.
 * Left out: how it rings (alerts.ts), and where the number is shown (the host page).
 */

import type { Message } from "../../protocol/wire.ts";
import type { Entry } from "./entries.ts";
import type { State } from "./state.ts";

export interface AttentionPorts {
  /** Whether the visitor can see the conversation now. */
  isWatched: () => boolean;
  tell: (count: number) => void;
  ring: (message: Message) => void;
}

export interface Attention {
  /** Looks at what there is now, or whether somebody looks now. */
  look(state: State): void;
}

export function createAttention({ isWatched, tell, ring }: AttentionPorts): Attention {
  /** The newest message known; undefined before the conversation is. */
  let newest: string | null | undefined;
  let unread = 0;

  function count(next: number): void {
    if (next === unread) return;
    unread = next;
    tell(unread);
  }

  return {
    look(state) {
      if (state.phase !== "ready") {
        newest = undefined;
        return count(0);
      }
      const there = state.conversation.entries.filter(isFromUs).map(({ message }) => message);
      // What was there at the start is not new.
      const came = newest === undefined ? [] : after(there, newest);
      newest = there[there.length - 1]?.message_id ?? null;
      if (isWatched()) return count(0);
      count(unread + came.length);
      came.forEach(ring);
    },
  };
}

function isFromUs({ message, delivery }: Entry): boolean {
  return delivery === "stored" && (message.role === "assistant" || message.role === "agent");
}

/** Those behind a message; what is older comes in above and is no news. */
function after(messages: readonly Message[], id: string | null): readonly Message[] {
  const at = messages.findIndex((message) => message.message_id === id);
  return at < 0 && id !== null ? [] : messages.slice(at + 1);
}
