/**
 * How the talk with a person stands, above the place to write: the wait, who is there, the end, and how it was.
 * Left out: the offer of a person (livechat.tsx), and what is said, which stands among the messages.
 */

import { useRef, useState } from "preact/hooks";
import type { LivechatState } from "../../protocol/wire.ts";
import { isOpen } from "../../sdk/livechat.ts";
import type { Texts } from "../texts.ts";
import { Avatar } from "./header.tsx";
import { Rating } from "./rating.tsx";
import { useScene } from "./scene.ts";
import type { Link } from "./state.ts";

interface LivechatBarProps {
  livechat: LivechatState;
  link: Link;
}

/** What the visitor did with the end of a session. */
type Answer = "rated" | "dismissed";

export function LivechatBar({ livechat, link }: LivechatBarProps) {
  const { chat, texts } = useScene();
  const [isFailed, setIsFailed] = useState(false);
  const [answered, setAnswered] = useState<{ session: string | null; answer: Answer } | null>(null);
  /** The session that was open while we looked: its end is news, an older one's is not. */
  const witnessed = useRef<string | null>(null);
  const session = livechat.livechat_session_id;
  if (isOpen(livechat)) witnessed.current = session;
  const answer = answered?.session === session ? answered.answer : null;
  const ending = witnessed.current === session && answer !== "dismissed" ? endWords(livechat, texts) : null;
  const asksRating = livechat.status === "closed" && livechat.feedback.status === "pending" && answer !== "dismissed";
  const name = livechat.active_agent?.display_name ?? "";

  async function leave(): Promise<void> {
    setIsFailed(false);
    try {
      await chat.leavePerson();
    } catch {
      setIsFailed(true);
    }
  }

  return (
    <section class="livechat" aria-label={texts.person}>
      <div class="livechat-line" role="status">
        {isOpen(livechat) && link === "reconnecting" && <p>{texts.personReconnecting}</p>}
        {livechat.status === "waiting" && link === "live" && (
          <p>
            {livechat.queue_position != null && texts.personPlace({ number: livechat.queue_position })} {texts.personWaiting}
          </p>
        )}
        {livechat.status === "active" && (
          <>
            <Avatar name={name} url={livechat.active_agent?.avatar_url ?? null} />
            {link === "live" && <p>{texts.personThere({ name })}</p>}
          </>
        )}
        {ending !== null && answer !== "rated" && <p>{ending}</p>}
        {livechat.feedback.status === "submitted" && answer === "rated" && <p>{texts.personRated}</p>}
      </div>
      {isOpen(livechat) && (
        <button type="button" class="pill" onClick={() => void leave()}>
          {livechat.status === "waiting" ? texts.cancel : texts.personEnd}
        </button>
      )}
      {asksRating && (
        <Rating
          question={texts.personRate({ name })}
          onRate={async (rating, feedback) => {
            await chat.ratePerson(rating, feedback);
            setAnswered({ session, answer: "rated" });
          }}
          onDismiss={() => setAnswered({ session, answer: "dismissed" })}
        />
      )}
      {isFailed && (
        <p class="fault" role="alert">
          {texts.personFailed}
        </p>
      )}
    </section>
  );
}

/** What is said when somebody else has ended it. */
function endWords({ status, closed_by: by, active_agent: agent }: LivechatState, texts: Texts): string | null {
  if (status !== "closed" || by === "customer" || !by) return null;
  if (agent === null) return texts.personMissed;
  return by === "agent" ? texts.personEndedBy({ name: agent.display_name }) : texts.personLeft;
}
