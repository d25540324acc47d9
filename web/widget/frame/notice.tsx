/**
 * One calm line below the messages when something waits or went wrong, with the way to try again.
 * Left out: field errors of forms.
 */

import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../../sdk/failure.ts";
import type { Texts } from "../texts.ts";
import type { Chat } from "./chat.ts";
import { Icon } from "./icons.tsx";
import { refusal } from "./refusal.ts";
import { useScene } from "./scene.ts";
import type { Retry, Turn } from "./state.ts";

export function Notice({ turn }: { turn: Turn }) {
  const { chat, texts } = useScene();
  const network = useNetwork();
  return (
    <div class="notice" role="status">
      {turn.phase === "waiting" && turn.why === "busy" && <p>{texts.busy}</p>}
      {turn.phase === "waiting" && turn.why === "rate_limited" && <Countdown untilMs={turn.untilMs} />}
      {turn.phase === "sending" && turn.link === "reconnecting" && (
        <p>{network === "offline" ? texts.offline : texts.unreached}</p>
      )}
      {turn.phase === "answering" && turn.link === "reconnecting" && <p>{texts.reconnecting}</p>}
      {turn.phase === "idle" && network === "offline" && <p>{texts.offlineIdle}</p>}
      {turn.phase === "failed" && (
        <>
          <p>{failedWords(turn.problem, turn.retry, texts, chat)}</p>
          {turn.retry !== null && (
            <button type="button" class="pill" onClick={() => chat.retry()}>
              <Icon name="again" />
              {texts.tryAgain}
            </button>
          )}
        </>
      )}
    </div>
  );
}

function Countdown({ untilMs }: { untilMs: number }) {
  const { texts } = useScene();
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  // Ticking aloud every second would drown everything else.
  return <p aria-live="off">{texts.rateLimited({ seconds: Math.max(1, Math.ceil((untilMs - nowMs) / 1000)) })}</p>;
}

function useNetwork(): "offline" | "unknown" {
  const [network, setNetwork] = useState(readNetwork());
  useEffect(() => {
    const onChange = (): void => setNetwork(readNetwork());
    addEventListener("online", onChange);
    addEventListener("offline", onChange);
    return () => {
      removeEventListener("online", onChange);
      removeEventListener("offline", onChange);
    };
  }, []);
  return network;
}

function readNetwork(): "offline" | "unknown" {
  return navigator.onLine ? "unknown" : "offline";
}

function failedWords(problem: Problem, retry: Retry | null, texts: Texts, chat: Chat): string {
  switch (problem.kind) {
    case "unreachable":
      if (retry?.kind !== "send") return texts.failedAnswer;
      return chat.outlivesReload(retry.request.client_message_id) ? texts.failedUnreachable : texts.failedUnkept;
    case "stopped":
      return texts.stopped;
    case "generation":
      return texts.failedGeneration;
    case "refused":
      return refusal(problem, texts);
  }
}
