/**
 * Every state of the chat in one look or another: axe-core finds nothing, nothing is wider than its window, and it looks like
 * the picture that is kept in golden/. `UPDATE_GOLDEN=1` keeps what is there now; look at it before you commit it.
 * Left out: what is right; the pictures only tell that something changed.
 */

import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertNoFaults, settled } from "./axe.mjs";
import { newPage } from "./browser.mjs";
import { difference, small } from "./picture.mjs";
import { startHostSite, startParlour } from "./server.mjs";
import { startStage } from "./stage.mjs";
import { show, statePages, statesOf } from "./states.mjs";

const golden = fileURLToPath(new URL("../golden", import.meta.url));
const found = fileURLToPath(new URL("../../target/e2e", import.meta.url));
/** The share of pixels that may differ: a little more than the ring round a field that has the focus already, or not yet. */
const allowed = 0.008;
const keepsNew = process.env.UPDATE_GOLDEN === "1";

/** Just wide enough for a window on the page. */
const desk = { viewport: { width: 481, height: 700 } };
/** The looks by name, each with the language of its page and the browser's options. */
const looks = {
  light: ["en", desk],
  dark: ["en", { ...desk, colorScheme: "dark" }],
  phone: ["en", { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true }],
  right: ["ar", { ...desk, locale: "ar" }],
};

/** Declares the tests of these looks, on a server of their own. */
export async function everyStateIsRight(...names) {
  const parlour = await startParlour({ command: "demo" });
  const stage = await startStage(parlour);
  await mkdir(golden, { recursive: true });
  await mkdir(found, { recursive: true });
  for (const look of names) {
    const [language, options] = looks[look];
    const site = await startHostSite(statePages(stage.origin, language === "ar" ? "rtl" : undefined));
    test(`every state is right and looks as it did, ${look}`, { timeout: 900_000 }, async (t) => {
      for (const state of statesOf(stage.origin, language)) {
        await t.test(state.name, async () => {
          const page = await newPage({ ...options, reducedMotion: "reduce" });
          try {
            await page.clock.setFixedTime("2026-03-02T12:00:00Z");
            await show(state, { stage, site, page });
            await assertNoFaults(page, state.name);
            assert.deepEqual(await tooWide(page), [], `${state.name} needs no scrolling sideways`);
            await compare(`${look}-${state.name.replaceAll(" ", "-")}`, await picture(page));
          } finally {
            await page.context().close();
          }
        });
      }
    });
  }
}

/**
 * What sticks out of the chat's window sideways. Left out: rows of cards and tables, which scroll by themselves, and lines
 * that end in an ellipsis.
 */
async function tooWide(page) {
  const frame = page.frames().find((one) => one.url().includes("/frame/"));
  if (frame === undefined) return [];
  return frame.evaluate(() => {
    const scrolls = ".cards, .table";
    const isCut = (one) => one !== null && (getComputedStyle(one).textOverflow === "ellipsis" || isCut(one.parentElement));
    const all = [...document.querySelectorAll("body *:not(.hidden, .hidden *)")];
    const outside = all.filter((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      return width > 0 && (left < -1 || right > innerWidth + 1) && one.closest(scrolls) === null && !isCut(one);
    });
    return outside.map((one) => `${one.tagName}.${one.className}`);
  });
}

/** In a font that is the same everywhere, without a caret and the page's shadows, once all pictures are there. */
async function picture(page) {
  for (const frame of page.frames()) {
    await frame.evaluate(async () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`
        * { font-family: "DejaVu Sans" !important; caret-color: transparent !important }
        #chat-container * { box-shadow: none !important }`);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      await Promise.all([...document.images].map((image) => {
        // One that waits to be scrolled to is never decoded.
        image.loading = "eager";
        return image.decode().catch(() => undefined);
      }));
      // What follows from another font, the height of a field for example, takes a frame.
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    });
  }
  await settled(page);
  return small(await page.screenshot());
}

async function compare(name, now) {
  const file = join(golden, `${name}.png`);
  const [seen, differs] = [join(found, `${name}.png`), join(found, `${name}-difference.png`)];
  await Promise.all([seen, differs].map((one) => rm(one, { force: true })));
  const before = await readFile(file).catch(() => null);
  const { share, picture } = before === null ? { share: 1, picture: now } : difference(before, now);
  if (share <= allowed) return;
  if (keepsNew) return writeFile(file, now);
  await writeFile(seen, now);
  assert.ok(before !== null, `golden/${name}.png is missing: run with UPDATE_GOLDEN=1, and look at it`);
  await writeFile(differs, picture);
  assert.fail(`${(share * 100).toFixed(1)} % of ${name} differ: see target/e2e/${name}-difference.png`);
}
