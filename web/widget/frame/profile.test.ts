/** Proves how the frame keeps who the visitor is: the newest word wins, and each teller is answered. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Profile, ToldProfile } from "../../protocol/wire.ts";
import { Failure } from "../../sdk/failure.ts";
import { createProfileKeeper } from "./profile.ts";
import type { ProfileClient } from "./profile.ts";

const blank: Profile = {
  chatbot: { public_id: "0123456789abcdef01234567", name: "shop", display_name: "Shop" },
  conversation_id: "5b1c5d4e-0000-4000-8000-000000000001",
  lead: { uuid: "5b1c5d4e-0000-4000-8000-000000000002" },
  verified: false,
  events: true,
  lead_form: { trigger: "off", fields: [] },
};

/** A server that notes what it is told; `trouble` is thrown, one a call. */
function server(trouble: Failure[] = []) {
  const told: (ToldProfile | null)[] = [];
  let profile = blank;
  const put = async (info: ToldProfile | null): Promise<void> => {
    const failure = trouble.shift();
    if (failure !== undefined) throw failure;
    told.push(info);
    profile = info === null ? blank : { ...blank, lead: { ...blank.lead, ...(info.name ? { name: info.name } : {}) } };
  };
  const client: ProfileClient = {
    profile: async () => profile,
    tellProfile: async (info) => (await put(info), profile),
    forgetProfile: () => put(null),
    submitLead: async (lead, source) => ({ uuid: blank.lead.uuid, ...lead, source }),
  };
  return { told, client };
}

const refusal = (status: number): Failure =>
  new Failure({ kind: "refused", status, code: "forbidden", params: [], retryAfterMs: null });
const noSleep = async (): Promise<void> => undefined;

test("of_what_is_told_before_the_start_the_newest_is_sent_once_and_all_are_answered", async () => {
  const { told, client } = server();
  const keeper = createProfileKeeper(noSleep);
  const answers = [keeper.tell({ name: "Ada" }), keeper.tell(null), keeper.tell({ name: "Ida" })];
  keeper.begin(client);
  assert.deepEqual(await Promise.all(answers), Array(3).fill({ ok: true, permanent: false }));
  assert.deepEqual(told, [{ name: "Ida" }]);
  assert.equal((await keeper.current())?.lead.name, "Ida");
});

test("what_is_told_while_another_word_is_on_its_way_comes_after_it", async () => {
  const { told, client } = server();
  const keeper = createProfileKeeper(noSleep);
  keeper.begin(client);
  const first = keeper.tell({ name: "Ada" });
  const second = keeper.tell({ name: "Bea" });
  const third = keeper.tell(null);
  await Promise.all([first, second, third]);
  assert.deepEqual(told, [{ name: "Ada" }, null]);
  assert.equal((await keeper.current())?.lead.name, undefined);
});

test("a_refusal_is_final_and_told", async () => {
  const { told, client } = server([refusal(403)]);
  const keeper = createProfileKeeper(noSleep);
  keeper.begin(client);
  assert.deepEqual(await keeper.tell({ user_id: "7", user_hash: "no" }), { ok: false, permanent: true });
  assert.deepEqual(await keeper.tell({ name: "Ada" }), { ok: true, permanent: false });
  assert.deepEqual(told, [{ name: "Ada" }]);
});

test("a_server_out_of_reach_is_told_again", async () => {
  const gone = new Failure({ kind: "unreachable" });
  const { told, client } = server([gone, gone, refusal(503)]);
  const waits: number[] = [];
  const keeper = createProfileKeeper(async (ms) => void waits.push(ms));
  keeper.begin(client);
  assert.deepEqual(await keeper.tell({ name: "Ada" }), { ok: true, permanent: false });
  assert.deepEqual([told, waits], [[{ name: "Ada" }], [500, 1000, 2000]]);
  const lost = createProfileKeeper(noSleep);
  lost.begin(server([gone, gone, gone, gone]).client);
  assert.deepEqual(await lost.tell({ name: "Ada" }), { ok: false, permanent: false });
});

test("a_newer_word_overtakes_one_that_has_to_wait", async () => {
  const { told, client } = server([new Failure({ kind: "unreachable" })]);
  let wake = (): void => undefined;
  const keeper = createProfileKeeper(() => new Promise((resolve) => (wake = resolve)));
  keeper.begin(client);
  const first = keeper.tell({ name: "Ada" });
  await new Promise(setImmediate);
  const second = keeper.tell({ name: "Bea" });
  wake();
  assert.deepEqual(await Promise.all([first, second]), Array(2).fill({ ok: true, permanent: false }));
  assert.deepEqual(told, [{ name: "Bea" }]);
});

test("another_visitor_is_asked_about_anew", async () => {
  const keeper = createProfileKeeper(noSleep);
  assert.equal(await keeper.current(), null);
  keeper.begin(server().client);
  await keeper.tell({ name: "Ada" });
  keeper.begin(server().client);
  assert.equal((await keeper.current())?.lead.name, undefined);
});
