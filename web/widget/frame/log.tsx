/**
 * The list of messages, the answer being written, and the scrolling that respects a reader.
 * Left out: how one message looks (message.tsx).
 */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icons.tsx";
import { DayMark, DraftView, EntryView } from "./message.tsx";
import { Notice } from "./notice.tsx";
import { useScene } from "./scene.ts";
import { firstPending } from "./state.ts";
import type { Conversation, Entry } from "./state.ts";
import { Welcome } from "./welcome.tsx";

/** Within this many pixels of the end, the reader follows the answer. */
const nearPx = 48;

export function Log({ conversation }: { conversation: Conversation }) {
  const { texts, config } = useScene();
  const { entries, earlier, turn } = conversation;
  const pending = firstPending(entries);
  const scroll = useScroll(conversation);
  const lastKey = entries[entries.length - 1]?.key;
  const newestKey = turn.phase === "idle" ? lastKey : undefined;

  function draw(entry: Entry, before: Entry | undefined) {
    return [
      <DayMark key={`${entry.key}.day`} at={entry.message.created_at} before={before?.message.created_at} />,
      <EntryView
        key={entry.key}
        entry={entry}
        place={entry.key === newestKey ? "newest" : "past"}
        forms={conversation.forms}
      />,
    ];
  }

  return (
    <div class="log-frame">
      <div class="log" ref={scroll.outer} onScroll={scroll.onScroll} tabIndex={0} aria-label={texts.conversation} role="region">
        <div class="log-inner" ref={scroll.inner}>
          {earlier.phase === "none" ? <Welcome isEmpty={entries.length === 0} /> : <EarlierButton phase={earlier.phase} />}
          <div class="messages" role="log" aria-live="polite" aria-label={config.display.name}>
            {entries.slice(0, pending).map((entry, at) => draw(entry, entries[at - 1]))}
            <DraftView turn={turn} forms={conversation.forms} />
            {entries.slice(pending).map((entry, at) => draw(entry, entries[pending + at - 1]))}
          </div>
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

function EarlierButton({ phase }: { phase: "more" | "loading" }) {
  const { chat, texts } = useScene();
  return (
    <button type="button" class="earlier" disabled={phase === "loading"} onClick={() => void chat.loadEarlier()}>
      {phase === "loading" ? texts.loadingEarlier : texts.earlier}
    </button>
  );
}

function useScroll(conversation: Conversation) {
  const outer = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const seen = useRef<{ first: string | undefined; last: string | undefined; height: number }>({
    first: undefined,
    last: undefined,
    height: 0,
  });
  const [place, setPlace] = useState<"end" | "away">("end");

  function toEnd(): void {
    const box = outer.current;
    if (box === null) return;
    follows.current = true;
    box.scrollTop = box.scrollHeight;
    setPlace("end");
  }

  function onScroll(): void {
    const box = outer.current;
    if (box === null) return;
    follows.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearPx;
    setPlace(follows.current ? "end" : "away");
  }

  useLayoutEffect(() => {
    const box = outer.current;
    if (box === null) return;
    const { entries } = conversation;
    const last = entries[entries.length - 1];
    const first = entries[0]?.key;
    const was = seen.current;
    // What visitors send themselves, they want to see.
    if (last?.key !== was.last && last?.delivery === "sending") follows.current = true;
    if (follows.current) box.scrollTop = box.scrollHeight;
    // Older messages came in above: stay at the line that was being read.
    else if (first !== was.first && last?.key === was.last) box.scrollTop += box.scrollHeight - was.height;
    seen.current = { first, last: last?.key, height: box.scrollHeight };
  }, [conversation]);

  useEffect(() => {
    // Pictures that load late and a window that changes size move the end, too.
    const observer = new ResizeObserver(() => {
      if (follows.current && outer.current) outer.current.scrollTop = outer.current.scrollHeight;
    });
    if (inner.current) observer.observe(inner.current);
    if (outer.current) observer.observe(outer.current);
    return () => observer.disconnect();
  }, []);

  return { outer, inner, place, toEnd, onScroll };
}
