/** Proves who hears whose hints. Leaves out what they lead to (chat.test.ts). */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TabNews } from "./engine.ts";
import { createTabs } from "./tabs.ts";

/** Channels that hear each other, but not themselves. */
function air() {
  const all: { onmessage: ((event: MessageEvent) => void) | null }[] = [];
  return () => {
    const own = {
      onmessage: null as ((event: MessageEvent) => void) | null,
      postMessage: (data: unknown) => all.filter((one) => one !== own).forEach((one) => one.onmessage?.({ data } as MessageEvent)),
    };
    all.push(own);
    return own;
  };
}

function tab(open: ReturnType<typeof air>, visitor: string) {
  const heard: TabNews[] = [];
  return { heard, tabs: createTabs(open, () => visitor, (news) => heard.push(news)) };
}

test("a_hint_reaches_the_same_visitors_other_tabs_only", () => {
  const open = air();
  const [one, other, stranger] = [tab(open, "v1"), tab(open, "v1"), tab(open, "v2")];
  one.tabs.tell({ kind: "changed" });
  one.tabs.tell({ kind: "began", since: null });
  assert.deepEqual([one.heard, other.heard, stranger.heard], [[], [{ kind: "changed" }, { kind: "began", since: null }], []]);
});

test("what_is_no_hint_is_passed_over", () => {
  const open = air();
  const { heard } = tab(open, "v1");
  const raw = open();
  for (const data of [null, "x", { visitor: "v1" }, { visitor: "v1", news: { kind: "dance" } }, { visitor: "v1", news: { kind: "began", since: 7 } }, { visitor: "v1", news: { kind: "read" } }]) raw.postMessage(data);
  assert.deepEqual(heard, []);
});

test("where_channels_are_blocked_a_tab_knows_that_it_hears_nothing", () => {
  const tabs = createTabs(() => { throw new Error("blocked"); }, () => "v1", () => undefined);
  tabs.tell({ kind: "changed" });
  assert.equal(tabs.hearing, "nothing");
});
