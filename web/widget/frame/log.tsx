/**
 * The list of messages, the answer being written, and the scrolling that respects a reader.
 * Left out: how one message looks (message.tsx).
 */

import { Fragment } from "preact";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Message } from "../../protocol/wire.ts";
import { firstPending, firstVisible } from "./entries.ts";
import type { Entry } from "./entries.ts";
import { Icon } from "./icons.tsx";
import { lazily } from "./lazily.tsx";
import { AgentTyping } from "./livechat.tsx";
import { DayMark, MessageView } from "./message.tsx";
import { Notice } from "./notice.tsx";
import { useScene } from "./scene.ts";
import type { Conversation, Turn } from "./state.ts";
import { Welcome } from "./welcome.tsx";
import { plainText } from "./words.ts";

const WaitingForm = lazily((views) => views.WaitingForm);

/** Within this many pixels of the end, the view counts as being there. */
const nearPx = 48;
/** A log that is lower than this has no room for anything above it. */
const leastPx = 60;

/** `children` stand below the newest message. */
export function Log({ conversation, children }: { conversation: Conversation; children?: ComponentChildren }) {
  const { texts, config } = useScene();
  const { entries: all, since, earlier, turn, livechat } = conversation;
  const begins = firstVisible(all, since);
  const entries = useMemo(() => all.slice(begins), [all, begins]);
  const before = begins > 0 ? "more" : earlier.phase;
  const pending = firstPending(entries);
  const waitingForms = (config.forms ?? []).filter(({ trigger }) => trigger === "livechat_waiting");
  const scroll = useScroll(conversation);
  const lastKey = entries[entries.length - 1]?.key;
  const newestKey = turn.phase === "idle" ? lastKey : undefined;

  // Drawn anew only when they change, not with every word of the answer below.
  const { forms } = conversation;
  const retried = turn.phase === "failed" && turn.retry?.kind === "send" ? turn.retry.request.client_message_id : undefined;
  const drawing = { entries, newestKey, retried, forms };
  const settled = useMemo(() => drawAll(drawing, 0, pending), [entries, newestKey, retried, forms]);

  return (
    <div class="log-frame">
      <div class="log" ref={scroll.outer} onScroll={scroll.onScroll} tabIndex={0} aria-label={texts.conversation} role="region">
        <div class="log-inner" ref={scroll.inner}>
          {before !== "none" && <EarlierButton phase={before} />}
          {(before === "none" || since !== null) && <Welcome isEmpty={entries.length === 0} />}
          <div class="messages" role="log" aria-live="polite" aria-label={config.display.name}>
            {[...settled, drawDraft(drawing, turn, pending), ...drawAll(drawing, pending, entries.length)]}
          </div>
          {livechat?.status === "active" && livechat.is_agent_typing && <AgentTyping agent={livechat.active_agent} />}
          {livechat?.status === "waiting" && waitingForms.map((form) => <WaitingForm key={form.form_id} form={form} />)}
          {children}
          <Notice turn={turn} />
        </div>
      </div>
      {scroll.place === "away" && (
        <button type="button" class="to-end" aria-label={texts.newest} onClick={scroll.toEnd}>
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

interface Drawing {
  entries: readonly Entry[];
  newestKey: string | undefined;
  /** The message that the notice offers to send again. */
  retried: string | undefined;
  forms: Conversation["forms"];
}

function drawAll({ entries, newestKey, retried, forms }: Drawing, from: number, to: number) {
  return entries.slice(from, to).map((entry, at) => (
    <Fragment key={entry.key}>
      <DayMark at={entry.message.created_at} before={entries[from + at - 1]?.message.created_at} />
      <MessageView
        message={entry.message}
        delivery={entry.delivery}
        place={entry.key === newestKey ? "newest" : "past"}
        forms={forms}
        question={questionBefore(entries, from + at)}
        {...(entry.delivery === "stored" ? {} : { unsent: { key: entry.key, retry: entry.key === retried ? "below" : "here" } })}
      />
    </Fragment>
  ));
}

/** What has come of an answer, whole or broken off, under the key its message will have. */
function drawDraft({ entries, forms }: Drawing, turn: Turn, pending: number) {
  if (turn.phase !== "answering" && (turn.phase !== "failed" || turn.draft.length === 0)) return null;
  const isArriving = turn.phase === "answering";
  const id = turn.messageId ?? "draft";
  // An answer that is told once more, to a message sent again, stands where it stood.
  if (entries.some((entry) => entry.message.message_id === id)) return null;
  const message: Message = { message_id: id, role: "assistant", parts: turn.draft.map(({ part }) => part), created_at: "" };
  return (
    <Fragment key={id}>
      <DayMark at="" before={undefined} />
      <MessageView
        message={message}
        delivery={isArriving ? "arriving" : "stored"}
        place={isArriving ? "arriving" : "past"}
        forms={forms}
        question={questionBefore(entries, pending)}
      />
    </Fragment>
  );
}

/** The visitor's last words before a place among the entries. */
function questionBefore(entries: readonly Entry[], place: number): string {
  for (let at = place - 1; at >= 0; at -= 1) {
    const message = entries[at]?.message;
    if (message?.role === "user") return plainText(message);
  }
  return "";
}

function EarlierButton({ phase }: { phase: "more" | "loading" }) {
  const { chat, texts } = useScene();
  return (
    <button type="button" class="earlier" aria-disabled={phase === "loading"} onClick={() => void chat.loadEarlier()}>
      {phase === "loading" ? texts.loadingEarlier : texts.earlier}
    </button>
  );
}

/**
 * Where the view stays: with the newest question at the top while its answer grows below,
 * at the very end, or wherever the reader went.
 */
type Stance = "question" | "end" | "reader";

function useScroll(conversation: Conversation) {
  const outer = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const stance = useRef<Stance>("question");
  const ownTop = useRef(0);
  const seen = useRef<Seen>({ first: undefined, last: undefined, height: 0 });
  const [place, setPlace] = useState<"end" | "away">("end");

  function moveTo(top: number): void {
    const box = outer.current;
    if (box === null) return;
    box.scrollTop = top;
    ownTop.current = box.scrollTop;
  }

  /** A place that we did not choose is the reader's choice. */
  function noticeReader(box: HTMLElement): void {
    if (Math.abs(box.scrollTop - ownTop.current) > 2) stance.current = below(box) < nearPx ? "end" : "reader";
    ownTop.current = box.scrollTop;
  }

  /** A way to the end would cover what little is seen of a low log, and a greeting has none. */
  function seePlace(box: HTMLElement): void {
    setPlace(below(box) < nearPx || box.clientHeight < leastPx || greets(box) ? "end" : "away");
  }

  function settle(): void {
    const box = outer.current;
    const content = inner.current;
    if (box === null || content === null) return;
    noticeReader(box);
    // Who fills in a form must not have it pulled away.
    const isFilling = content.contains(document.activeElement) && document.activeElement?.closest("form") !== null;
    if (!isFilling && stance.current !== "reader") {
      const questions = content.querySelectorAll<HTMLElement>(".message.user");
      const question = questions[questions.length - 1];
      const end = greets(box) ? 0 : box.scrollHeight - box.clientHeight;
      const top = stance.current === "end" || !question ? end : Math.min(end, question.offsetTop - 14);
      moveTo(top);
    }
    seePlace(box);
  }

  function toEnd(): void {
    stance.current = "end";
    if (outer.current) ownTop.current = outer.current.scrollTop;
    settle();
  }

  function onScroll(): void {
    const box = outer.current;
    if (box === null) return;
    noticeReader(box);
    seePlace(box);
  }

  useLayoutEffect(() => {
    const box = outer.current;
    if (box === null) return;
    const { entries } = conversation;
    const last = entries[entries.length - 1];
    const first = entries[0]?.key;
    const was = seen.current;
    // What visitors send themselves, they want to see.
    if (last?.key !== was.last && last?.delivery === "sending") {
      stance.current = "question";
      ownTop.current = box.scrollTop;
    }
    // Older messages came in above: stay at the line that was being read.
    if (stance.current === "reader" && first !== was.first && last?.key === was.last) {
      moveTo(box.scrollTop + box.scrollHeight - was.height);
    }
    settle();
    seen.current = { first, last: last?.key, height: box.scrollHeight };
  }, [conversation]);

  useEffect(() => {
    // Pictures that load late and a window that changes size move the end, too.
    const observer = new ResizeObserver(settle);
    if (inner.current) observer.observe(inner.current);
    if (outer.current) observer.observe(outer.current);
    return () => observer.disconnect();
  }, []);

  return { outer, inner, place, toEnd, onScroll };
}

interface Seen {
  first: string | undefined;
  last: string | undefined;
  height: number;
}

/** Whether nothing was said yet: a greeting is read from its beginning. */
function greets(box: HTMLElement): boolean {
  return box.querySelector(".first") !== null;
}

function below(box: HTMLElement): number {
  return box.scrollHeight - box.scrollTop - box.clientHeight;
}
