/**
 * How the visitor wants to hear of new messages while they look elsewhere: by a sound, on the desktop, or neither, which
 * is how it begins. Kept from visit to visit where the browser keeps anything.
 * Left out: when there is something to tell (attention.ts), and the sound itself (chime.ts).
 */

import type { Message } from "../../protocol/wire.ts";
import type { Kept } from "./keeping.ts";
import { plainText } from "./words.ts";

export type Switch = "on" | "off";

/** Where notifications are shown: the page the chat is in, since a frame may not ask for them. */
export interface Desktop {
  /** Asks the visitor, who has just pressed something. */
  ask(): Promise<"granted" | "denied">;
  show(title: string, body: string): void;
}

export interface Alerts {
  sound(): Switch;
  desktop(): Switch | "blocked";
  setSound(to: Switch): void;
  /** Turning it on asks the visitor once the browser wants that. */
  setDesktop(to: Switch): Promise<void>;
  /** `title` says who writes. */
  ring(title: string, message: Message): void;
  subscribe(listener: () => void): () => void;
}

interface Wishes {
  sound: Switch;
  desktop: Switch;
}

const mostWords = 160;

export function createAlerts(storage: Pick<Kept, "getItem" | "setItem">, name: string, desktop: Desktop, play: () => void): Alerts {
  /** Read when they are first asked for: the page has told what it keeps by then. */
  let kept: Wishes | null = null;
  let isBlocked = false;
  const listeners = new Set<() => void>();

  function wishes(): Wishes {
    return (kept ??= read(storage, name));
  }

  function change(next: Partial<Wishes>): void {
    kept = { ...wishes(), ...next };
    try {
      storage.setItem(name, JSON.stringify(kept));
    } catch {
      // Blocked: it holds for this visit.
    }
    for (const listener of listeners) listener();
  }

  return {
    sound: () => wishes().sound,
    desktop: () => (isBlocked ? "blocked" : wishes().desktop),
    setSound(to) {
      change({ sound: to });
      // What was chosen is heard at once; the browser allows it from here on.
      if (to === "on") play();
    },
    async setDesktop(to) {
      isBlocked = to === "on" && (await desktop.ask()) === "denied";
      change({ desktop: isBlocked ? "off" : to });
    },
    ring(title, message) {
      if (wishes().sound === "on") play();
      if (wishes().desktop === "on") desktop.show(title, plainText(message).slice(0, mostWords));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function read(storage: Pick<Kept, "getItem">, name: string): Wishes {
  try {
    const kept = JSON.parse(storage.getItem(name) ?? "{}") as Partial<Wishes>;
    return { sound: kept.sound === "on" ? "on" : "off", desktop: kept.desktop === "on" ? "on" : "off" };
  } catch {
    return { sound: "off", desktop: "off" };
  }
}
