/**
 * What the page asks of the frame and is answered: kept until there is a frame, and matched with its outcome.
 * Left out: what the frame makes of it (frame/page_requests.ts).
 */

import type { PageRequest } from "../messages.ts";
import type { Asking } from "../page/core.ts";
import type { Outcome } from "../parlour.d.ts";

export interface Requests {
  /** What is asked again before it was sent takes the earlier one's place, and is answered with it. */
  ask(asking: Asking): Promise<Outcome>;
  /** Everything that waited; from now on requests are sent at once. */
  flush(): void;
  settle(requestId: unknown, outcome: Outcome): void;
}

interface Pending {
  message: PageRequest;
  answered: Promise<Outcome>;
}

export function createRequests(chatbotID: string, send: (message: PageRequest) => void): Requests {
  const waiting = new Map<string, Pending>();
  const open = new Map<unknown, (outcome: Outcome) => void>();
  let isSending = false;
  let count = 0;

  return {
    ask(asking) {
      const earlier = waiting.get(asking.action);
      if (earlier !== undefined) {
        const { message } = earlier;
        const merged = message.action === "setMetadata" && asking.action === "setMetadata" ? { metadata: { ...message.metadata, ...asking.metadata } } : {};
        Object.assign(message, asking, merged);
        return earlier.answered;
      }
      const requestId = `${(count += 1)}`;
      const message = { ...asking, chatbotID, requestId } as PageRequest;
      const answered = new Promise<Outcome>((resolve) => open.set(requestId, resolve));
      if (isSending) send(message);
      else waiting.set(asking.action, { message, answered });
      return answered;
    },
    flush() {
      isSending = true;
      for (const { message } of waiting.values()) send(message);
      waiting.clear();
    },
    settle(requestId, { ok, permanent }) {
      open.get(requestId)?.({ ok: ok === true, permanent: permanent === true });
      open.delete(requestId);
    },
  };
}
