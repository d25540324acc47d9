/**
 * The talk with a person: the offer, the wait, who is there, who writes, the end and how it was.
 * Left out: following it (sdk/livechat.ts) and what is said, which stands among the messages.
 */

import { useState } from "preact/hooks";
import type { LivechatState, MessageAgent } from "../../protocol/wire.ts";
import { isStatus, problemOf } from "../../sdk/failure.ts";
import { isOpen } from "../../sdk/livechat.ts";
import { Avatar } from "./header.tsx";
import { Icon } from "./icons.tsx";
import type { Place } from "./parts.tsx";
import { useScene } from "./scene.ts";

type Offer = "open" | "asking" | "asked" | "nobody" | "failed";

/** Offers a person where the chatbot has some. */
export function PersonOffer({ partId, place }: { partId: string; place: Place }) {
  const { chat, config, texts } = useScene();
  const [offer, setOffer] = useState<Offer>(config.livechat?.availability_status === "offline" ? "nobody" : "open");
  const state = chat.state();
  const isAsked = offer === "asked" || (state.phase === "ready" && isOpen(state.conversation.livechat));
  if (config.livechat?.enabled !== true || isAsked) return null;

  async function ask(): Promise<void> {
    setOffer("asking");
    try {
      await chat.askForPerson(partId);
      setOffer("asked");
    } catch (thrown) {
      setOffer(isStatus(problemOf(thrown), 409) ? "nobody" : "failed");
    }
  }

  if (offer === "nobody") return <p class="notice">{texts.personAway}</p>;
  return (
    <>
      <button type="button" class="pill wide" disabled={offer === "asking" || place === "arriving"} onClick={() => void ask()}>
        <Icon name="person" />
        {texts.askPerson}
      </button>
      {offer === "failed" && (
        <p class="fault" role="alert">
          {texts.personFailed}
        </p>
      )}
    </>
  );
}

/** How the talk stands, above the place to write. */
export function LivechatBar({ livechat }: { livechat: LivechatState | null }) {
  const { chat, texts } = useScene();
  const [fault, setFault] = useState<string | null>(null);
  /** What the visitor did with the question how it was, in this session. */
  const [asked, setAsked] = useState<{ session: string | null; answer: "rated" | "dismissed" } | null>(null);
  if (livechat === null || livechat.status === "inactive") return null;
  const session = livechat.livechat_session_id;
  const answer = asked?.session === session ? asked.answer : null;
  const asksRating = livechat.status === "closed" && livechat.feedback.status === "pending" && answer !== "dismissed";

  async function act(doing: Promise<void>): Promise<void> {
    setFault(null);
    try {
      await doing;
    } catch {
      setFault(texts.personFailed);
    }
  }

  const name = livechat.active_agent?.display_name ?? "";
  return (
    <section class="livechat" aria-label={texts.person}>
      <div class="livechat-line" role="status">
        {livechat.status === "waiting" && <p>{texts.personWaiting}</p>}
        {livechat.status === "active" && (
          <>
            <Avatar name={name} url={livechat.active_agent?.avatar_url ?? null} />
            <p>{texts.personThere({ name })}</p>
          </>
        )}
        {asksRating && <p>{texts.personRate({ name })}</p>}
        {livechat.feedback.status === "submitted" && answer === "rated" && <p>{texts.personRated}</p>}
      </div>
      {(livechat.status === "waiting" || livechat.status === "active") && (
        <button type="button" class="pill" onClick={() => void act(chat.leavePerson())}>
          {livechat.status === "waiting" ? texts.cancel : texts.personEnd}
        </button>
      )}
      {asksRating && (
        <Rating
          onRate={(rating) => {
            setAsked({ session, answer: "rated" });
            void act(chat.ratePerson(rating));
          }}
          onDismiss={() => setAsked({ session, answer: "dismissed" })}
        />
      )}
      {fault !== null && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}

const ratings = [1, 2, 3, 4, 5];

function Rating({ onRate, onDismiss }: { onRate: (rating: number) => void; onDismiss: () => void }) {
  const { texts } = useScene();
  return (
    <div class="rating">
      {ratings.map((rating) => (
        <button key={rating} type="button" class="tool" aria-label={texts.rating({ stars: rating })} onClick={() => onRate(rating)}>
          <Icon name="star" />
        </button>
      ))}
      <button type="button" class="tool" aria-label={texts.dismiss} onClick={onDismiss}>
        <Icon name="close" />
      </button>
    </div>
  );
}

export function AgentTyping({ agent }: { agent: MessageAgent | null }) {
  const { texts } = useScene();
  return (
    <div class="message agent">
      <div class="bubble typing">
        <span class="hidden" role="status">{texts.typing({ name: agent?.display_name ?? "" })}</span>
        <i />
        <i />
        <i />
      </div>
    </div>
  );
}
