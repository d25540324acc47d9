/**
 * What happened to the chat since the page was loaded, for whoever wants to know: the dialects and the page's scripts.
 * Left out: what an event is called elsewhere (dialects/).
 */

import type { Parlour, ParlourEvent, ParlourEvents } from "../parlour.d.ts";

export interface Events extends Pick<Parlour, "on" | "once" | "subscribe"> {
  emit<Type extends keyof ParlourEvents>(type: Type, data: ParlourEvents[Type]): void;
}

/** Who subscribes late hears no more than this; a page that stays open for days must not grow. */
const keptEvents = 1000;

export function createEvents(now: () => number = Date.now): Events {
  const history: ParlourEvent[] = [];
  const listeners = new Set<(event: ParlourEvent) => void>();

  function listen(listener: (event: ParlourEvent) => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  const on: Events["on"] = (type, listener) =>
    listen((event) => {
      if (event.type === type) listener(event.data as Parameters<typeof listener>[0]);
    });

  return {
    on,
    once(type, listener) {
      const end = on(type, (data) => {
        end();
        listener(data);
      });
      return end;
    },
    subscribe(listener) {
      // A function of its own each time: who subscribes twice hears twice.
      const heard = (event: ParlourEvent): void => listener(event);
      for (const event of [...history]) tell(heard, event);
      return listen(heard);
    },
    emit(type, data) {
      const event = { type, data, timestamp: now() } as ParlourEvent;
      history.push(event);
      if (history.length > keptEvents) history.shift();
      for (const listener of [...listeners]) tell(listener, event);
    },
  };
}

/** A listener that throws keeps nobody else from hearing; the page's console tells of it. */
function tell(listener: (event: ParlourEvent) => void, event: ParlourEvent): void {
  try {
    listener(event);
  } catch (thrown) {
    setTimeout(() => {
      throw thrown;
    });
  }
}
