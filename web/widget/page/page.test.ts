/** Proves what the page side stores, reads from the address, and whom it hears. Leaves out the DOM. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createHost } from "../frame/host.ts";
import type { PageMessage } from "../messages.ts";
import { takeInvitation } from "./address.ts";
import { linkFrame } from "../later/frame_link.ts";
import { renewVisitorKey, visitorKey, wasOpen, writeWindowState } from "./storage.ts";

function stub(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  stub("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});

test("a_visitor_key_is_made_once_and_cannot_be_guessed", () => {
  const key = visitorKey("shop-bot");
  assert.match(key, /^visitor-\d+-\d{40}$/);
  assert.equal(visitorKey("shop-bot"), key);
  assert.equal(kept.get("visitorKey_shop-bot"), key);
  assert.notEqual(visitorKey("other-bot"), key);
  assert.notEqual(renewVisitorKey("shop-bot"), key);
});

test("a_key_too_short_to_be_a_secret_is_replaced", () => {
  kept.set("visitorKey_shop-bot", "visitor-1700000000000-4711");
  assert.match(visitorKey("shop-bot"), /^visitor-\d+-\d{40}$/);
});

test("blocked_storage_costs_memory_only", () => {
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get() {
      throw new Error("blocked");
    },
  });
  assert.match(visitorKey("shop-bot"), /^visitor-/);
  writeWindowState("open");
  assert.equal(wasOpen(), false);
});

/** Visits an address and returns what it asked for and what is left in the bar. */
function visit(address: string): [ReturnType<typeof takeInvitation>, string] {
  let bar = address;
  stub("location", { href: address });
  stub("history", { state: null, replaceState: (_state: unknown, _title: string, url: URL) => (bar = url.href) });
  return [takeInvitation(), bar];
}

test("the_address_invites_once", () => {
  assert.deepEqual(visit("https://a.example/p?x=1"), [null, "https://a.example/p?x=1"]);
  assert.deepEqual(visit("https://a.example/p?message=keep"), [null, "https://a.example/p?message=keep"]);
  assert.deepEqual(visit("https://a.example/p?chat=open&x=1#h"), ["", "https://a.example/p?x=1#h"]);
  assert.deepEqual(visit("https://a.example/p?chatbot_message=hi%20there&message=m"), [
    "hi there",
    "https://a.example/p",
  ]);
  assert.deepEqual(visit("https://a.example/p?chat=closed"), [null, "https://a.example/p?chat=closed"]);
});

/** A window that notes what is posted to it. */
class FakeWindow extends EventTarget {
  readonly posted: [unknown, string][] = [];
  parent: FakeWindow = this;

  postMessage(message: unknown, origin: string): void {
    this.posted.push([message, origin]);
  }
}

function deliver(to: EventTarget, data: unknown, origin: string, source: unknown): void {
  to.dispatchEvent(Object.assign(new Event("message"), { data, origin, source }));
}

test("the_frame_hears_its_page_only_and_answers_it_only", () => {
  const page = new FakeWindow();
  const inside = new FakeWindow();
  inside.parent = page;
  const host = createHost(inside as unknown as Window, "https://shop.example/some/path");
  const heard: PageMessage[] = [];
  host.listen((message) => heard.push(message));
  const opened = { action: "chatOpened" };
  deliver(inside, opened, "https://evil.example", page);
  deliver(inside, opened, "https://shop.example", inside);
  deliver(inside, opened, "https://shop.example", null);
  deliver(inside, { action: "mystery" }, "https://shop.example", page);
  deliver(inside, { action: "externalMessage", message: 7 }, "https://shop.example", page);
  deliver(inside, "chatOpened", "https://shop.example", page);
  deliver(inside, null, "https://shop.example", page);
  assert.deepEqual(heard, []);
  deliver(inside, opened, "https://shop.example", page);
  deliver(inside, { action: "chatClosed", by: "visitor" }, "https://shop.example", page);
  deliver(inside, { action: "chatClosed", by: "nobody" }, "https://shop.example", page);
  assert.deepEqual(heard, [opened, { action: "chatClosed", by: "visitor" }, { action: "chatClosed" }]);
  host.post({ action: "closeChat" });
  assert.deepEqual(page.posted, [
    [{ action: "frameReady" }, "https://shop.example"],
    [{ action: "closeChat" }, "https://shop.example"],
  ]);
});

