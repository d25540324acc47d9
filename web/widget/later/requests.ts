/**
 * What the page asks of the frame and is answered: kept until there is a frame, and matched with its outcome.
 * What is malformed is refused here, since the frame answers only what it understands.
 * Left out: what the frame makes of it (frame/page_requests.ts).
 */

import type { PageRequest } from "../messages.ts";
import type { Asking } from "../page/core.ts";
import type { Identity, Outcome } from "../parlour.d.ts";
import { isRecord, plain } from "../plain.ts";

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
    ask(given) {
      const asking = checked(given);
      if (typeof asking === "string") {
        console.warn(`Parlour: ${asking}`);
        return Promise.resolve({ ok: false, permanent: true });
      }
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

/** What was asked for, as it can be sent, or in words what is wrong with it: a page's script may hand over anything. */
function checked(asking: Asking): Asking | string {
  switch (asking.action) {
    case "setMetadata": {
      const metadata = plain(asking.metadata);
      return isRecord(metadata) ? { ...asking, metadata } : 'setMetadata takes an object that JSON can hold, such as {plan: "free"}';
    }
    case "setSignedMetadata":
      return typeof asking.token === "string" ? asking : "setSignedMetadata takes the text that your server has signed";
    case "identify": {
      const info = plain(asking.info);
      return info === null || isRecord(info) ? { ...asking, info: info as Identity | null } : 'identify takes an object such as {name: "Ada"}, or null';
    }
  }
}
