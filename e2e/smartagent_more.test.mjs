/**
 * The SmartAgent contract beyond one contact: opening hours, what the page tells of its customer, the unread badge,
 * files left out, and a site whose policy trusts only what its own scripts load.
 * Left out: events, `_sa` and the elements pages know (smartagent_page.test.mjs).
 */

import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDesk } from "./support/desk.mjs";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { shopPage } from "./support/site.mjs";

const parlour = await startParlour({ command: "demo", env: { PARLOUR_WEBHOOK_ALLOW_LOOPBACK_HTTP: "true" } });
const chat0 = parlour.origin;
const office = ["monday", "tuesday", "wednesday", "thursday", "friday"].map((day) => ({ day, start: "08:00", end: "20:00" }));
await instance("faq", {});
await instance("office", { visibility: { timezone: "Europe/London", hours: office } });
await instance("words", { attachments: false });

const tag = (facia, more = "") => `<script type="module" defer id="smartagent" src="${chat0}/loader/main.js" data-company="shop-bot" facia="${facia}"${more}></script>`;
const listen = "window.heard = []; addEventListener('load', () => window.saEvents.subscribe((event) => window.heard.push(event)));";
const policy = `default-src 'none'; script-src 'self' ${chat0}; style-src ${chat0}; frame-src ${chat0}; connect-src ${chat0}`;
const page = (facia) => shopPage({ chatOrigin: chat0, head: `<script src="/listen.js"></script>${tag(facia)}`, policy });
const strict = `default-src 'none'; script-src 'nonce-n1' 'strict-dynamic'; style-src 'nonce-n1' ${chat0}; frame-src ${chat0}; connect-src ${chat0}`;
const site = await startHostSite({
  "/favicon.ico": "",
  "/listen.js": listen,
  "/faq": page("faq"),
  "/office": page("office"),
  "/words": page("words"),
  "/strict": shopPage({ chatOrigin: chat0, body: tag("faq", ' nonce="n1"'), policy: strict }),
});

async function instance(name, settings) {
  const file = join(await mkdtemp(join(tmpdir(), "parlour-e2e-")), `${name}.json`);
  await writeFile(file, JSON.stringify({ chatInstanceName: name, ...settings }));
  await parlour.cli("chatbot", "instance", "shop-bot", name, file);
}

async function open(page, path) {
  await page.goto(site + path);
  await page.locator(".sa-chat-tab").click();
}

scenario("the chat shows in its hours, by the clock of its own time zone", { timezoneId: "Pacific/Auckland" }, async ({ page }) => {
  const tab = page.locator(".sa-chat-tab");
  // A Thursday in London, when it is Friday in Auckland.
  await page.clock.install({ time: new Date("2026-11-26T19:58:00Z") });
  await page.goto(`${site}/office`);
  await tab.waitFor();
  await page.clock.runFor(150_000);
  await tab.waitFor({ state: "hidden" });
  await page.clock.runFor(12 * 3_600_000);
  await tab.waitFor();
  assert.deepEqual(await page.evaluate(() => window.heard.map(({ type }) => type)), ["CHAT_LOADED", "CHAT_VISIBLE", "CHAT_VISIBLE"]);
});

scenario("what the page tells of its customer, before and during the talk, reaches the agent", { tolerates: [/sa bad key/] }, async ({ page, chat }) => {
  const desk = await startDesk(parlour);
  await page.goto(`${site}/faq`);
  await page.locator(".sa-chat-tab").waitFor();
  await page.evaluate(() => {
    window._sa.updateContact({ "sa-customer-name": "Ada", customerId: "123", plan: "free", "sa bad key": 1 });
    window._sa.updateContact({ attributes: { plan: null, vip: true } });
  });
  await page.locator(".sa-chat-tab").click();
  await chat.ask("I want to talk to a person");
  await chat.frame.getByRole("button", { name: "Talk to a person" }).first().click();
  const session = await desk.nextWish();
  const known = async () => (await session.context()).metadata;
  assert.deepEqual(await known(), { "sa-customer-name": "Ada", customerId: "123", vip: true });
  await page.evaluate(() => window._sa.updateContact({ customerId: null, basket: 3 }));
  await chat.say("Are you there?");
  await chat.questions.filter({ hasText: "Are you there?" }).waitFor();
  await until(async () => (await known()).basket === 3);
  assert.deepEqual(await known(), { "sa-customer-name": "Ada", vip: true, basket: 3 });
});

scenario("what a person writes while the window is away is counted on the tab", async ({ page, chat }) => {
  const desk = await startDesk(parlour);
  await open(page, "/faq");
  await chat.ask("I want to talk to a person");
  await chat.frame.getByRole("button", { name: "Talk to a person" }).first().click();
  const session = await desk.nextWish();
  await session.says("Hello.");
  await chat.frame.getByText("Hello.", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Minimise chat window" }).click();
  await session.says("One.");
  await session.says("Two.");
  const badge = page.locator(".sa-chat-tab .sa-message-count");
  await badge.filter({ hasText: /^2$/ }).waitFor();
  await page.locator(".sa-chat-tab").click();
  await chat.frame.getByText("Two.", { exact: true }).waitFor();
  await badge.waitFor({ state: "hidden" });
});

scenario("an instance without attachments has no way to send a file", async ({ page, chat }) => {
  await open(page, "/words");
  await chat.input.waitFor();
  assert.equal(await chat.frame.locator("input[type=file]").count(), 0);
  // The window stays open over a change of page.
  await page.goto(`${site}/faq`);
  await chat.frame.locator("input[type=file]").waitFor({ state: "attached" });
});

scenario("a policy of nonces and strict-dynamic lets the chat work", async ({ page, chat }) => {
  await open(page, "/strict");
  await chat.ask("hello");
});

async function until(holds) {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (await holds()) return;
  }
  assert.fail("it did not come to hold in 15 s");
}
