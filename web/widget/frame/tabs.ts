/**
 * The talk between a visitor's tabs: each hints at what it does, and the others look at the server.
 * Left out: messages, which never go this way.
 */

import type { TabNews } from "./engine.ts";

export interface Tabs {
  tell(news: TabNews): void;
  /** Whether hints can come at all; where not, the server must be asked from time to time. */
  readonly hearing: "hints" | "nothing";
}

type Channel = Pick<BroadcastChannel, "postMessage" | "onmessage">;

/** `open` may throw, as it does where a browser blocks it. `visitor` is whose tab this is now. */
export function createTabs(open: () => Channel, visitor: () => string, take: (news: TabNews) => void): Tabs {
  let channel: Channel;
  try {
    channel = open();
  } catch {
    return { tell: () => undefined, hearing: "nothing" };
  }
  channel.onmessage = ({ data }: { data: unknown }) => {
    const { visitor: whose, news } = (data ?? {}) as { visitor?: unknown; news?: TabNews };
    if (whose === visitor() && isNews(news)) take(news);
  };
  return { tell: (news) => channel.postMessage({ visitor: visitor(), news }), hearing: "hints" };
}

function isNews(news: unknown): news is TabNews {
  const { kind, since, id } = (news ?? {}) as { kind?: unknown; since?: unknown; id?: unknown };
  if (kind === "read") return typeof id === "string";
  return kind === "changed" || kind === "forgotten" || (kind === "began" && (since === null || typeof since === "string"));
}
