/**
 * Has one of the visitor's tabs ring for a message.
 * Left out: whether there is anything to ring for (attention.ts).
 */

/** How long a tab waits for another to show the message, and how long none but the first rings for it. */
const waitMs = 500;
const heldMs = 30_000;

/** Whether this tab is the one. Where a browser has no locks, or blocks them, every tab is. */
export async function isTurnToRing(id: string): Promise<boolean> {
  await pause(waitMs);
  if (!navigator.locks) return true;
  return new Promise((resolve) => {
    const take = async (lock: Lock | null): Promise<void> => {
      resolve(lock !== null);
      if (lock !== null) await pause(heldMs);
    };
    navigator.locks.request(`parlour_ring_${id}`, { ifAvailable: true }, take).catch(() => resolve(true));
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
