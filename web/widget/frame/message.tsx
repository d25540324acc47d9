/**
 * One message: whose it is, its parts, and how far it got. Also the answer being written.
 * Left out: the kinds of parts (parts.tsx).
 */

import { useEffect, useState } from "preact/hooks";
import type { Message } from "../../protocol/wire.ts";
import type { Entry } from "./entries.ts";
import { Guard } from "./guard.tsx";
import { Avatar } from "./header.tsx";
import { isVisible, PartView } from "./parts.tsx";
import type { Place } from "./parts.tsx";
import { useScene } from "./scene.ts";
import type { Conversation } from "./state.ts";

/** Most messages are gone before anybody would need to read that they are being sent. */
const sendingShownMs = 2000;

/** A message of the visitor's that the server does not have. */
export interface Unsent {
  key: string;
  /** Where the way to send it again is: with the message, or in the notice below. */
  retry: "here" | "below";
}

interface MessageProps {
  message: Message;
  /** `arriving` is the answer that is being written. */
  delivery: Entry["delivery"] | "arriving";
  place: Place;
  forms: Conversation["forms"];
  /** What the visitor had said when this came. */
  question: string;
  unsent?: Unsent;
}

/**
 * An answer stays the same component from its first word to its place in the history,
 * so that nothing flickers and a form that was begun is not lost.
 */
export function MessageView({ message, delivery, place, forms, question, unsent }: MessageProps) {
  const { texts, config } = useScene();
  const isArriving = delivery === "arriving";
  const isEmpty = isArriving && !message.parts.some(isVisible);
  return (
    // Busy until it is whole: a screen reader then reads the answer once, not letter by letter.
    <div class={`message ${message.role} ${isArriving ? "draft" : delivery}`} aria-busy={isArriving && !isEmpty}>
      <Author message={message} />
      {message.parts.map((part, at) => (
        <Guard key={part.part_id ?? at} of={part}>
          <PartView part={part} place={place} forms={forms} question={question} />
        </Guard>
      ))}
      {isEmpty && (
        <div class="bubble typing">
          <span class="hidden">{texts.typing({ name: config.display.name })}</span>
          <i />
          <i />
          <i />
        </div>
      )}
      {unsent !== undefined && <Delivery delivery={delivery} unsent={unsent} />}
    </div>
  );
}

function Delivery({ delivery, unsent }: { delivery: MessageProps["delivery"]; unsent: Unsent }) {
  const { chat, texts } = useScene();
  if (delivery === "sending") return <Sending />;
  if (delivery !== "failed" && delivery !== "refused") return null;
  return (
    <small class="delivery">
      {texts.notSent}
      {delivery === "failed" && unsent.retry === "here" && (
        <button type="button" onClick={() => chat.resend(unsent.key)}>
          {texts.tryAgain}
        </button>
      )}
      <button type="button" onClick={() => chat.withdraw(unsent.key)}>
        {texts.withdraw}
      </button>
    </small>
  );
}

function Author({ message }: { message: Message }) {
  const { texts, config } = useScene();
  switch (message.role) {
    case "agent":
      return (
        <div class="author">
          <Avatar name={message.agent?.display_name ?? ""} url={message.agent?.avatar_url ?? null} />
          {message.agent?.display_name}
        </div>
      );
    case "user":
      return <span class="hidden">{texts.you}</span>;
    case "assistant":
      return <span class="hidden">{config.display.name}</span>;
    default:
      return null;
  }
}

/** The date, where a day begins. */
export function DayMark({ at, before }: { at: string; before: string | undefined }) {
  const { locale } = useScene();
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return null;
  const day = date.toDateString();
  const previous = before === undefined ? new Date().toDateString() : new Date(before).toDateString();
  if (day === previous) return null;
  const text = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }).format(date);
  return <div class="day">{text}</div>;
}

function Sending() {
  const { texts } = useScene();
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), sendingShownMs);
    return () => clearTimeout(timer);
  }, []);
  return <small class={isLong ? "delivery pending" : "delivery pending early"}>{texts.sending}</small>;
}
