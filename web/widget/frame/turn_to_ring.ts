/**
 * Has one of the visitor's tabs ring for a message: by a lock, or where a page without HTTPS has none, by a note in the
 * browser's storage.
 * Left out: whether there is anything to ring for (attention.ts).
 */

/** How long a tab waits for another to show the message, and how long none but the first rings for it. */
const waitMs = 500;
const heldMs = 30_000;
/** How long a note takes to be seen by every tab. */
const settlingMs = 100;
const notesName = "parlour_ring";

export type Shelf = Pick<Storage, "getItem" | "setItem">;

/** Whose turn it was to ring for a message. */
interface Note {
  id: string;
  tab: number;
  at: number;
}

/** Whether this tab is the one. Where a browser blocks both ways, every tab is. */
export async function isTurnToRing(id: string): Promise<boolean> {
  await pause(waitMs);
  if (!navigator.locks) return isFirstToNote(id, () => localStorage, pause);
  return new Promise((resolve) => {
    const take = async (lock: Lock | null): Promise<void> => {
      resolve(lock !== null);
      if (lock !== null) await pause(heldMs);
    };
    navigator.locks.request(`parlour_ring_${id}`, { ifAvailable: true }, take).catch(() => resolve(true));
  });
}

/** Of tabs that write at the same moment, the one whose note stands afterwards is the first. */
export async function isFirstToNote(id: string, shelf: () => Shelf, pause: (ms: number) => Promise<void>, now = Date.now): Promise<boolean> {
  try {
    const notes = read(shelf()).filter(({ at }) => Math.abs(now() - at) < heldMs);
    if (notes.some((note) => note.id === id)) return false;
    const tab = Math.random();
    shelf().setItem(notesName, JSON.stringify([...notes, { id, tab, at: now() }]));
    await pause(settlingMs);
    return read(shelf()).some((note) => note.tab === tab);
  } catch {
    return true;
  }
}

function read(shelf: Shelf): Note[] {
  try {
    const notes: unknown = JSON.parse(shelf.getItem(notesName) ?? "[]");
    return Array.isArray(notes) ? (notes as Note[]) : [];
  } catch {
    return [];
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
