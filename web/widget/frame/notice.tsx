/**
 * One calm line below the messages when something waits or went wrong, with the way to try again.
 * Left out: field errors of forms.
 */

import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../../sdk/failure.ts";
import type { Texts } from "../texts.ts";
import { Icon } from "./icons.tsx";
import { useScene } from "./scene.ts";
import type { Turn } from "./state.ts";

export function Notice({ turn }: { turn: Turn }) {
  const { chat, texts } = useScene();
  return (
    <div class="notice" role="status">
      {turn.phase === "waiting" && turn.why === "busy" && <p>{texts.busy}</p>}
      {turn.phase === "waiting" && turn.why === "rate_limited" && <Countdown untilMs={turn.untilMs} />}
      {turn.phase === "answering" && turn.link === "reconnecting" && <p>{texts.reconnecting}</p>}
      {turn.phase === "failed" && (
        <>
          <p>{words(turn.problem, turn.retry?.kind === "resume", texts)}</p>
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
  return <p aria-live="off">{texts.rateLimited(Math.max(1, Math.ceil((untilMs - nowMs) / 1000)))}</p>;
}

function words(problem: Problem, isBroken: boolean, texts: Texts): string {
  switch (problem.kind) {
    case "unreachable":
      return isBroken ? texts.failedAnswer : texts.failedUnreachable;
    case "stopped":
      return texts.stopped;
    case "generation":
      return texts.failedGeneration;
    case "refused":
      if (problem.status === 409 || problem.status === 429) return texts.failedConflict;
      return problem.status >= 500 ? texts.failedGeneration : texts.failedRefused;
  }
}
