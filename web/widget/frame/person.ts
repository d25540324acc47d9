/**
 * The talk with a person: asking for one, staying with what comes, saying, writing, leaving, judging.
 * Left out: staying connected (sdk/livechat.ts), and the assistant's answers (chat.ts).
 */

import type { LivechatNews, SendRequest } from "../../protocol/wire.ts";
import { problemOf } from "../../sdk/failure.ts";
import { followLivechat, isOpen } from "../../sdk/livechat.ts";
import type { Engine } from "./engine.ts";
import { isHopeless, ownMessage } from "./outgoing.ts";

export interface PersonTalk {
  /** Whether a person is there now. */
  isThere(): boolean;
  /** Stays with the talk until it ends; `from` is what is known of it. */
  attend(from: LivechatNews | null): Promise<void>;
  say(request: SendRequest): Promise<void>;
  /** Asks for a person, on the offer that a part made or of the visitor's own accord. Rejects with a `Failure`. */
  ask(partId: string | null): Promise<void>;
  /** A form has asked for one. */
  asked(): void;
  /** The network is gone: what comes now would be late. */
  disconnected(): void;
  /** The network is back: a connection of before may be dead without a word. */
  reconnected(): void;
  /** Tells the person that the visitor writes; "" that they do not. */
  wrote(text: string): void;
  /** Ends the talk, or the wait for it, where there is one. */
  leave(): Promise<void>;
  rate(rating: number, feedback: string): Promise<void>;
}

/** The server takes a visitor for writing this long; it is told again in time. */
const typingRenewMs = 6000;
/** How long to wait before each time a message to a person is sent again. */
const sayPausesMs = [500, 1000, 2000, 4000, 8000];

export function createPersonTalk(engine: Engine): PersonTalk {
  const { ports, happen } = engine;
  /** Ends the following of a talk; null while none is followed. */
  let attending: AbortController | null = null;
  /** When the person was told last that the visitor writes; null when they were told that not. */
  let typingToldMs: number | null = null;

  function livechat() {
    const state = engine.state();
    return state.phase === "ready" ? state.conversation.livechat : null;
  }

  async function attend(from: LivechatNews | null): Promise<void> {
    const whole = engine.signal();
    if (attending !== null && !attending.signal.aborted) return;
    const cut = new AbortController();
    const { signal } = cut;
    const end = (): void => cut.abort();
    attending = cut;
    whole.addEventListener("abort", end);
    const onTrouble = (): void => happen({ type: "livechat_trouble" });
    try {
      for await (const news of followLivechat(engine.client(), { sleep: ports.sleep, signal, from, onTrouble })) {
        if (!signal.aborted) happen({ type: "livechat_news", news });
      }
    } catch {
      // Refused for good: the next wish or the next start asks anew.
    } finally {
      whole.removeEventListener("abort", end);
      if (attending === cut) attending = null;
    }
  }

  function asked(): void {
    ports.tell({ action: "livechatStarted" });
    ports.tellTabs({ kind: "changed" });
    void attend(null);
  }

  return {
    isThere: () => livechat()?.status === "active",
    attend,
    async say(request) {
      const signal = engine.signal();
      const key = request.client_message_id;
      typingToldMs = null;
      happen({ type: "said", request, message: ownMessage(request, engine.now()) });
      for (let failures = 0; ; failures += 1) {
        try {
          const message = await engine.client().say(request, signal);
          if (signal.aborted) return;
          engine.outbox()?.forget(key);
          return happen({ type: "say_stored", key, message });
        } catch (thrown) {
          if (signal.aborted) return;
          const problem = problemOf(thrown);
          const pauseMs = ports.network() === "offline" ? sayPausesMs[sayPausesMs.length - 1] : sayPausesMs[failures];
          if (problem.kind === "unreachable" && pauseMs !== undefined) {
            await ports.sleep(pauseMs);
            continue;
          }
          if (isHopeless(problem)) engine.outbox()?.forget(key);
          return happen({ type: "say_failed", key, problem, retry: isHopeless(problem) ? null : { kind: "send", request } });
        }
      }
    },
    async ask(partId) {
      const signal = engine.signal();
      const page = ports.pageUrl();
      await engine.client().handover(partId, page === "" || page.length > 2048 ? {} : { current_page_url: page });
      if (!signal.aborted) asked();
    },
    asked,
    disconnected() {
      if (attending !== null) happen({ type: "livechat_trouble" });
    },
    reconnected() {
      if (attending === null) return;
      attending.abort();
      void attend(null);
    },
    wrote(text) {
      if (livechat()?.status !== "active") return;
      const isWriting = text !== "";
      const isTold = typingToldMs !== null && ports.now() - typingToldMs < typingRenewMs;
      if (isWriting ? isTold : typingToldMs === null) return;
      typingToldMs = isWriting ? ports.now() : null;
      // Lost, it is told again with the next word.
      engine.client().livechatTyping(isWriting).catch(() => undefined);
    },
    async leave() {
      if (isOpen(livechat())) await engine.client().closeLivechat();
    },
    async rate(rating, feedback) {
      const signal = engine.signal();
      await engine.client().rateLivechat(rating, feedback);
      if (signal.aborted) return;
      ports.tell({ action: "ratingSubmitted", rating });
      void attend(null);
    },
  };
}
