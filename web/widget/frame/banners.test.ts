/** Proves which banners are shown. Leaves out how they look. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Banner } from "../../protocol/wire.ts";
import { createBanners } from "./banners.ts";

function stage(kept = new Map<string, string>()) {
  const asked: string[] = [];
  const client = {
    banners(url: string) {
      asked.push(url);
      return Promise.resolve(["sale", "hours"].map((id) => ({ id }) as Banner));
    },
  };
  const store = { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) };
  return { asked, kept, banners: createBanners(() => client, store, "banners") };
}

const ids = (banners: Banner[]) => banners.map(({ id }) => id);

test("a_banner_that_was_put_away_stays_away_in_this_tab", async () => {
  const { banners, kept } = stage();
  assert.deepEqual(ids(await banners.on("https://shop.example/")), ["sale", "hours"]);
  banners.putAway("sale");
  assert.deepEqual(ids(await banners.on("https://shop.example/more")), ["hours"]);
  assert.deepEqual(ids(await stage(kept).banners.on("")), ["hours"]);
});

test("an_address_too_long_for_the_server_is_not_told", async () => {
  const { banners, asked } = stage();
  await banners.on(`https://shop.example/?${"x".repeat(2048)}`);
  assert.deepEqual(asked, [""]);
});

test("where_nothing_can_be_kept_or_fetched_there_is_still_a_chat", async () => {
  const blocked = () => {
    throw new Error("blocked");
  };
  const { banners } = stage();
  const unkept = createBanners(() => ({ banners: () => banners.on("") }), { getItem: blocked, setItem: blocked }, "banners");
  unkept.putAway("sale");
  assert.deepEqual(ids(await unkept.on("")), ["hours"]);
  assert.deepEqual(await createBanners(() => ({ banners: blocked }), { getItem: () => null, setItem: blocked }, "banners").on(""), []);
});
