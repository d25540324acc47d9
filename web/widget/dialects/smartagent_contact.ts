/**
 * A SmartAgent contact: one talk from its first word to its end, over all pages of a browser tab.
 * Left out: where the news comes from and who hears of it (smartagent.ts).
 *
 * Contract: SmartAgent reference 2.
 */

import type { LivechatState } from "../parlour.d.ts";

export type ContactEvent = "CONTACT_STARTED" | "TRANSFER_TO_QUEUE" | "CONNECT_TO_AGENT" | "CONTACT_ENDED";

interface Contact {
  id: string;
  stage: "started" | "queued" | "connected";
}

export interface ContactPorts {
  /** What an earlier page of this tab has kept; null where there is nothing. */
  read(): string | null;
  /** Null removes it. */
  write(kept: string | null): void;
  newId(): string;
  emit(event: ContactEvent, contactId: string): void;
}

export interface Contacts {
  current(): string | null;
  /** The visitor has begun; while a contact runs it changes nothing. */
  begin(): void;
  livechat(state: LivechatState): void;
  end(): void;
}

export function createContacts({ read, write, newId, emit }: ContactPorts): Contacts {
  let contact = parse(read());

  function keep(next: Contact | null): void {
    contact = next;
    write(next === null ? null : JSON.stringify(next));
  }

  function begin(): Contact {
    if (contact !== null) return contact;
    const begun: Contact = { id: newId(), stage: "started" };
    keep(begun);
    emit("CONTACT_STARTED", begun.id);
    return begun;
  }

  function reach(stage: "queued" | "connected", event: ContactEvent): void {
    const { id, stage: was } = begin();
    // After a change of page it is where it was.
    if (was === stage) return;
    keep({ id, stage });
    emit(event, id);
  }

  function end(): void {
    if (contact === null) return;
    const { id } = contact;
    keep(null);
    emit("CONTACT_ENDED", id);
  }

  return {
    current: () => contact?.id ?? null,
    begin: () => void begin(),
    livechat(state) {
      switch (state) {
        case "waiting":
          return reach("queued", "TRANSFER_TO_QUEUE");
        case "active":
          return reach("connected", "CONNECT_TO_AGENT");
        case "closed":
          return end();
      }
    },
    end,
  };
}

function parse(kept: string | null): Contact | null {
  try {
    const { id, stage } = JSON.parse(kept ?? "null") as Record<string, unknown>;
    if (typeof id !== "string") return null;
    return stage === "started" || stage === "queued" || stage === "connected" ? { id, stage } : null;
  } catch {
    return null;
  }
}
