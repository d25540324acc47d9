/**
 * Every state of the chat as a picture, light, dark, on a phone and from the right, compared with the one that is kept in
 * golden/. `UPDATE_GOLDEN=1` keeps what is there now; look at it before you commit it.
 * Left out: what is right; the pictures only tell that something changed.
 */

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { settled } from "./support/axe.mjs";
import { newPage } from "./support/browser.mjs";
import { difference, small } from "./support/picture.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { startStage } from "./support/stage.mjs";
import { show, statePages, statesOf } from "./support/states.mjs";

const golden = fileURLToPath(new URL("golden", import.meta.url));
const found = fileURLToPath(new URL("../target/e2e", import.meta.url));
/** The share of pixels that may differ. */
const allowed = 0.004;
const keepsNew = process.env.UPDATE_GOLDEN === "1";

const parlour = await startParlour({ command: "demo" });
const stage = await startStage(parlour);
const sites = {
  en: await startHostSite(statePages(stage.origin)),
  ar: await startHostSite(statePages(stage.origin, "rtl")),
};

const desk = { viewport: { width: 440, height: 720 } };
const looks = [
  ["light", "en", desk],
  ["dark", "en", { ...desk, colorScheme: "dark" }],
  ["phone", "en", { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true }],
  ["right", "ar", { ...desk, locale: "ar" }],
];

await mkdir(golden, { recursive: true });
await mkdir(found, { recursive: true });

for (const [look, language, options] of looks) {
  test(`every state looks as it did, ${look}`, { timeout: 900_000 }, async (t) => {
    for (const state of statesOf(stage.origin, language)) {
      await t.test(state.name, async () => {
        const page = await newPage({ ...options, reducedMotion: "reduce" });
        try {
          await page.clock.setFixedTime("2026-03-02T12:00:00Z");
          await show(state, { stage, site: sites[language], page });
          await compare(`${look}-${state.name.replaceAll(" ", "-")}`, await picture(page));
        } finally {
          await page.context().close();
        }
      });
    }
  });
}

/** In a font that is the same everywhere, without a caret, once all pictures are there. */
async function picture(page) {
  for (const frame of page.frames()) {
    await frame.evaluate(async () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { font-family: "DejaVu Sans" !important; caret-color: transparent !important }');
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
    });
  }
  await settled(page);
  return small(await page.screenshot());
}

async function compare(name, now) {
  const file = join(golden, `${name}.png`);
  const before = await readFile(file).catch(() => null);
  if (keepsNew && (before === null || difference(before, now).share > 0)) return writeFile(file, now);
  assert.ok(before !== null, `golden/${name}.png is missing: run with UPDATE_GOLDEN=1, and look at it`);
  const { share, picture } = difference(before, now);
  if (share <= allowed) return;
  await writeFile(join(found, `${name}.png`), now);
  await writeFile(join(found, `${name}-difference.png`), picture);
  assert.fail(`${(share * 100).toFixed(1)} % of ${name} differ: see target/e2e/${name}-difference.png`);
}
