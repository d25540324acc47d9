/**
 * One message: whose it is, its parts, and how far it got. Also the answer being written.
 * Left out: the kinds of parts (parts.tsx).
 */

import type { Message } from "../../protocol/wire.ts";
import { Avatar } from "./header.tsx";
import { isVisible, PartView } from "./parts.tsx";
import type { Place } from "./parts.tsx";
import { useScene } from "./scene.ts";
import type { Conversation, Entry, Turn } from "./state.ts";

interface EntryProps {
  entry: Entry;
  place: Place;
  forms: Conversation["forms"];
}

export function EntryView({ entry, place, forms }: EntryProps) {
  const { texts } = useScene();
  const { message, delivery } = entry;
  return (
    <div class={`message ${message.role} ${delivery}`}>
      <Author message={message} />
      {message.parts.map((part, at) => (
        <PartView key={part.part_id ?? at} part={part} place={place} forms={forms} />
      ))}
      {delivery === "failed" && <small class="delivery">{texts.notSent}</small>}
    </div>
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

interface DraftProps {
  turn: Turn;
  forms: Conversation["forms"];
}

/** What has come of the answer so far, or the three dots while nothing has. */
export function DraftView({ turn, forms }: DraftProps) {
  const { texts, config } = useScene();
  if (turn.phase !== "answering" && turn.phase !== "failed") return null;
  const shown = turn.draft.filter(({ part }) => isVisible(part));
  if (shown.length === 0) {
    if (turn.phase === "failed") return null;
    return (
      <div class="message assistant">
        <div class="bubble typing">
          <span class="hidden">{`${config.display.name} ${texts.typing}`}</span>
          <i />
          <i />
          <i />
        </div>
      </div>
    );
  }
  return (
    // Busy until it is whole: a screen reader then reads the answer once, not letter by letter.
    <div class="message assistant draft" aria-busy={turn.phase === "answering"}>
      <span class="hidden">{config.display.name}</span>
      {shown.map(({ part }, at) => (
        <PartView key={part.part_id ?? at} part={part} place="past" forms={forms} />
      ))}
    </div>
  );
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
