/**
 * Every state of the chat, light and dark, from the left and from the right: axe-core finds nothing, and nothing is wider
 * than its window.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNoFaults } from "./support/axe.mjs";
import { newPage } from "./support/browser.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { startStage } from "./support/stage.mjs";
import { show, statePages, statesOf } from "./support/states.mjs";

const parlour = await startParlour({ command: "demo" });
const stage = await startStage(parlour);
const sites = {
  en: await startHostSite(statePages(stage.origin)),
  ar: await startHostSite(statePages(stage.origin, "rtl")),
};

const phone = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
const looks = [
  ["light", "en", {}],
  ["dark", "en", { colorScheme: "dark" }],
  ["light, from the right", "ar", { locale: "ar" }],
  ["dark on the narrowest phone, from the right", "ar", { locale: "ar", colorScheme: "dark", ...phone }],
];

for (const [look, language, options] of looks) {
  test(`nothing is wrong in any state, ${look}`, { timeout: 900_000 }, async (t) => {
    for (const state of statesOf(stage.origin, language)) {
      await t.test(state.name, async () => {
        const page = await newPage({ viewport: { width: 1280, height: 800 }, ...options });
        try {
          await show(state, { stage, site: sites[language], page });
          await assertNoFaults(page, state.name);
          assert.deepEqual(await tooWide(page), [], `${state.name} needs no scrolling sideways`);
        } finally {
          await page.context().close();
        }
      });
    }
  });
}

/** What sticks out of the chat's window sideways, rows of cards and tables aside, which scroll by themselves. */
async function tooWide(page) {
  const frame = page.frames().find((one) => one.url().includes("/frame/"));
  if (frame === undefined) return [];
  return frame.evaluate(() => {
    const scrolls = ".cards, .table";
    const all = [...document.querySelectorAll("body *:not(.hidden, .hidden *)")];
    const outside = all.filter((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      return width > 0 && (left < -1 || right > innerWidth + 1) && one.closest(scrolls) === null;
    });
    return outside.map((one) => `${one.tagName}.${one.className}`);
  });
}
