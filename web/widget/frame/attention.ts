/**
 * Notices messages that come while nobody looks: counts them until one of the visitor's tabs has shown them, and has one
 * tab ring for each. What was read last is kept from visit to visit.
 * Left out: how it rings (alerts.ts), and where the number is shown (the host page).
 */

import type { Message } from "../../protocol/wire.ts";
import type { Entry } from "./entries.ts";
import type { Kept } from "./keeping.ts";
import type { State } from "./state.ts";

export interface AttentionPorts {
  /** Whether the visitor can see the conversation now. */
  isWatched: () => boolean;
  tell: (count: number) => void;
  ring: (message: Message) => void;
  /** Tells the visitor's other tabs that everything up to a message was seen. */
  tellRead: (id: string) => void;
  /** Whether this tab is the one to ring for a message; answers late enough to hear that another one shows it. */
  claim: (id: string) => Promise<boolean>;
  /** May throw, as it does where a browser blocks it. */
  store: Pick<Kept, "getItem" | "setItem">;
  name: string;
  /** Whose messages these are: what another visitor has read says nothing. */
  visitor: () => string;
}

export interface Attention {
  /** Looks at what there is now, or whether somebody looks now. */
  look(state: State): void;
  /** Another tab has shown everything up to this message. */
  readElsewhere(id: string): void;
}

export function createAttention({ isWatched, tell, ring, tellRead, claim, store, name, visitor }: AttentionPorts): Attention {
  /** The newest message known; undefined before the conversation is. */
  let newest: string | null | undefined;
  /** The newest message that was read; null when none was. */
  let read: string | null = null;
  let there: readonly Message[] = [];
  /** What the page was told last; before anything was, it may show what an earlier page has left. */
  let told: number | undefined;

  /** Undefined where nothing is kept; null where there was nothing to read yet. */
  function recall(): string | null | undefined {
    try {
      const kept = JSON.parse(store.getItem(name) ?? "null") as { visitor?: unknown; id: string | null } | null;
      return kept?.visitor === visitor() ? kept.id : undefined;
    } catch {
      return undefined;
    }
  }

  function keep(id: string | null): void {
    read = id;
    try {
      store.setItem(name, JSON.stringify({ visitor: visitor(), id }));
    } catch {
      // Blocked: it holds for this visit.
    }
  }

  function count(next: number): void {
    if (next !== told) tell(next);
    told = next;
  }

  async function ringFor(message: Message): Promise<void> {
    const isOurs = await claim(message.message_id);
    if (isOurs && !isWatched() && after(there, read).some((one) => one.message_id === message.message_id)) ring(message);
  }

  return {
    look(state) {
      if (state.phase !== "ready") {
        newest = undefined;
        there = [];
        return;
      }
      there = state.conversation.entries.filter(isFromUs).map(({ message }) => message);
      const last = there[there.length - 1]?.message_id ?? null;
      // Where nothing is kept, what was there at the start is not new.
      const isStart = newest === undefined;
      if (isStart) {
        const kept = recall();
        read = kept === undefined ? last : kept;
      }
      const came = isStart ? [] : after(there, newest ?? null);
      newest = last;
      if (isWatched()) {
        if (last !== read || isStart) {
          keep(last);
          if (last !== null) tellRead(last);
        }
        return count(0);
      }
      count(after(there, read).length);
      for (const message of came) void ringFor(message);
    },
    readElsewhere(id) {
      read = id;
      count(after(there, id).length);
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
