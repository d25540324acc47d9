/**
 * A list of what has happened since the page was loaded, for whoever subscribes, however late.
 * Left out: what an event is.
 */

export interface History<Event> {
  /** Tells every subscriber. */
  add(event: Event): void;
  /** Calls back at each event from now on. Returns the function that ends it. */
  listen(listener: (event: Event) => void): () => void;
  /** The same, and before this returns at every event so far, in order. */
  subscribe(listener: (event: Event) => void): () => void;
}

/** Who subscribes late hears no more than this; a page that stays open for days must not grow. */
const keptEvents = 1000;

export function createHistory<Event>(): History<Event> {
  const events: Event[] = [];
  const listeners = new Set<(event: Event) => void>();

  function listen(listener: (event: Event) => void): () => void {
    // A function of its own each time: who subscribes twice hears twice.
    const heard = (event: Event): void => listener(event);
    listeners.add(heard);
    return () => void listeners.delete(heard);
  }

  return {
    add(event) {
      events.push(event);
      if (events.length > keptEvents) events.shift();
      for (const listener of [...listeners]) tell(listener, event);
    },
    listen,
    subscribe(listener) {
      demand(listener);
      for (const event of [...events]) tell(listener, event);
      return listen(listener);
    },
  };
}

/** Refuses what cannot be called now rather than at the first event, when nobody sees any more where it came from. */
export function demand(listener: unknown): void {
  if (typeof listener !== "function") throw new TypeError("Parlour: a listener must be a function");
}

/** A listener that throws keeps nobody else from hearing; the page's console tells of it. */
function tell<Event>(listener: (event: Event) => void, event: Event): void {
  try {
    listener(event);
  } catch (thrown) {
    setTimeout(() => {
      throw thrown;
    });
  }
}
