/**
 * The chat, the demo shop and the API reference on a phone.
 */

import assert from "node:assert/strict";
import { scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const parlour = await startParlour({ command: "demo" });
const phone = { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true };

const ring = (chat) => chat.frame.locator(".log").evaluate((log) => getComputedStyle(log).outlineStyle);
const hasFocus = (chat) =>
  chat.frame.locator(".log").evaluate(async (log) => {
    while (log !== document.activeElement) await new Promise((done) => requestAnimationFrame(done));
  });

scenario("a tap opens the chat without a ring round it, until a key is pressed", phone, async ({ page, chat }) => {
  await page.goto(`${parlour.origin}/demo/`);
  await chat.bubble.tap();
  await hasFocus(chat);
  assert.equal(await ring(chat), "none");
  await page.keyboard.press("ArrowDown");
  assert.equal(await ring(chat), "solid");
});

scenario("who opens the chat by key sees where the focus is", phone, async ({ page, chat }) => {
  await page.goto(`${parlour.origin}/demo/`);
  await page.keyboard.press("Shift+Tab");
  await chat.bubble.focus();
  await page.keyboard.press("Enter");
  await hasFocus(chat);
  assert.equal(await ring(chat), "solid");
});

scenario("the shop's head is two lines: the name and the way to ask, then the pages", phone, async ({ page }) => {
  await page.goto(`${parlour.origin}/demo/`);
  const middles = await page.locator(".top").evaluate((top) =>
    [...top.querySelectorAll(".brand, .button, nav a")].map((one) => {
      const { top, height } = one.getBoundingClientRect();
      return Math.round(top + height / 2);
    }),
  );
  const lines = middles.filter((middle, at) => middles.findIndex((other) => Math.abs(other - middle) < 4) === at);
  assert.equal(lines.length, 2, `${middles}`);
  assert.ok((await page.locator(".top").boundingBox()).height < 110);
});

scenario("tables in the shop keep their words whole and stay on the page", phone, async ({ page }) => {
  for (const name of ["care", "delivery", "contact", "sizes"]) {
    await page.goto(`${parlour.origin}/demo/help/${name}.html`);
    const broken = await page.locator("td, th").evaluateAll((cells) =>
      cells.flatMap((cell) => {
        const node = cell.firstChild;
        if (node?.nodeType !== Node.TEXT_NODE) return [];
        return [...node.data.matchAll(/[\p{L}\d]+/gu)].filter(({ 0: word, index }) => {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          return range.getClientRects().length > 1;
        }).map(([word]) => word);
      }),
    );
    assert.deepEqual(broken, [], name);
    assert.equal(await page.evaluate(() => innerWidth), 375, `${name} is not wider than the phone`);
  }
});

scenario("the API reference begins with its title, and its contents open and close", phone, async ({ page }) => {
  await page.goto(`${parlour.origin}/api`);
  assert.ok((await page.getByRole("heading", { level: 1 }).boundingBox()).y < 200);
  const entry = page.locator("#contents").getByRole("link", { name: "Send a form" });
  assert.equal(await entry.isVisible(), false);
  await page.getByRole("link", { name: "Contents" }).tap();
  await entry.tap();
  await page.locator("#contents .list").waitFor({ state: "hidden" });
  const heading = page.getByRole("heading", { name: "Send a form" });
  const { y } = await heading.boundingBox();
  assert.ok(y > 50 && y < 200, `the call is in sight, below the head: ${y}`);
});
