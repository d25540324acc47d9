/**
 * A person: the offer of one, and the sign that they write.
 * Left out: how the talk stands (livechat_bar.tsx), and what is said, which stands among the messages.
 */

import { useState } from "preact/hooks";
import type { Config, MessageAgent } from "../../protocol/wire.ts";
import { isStatus, problemOf } from "../../sdk/failure.ts";
import { isOpen } from "../../sdk/livechat.ts";
import type { Texts } from "../texts.ts";
import { Icon } from "./icons.tsx";
import type { Place } from "./parts.tsx";
import { useScene } from "./scene.ts";

type Offer = "open" | "asking" | "asked" | "nobody" | "failed";

/** Offers a person where the chatbot has some. */
export function PersonOffer({ partId, place }: { partId: string; place: Place }) {
  const { chat, config, texts } = useScene();
  const [offer, setOffer] = useState<Offer>(isOffline(config) ? "nobody" : "open");
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

  if (offer === "nobody") return <p class="notice">{awayWords(config, texts)}</p>;
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

function isOffline(config: Config): boolean {
  return config.livechat?.availability_status === "offline";
}

/** Why nobody is there, as far as it is known. */
export function awayWords(config: Config, texts: Texts): string {
  return config.livechat?.availability_reason === "outside_working_hours" ? texts.personAwayHours : texts.personAway;
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
