/** Proves what is asked of the frame, when, and how the askers are answered. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { PageRequest } from "../messages.ts";
import { createRequests } from "./requests.ts";

test("what_is_asked_before_there_is_a_frame_is_asked_once_and_answers_all_who_asked", async () => {
  const sent: PageRequest[] = [];
  const requests = createRequests("shop-bot", (message) => sent.push(message));
  const answers = [
    requests.ask({ action: "setMetadata", metadata: { plan: "free", cart: 3 } }),
    requests.ask({ action: "setMetadata", metadata: { plan: "premium" } }),
    requests.ask({ action: "identify", info: { name: "Ada" } }),
    requests.ask({ action: "identify", info: null }),
  ];
  assert.equal(sent.length, 0);
  requests.flush();
  assert.deepEqual(
    sent.map(({ requestId: _, ...rest }) => rest),
    [
      { action: "setMetadata", chatbotID: "shop-bot", metadata: { plan: "premium", cart: 3 } },
      { action: "identify", chatbotID: "shop-bot", info: null },
    ],
  );
  requests.settle(sent[0]!.requestId, { ok: true, permanent: false });
  requests.settle(sent[1]!.requestId, { ok: false, permanent: true });
  assert.deepEqual(await Promise.all(answers), [
    { ok: true, permanent: false },
    { ok: true, permanent: false },
    { ok: false, permanent: true },
    { ok: false, permanent: true },
  ]);
});

test("later_requests_go_at_once_each_with_an_answer_of_its_own", async () => {
  const sent: PageRequest[] = [];
  const requests = createRequests("shop-bot", (message) => sent.push(message));
  requests.flush();
  const first = requests.ask({ action: "setSignedMetadata", token: "a" });
  const second = requests.ask({ action: "setSignedMetadata", token: "b" });
  requests.settle("nobody asked this", { ok: false, permanent: true });
  requests.settle(sent[1]!.requestId, { ok: false, permanent: false });
  requests.settle(sent[0]!.requestId, { ok: true, permanent: false });
  assert.deepEqual([await first, await second], [
    { ok: true, permanent: false },
    { ok: false, permanent: false },
  ]);
});

test("what_is_malformed_is_refused_for_good_and_takes_no_earlier_ones_place", async (context) => {
  const warned = context.mock.method(console, "warn", () => undefined);
  const sent: PageRequest[] = [];
  const requests = createRequests("shop-bot", (message) => sent.push(message));
  void requests.ask({ action: "setMetadata", metadata: { plan: "free" } });
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const malformed: unknown[] = [
    ...[null, undefined, [1], "x", cycle].map((metadata) => ({ action: "setMetadata", metadata })),
    ...[undefined, 7, null].map((token) => ({ action: "setSignedMetadata", token })),
    ...["Ada", undefined, [], 7].map((info) => ({ action: "identify", info })),
  ];
  for (const asking of malformed) {
    assert.deepEqual(await requests.ask(asking as Parameters<typeof requests.ask>[0]), { ok: false, permanent: true });
  }
  assert.equal(warned.mock.callCount(), malformed.length);
  requests.flush();
  assert.deepEqual(sent.map(({ action }) => action), ["setMetadata"]);
});

test("what_cannot_be_posted_is_sent_as_json_has_it", () => {
  const sent: PageRequest[] = [];
  const requests = createRequests("shop-bot", (message) => sent.push(message));
  requests.flush();
  void requests.ask({ action: "setMetadata", metadata: { user: new Proxy({ name: "Ada" }, {}), act() {}, cart: 3 } });
  void requests.ask({ action: "identify", info: new Proxy({ name: "Ada" }, {}) });
  assert.deepEqual(structuredClone(sent), [
    { action: "setMetadata", chatbotID: "shop-bot", requestId: "1", metadata: { user: { name: "Ada" }, cart: 3 } },
    { action: "identify", chatbotID: "shop-bot", requestId: "2", info: { name: "Ada" } },
  ]);
});
