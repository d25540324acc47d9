/**
 * What happened to the chat since the page was loaded, for whoever wants to know: the dialects and the page's scripts.
 * Left out: what an event is called elsewhere (dialects/).
 */

import type { Parlour, ParlourEvent, ParlourEvents } from "../parlour.d.ts";
import { createHistory, demand } from "./history.ts";

export interface Events extends Pick<Parlour, "on" | "once" | "subscribe"> {
  emit<Type extends keyof ParlourEvents>(type: Type, data: ParlourEvents[Type]): void;
}

export function createEvents(now: () => number = Date.now): Events {
  const history = createHistory<ParlourEvent>();

  const on: Events["on"] = (type, listener) => {
    demand(listener);
    return history.listen((event) => {
      if (event.type === type) listener(event.data as Parameters<typeof listener>[0]);
    });
  };

  return {
    on,
    once(type, listener) {
      demand(listener);
      const end = on(type, (data) => {
        end();
        listener(data);
      });
      return end;
    },
    subscribe: history.subscribe,
    emit: (type, data) => history.add({ type, data, timestamp: now() } as ParlourEvent),
  };
}