test("a_frame_without_a_named_page_stands_alone", () => {
  const inside = new FakeWindow();
  inside.parent = new FakeWindow();
  for (const named of [null, "", "null", "javascript:1", "*"]) {
    assert.equal(createHost(inside as unknown as Window, named).place, "alone", String(named));
  }
});

test("the_page_waits_for_the_frame_and_hears_it_only", () => {
  const outside = new EventTarget();
  stub("addEventListener", outside.addEventListener.bind(outside));
  stub("removeEventListener", outside.removeEventListener.bind(outside));
  const content = new FakeWindow();
  const frame = { contentWindow: content };
  const ready = { action: "frameReady" };
  const heard: string[] = [];
  const greeting: PageMessage = { action: "chatOpened" };
  const link = linkFrame(
    frame as unknown as HTMLIFrameElement,
    "https://chat.example",
    () => greeting,
    (message) => heard.push(message.action),
  );
  const before: number[] = [];
  link.whenReady(() => before.push(content.posted.length));
  link.post({ action: "externalMessage", message: "early", source: "public-api" });
  link.whenReady(() => before.push(content.posted.length));
  assert.deepEqual([content.posted.length, before], [0, []]);
  deliver(outside, ready, "https://chat.example", outside);
  deliver(outside, ready, "https://evil.example", content);
  assert.equal(content.posted.length, 0, "nobody else is ready");
  deliver(outside, ready, "https://chat.example", content);
  assert.deepEqual(content.posted.map(([message, origin]) => [(message as PageMessage).action, origin]), [
    ["chatOpened", "https://chat.example"],
    ["externalMessage", "https://chat.example"],
  ]);
  link.whenReady(() => before.push(content.posted.length));
  assert.deepEqual(before, [1, 2, 2], "each in its turn, and at once when it is loaded");
  deliver(outside, { action: "closeChat" }, "https://evil.example", content);
  deliver(outside, { action: "closeChat" }, "https://chat.example", outside);
  assert.deepEqual(heard, ["frameReady"]);
  deliver(outside, { action: "closeChat" }, "https://chat.example", content);
  assert.deepEqual(heard, ["frameReady", "closeChat"]);
  deliver(outside, ready, "https://chat.example", content);
  assert.deepEqual(content.posted.length, 3, "a frame that comes up anew is greeted anew");
  link.restart();
  link.post({ action: "chatClosed" });
  assert.deepEqual(content.posted.length, 3, "one that was fetched anew is waited for again");
  deliver(outside, ready, "https://chat.example", content);
  assert.deepEqual(content.posted.slice(3).map(([message]) => (message as PageMessage).action), ["chatOpened", "chatClosed"]);
  link.close();
  deliver(outside, { action: "closeChat" }, "https://chat.example", content);
  assert.equal(heard.length, 4);
});

test("what_cannot_be_sent_to_the_frame_keeps_nothing_else_back", (context) => {
  const outside = new EventTarget();
  stub("addEventListener", outside.addEventListener.bind(outside));
  stub("removeEventListener", outside.removeEventListener.bind(outside));
  const warned = context.mock.method(console, "warn", () => undefined);
  const content = new FakeWindow();
  const heard: string[] = [];
  const greet = (): never => {
    throw new Error("cannot be cloned");
  };
  const frame = { contentWindow: content } as unknown as HTMLIFrameElement;
  const link = linkFrame(frame, "https://chat.example", greet, (message) => heard.push(message.action));
  link.whenReady(greet);
  link.post({ action: "chatOpened" });
  deliver(outside, { action: "frameReady" }, "https://chat.example", content);
  assert.deepEqual([content.posted.length, heard, warned.mock.callCount()], [1, ["frameReady"], 2]);
});
