/**
 * The demo's pages about embedding: each shows its contract at work and prints what it hears.
 */

import assert from "node:assert/strict";
import { scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const demo = await startParlour({ command: "demo" });
const shop = `${demo.origin}/demo/`;
const printed = (page, name) => page.locator("[data-events] li", { has: page.getByText(name, { exact: true }) });

scenario("the shop prints the Diverge events and Parlour's own as they happen", async ({ page, chat }) => {
  await page.goto(shop);
  await printed(page, "Parlour: visible").waitFor();
  await chat.open();
  await printed(page, "chat_open").waitFor();
  await chat.ask("Do you have a blue shirt under 60?");
  await printed(page, "chat_recommendation").waitFor();
  assert.match(await printed(page, "chat_response").innerText(), /"response_latency_ms":\d+/);
  assert.ok((await page.evaluate(() => window.dataLayer)).some(({ event }) => event === "chat_response"));
});

scenario("the inline page has a chat in its text, a search bar and a bubble", async ({ page, chat }) => {
  await page.goto(`${shop}embed/inline.html`);
  const inline = page.frameLocator("#chat-iframe-inline");
  await inline.getByText("Ask about anything on the line today.").waitFor();
  await inline.locator("#input").fill("hello");
  await inline.locator("#input").press("Enter");
  await printed(page, "chat_response").waitFor();
  await page.getByLabel("What is it doing outside?").fill("raining");
  await page.keyboard.press("Enter");
  await chat.frame.getByText("What do I wear when it is raining?").waitFor();
});

scenario("the strict page's chat works under its policy", async ({ page, chat }) => {
  await page.goto(`${shop}embed/strict.html`);
  await chat.open();
  await chat.ask("hello");
  await printed(page, "chat_response").waitFor();
});

scenario("every page about embedding is found from the shop", async ({ page }) => {
  await page.goto(shop);
  await page.getByRole("link", { name: "For site owners" }).click();
  const links = page.locator("main ul a");
  const count = await links.count();
  assert.ok(count >= 3);
  for (let at = 0; at < count; at += 1) {
    const response = await page.request.get(await links.nth(at).evaluate((one) => one.href));
    assert.equal(response.status(), 200);
  }
});
