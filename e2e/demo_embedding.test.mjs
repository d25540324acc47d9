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
  await inline.getByText("What can we find for you?").waitFor();
  await inline.locator("#input").fill("hello");
  await inline.locator("#input").press("Enter");
  await printed(page, "chat_response").waitFor();
  await page.getByRole("textbox", { name: "A raincoat, a lamp, a tent" }).fill("raincoat");
  await page.keyboard.press("Enter");
  await chat.frame.getByText("Do you have raincoat?").waitFor();
});

scenario("the strict page's chat works under its policy", async ({ page, chat }) => {
  await page.goto(`${shop}embed/strict.html`);
  await chat.open();
  await chat.ask("hello");
  await printed(page, "chat_response").waitFor();
});

scenario("who logs in is known to the chat, until they log out", async ({ page }) => {
  await page.goto(`${shop}embed/login.html`);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.locator("#chat-button").click();
  await page.getByText("The chat knows.").waitFor();
  const frame = page.frameLocator("iframe");
  await frame.locator("#input").fill("What is my name?");
  await frame.locator("#input").press("Enter");
  await frame.locator(".message.assistant").getByText("Ada Byron").waitFor();
  await printed(page, "chat").first().waitFor();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByText("The chat has forgotten.").waitFor();
});

scenario("the help page's chat follows its rules, and whoever subscribes late hears all", async ({ page }) => {
  await page.goto(`${shop}embed/contact.html`);
  const tab = page.locator(".sa-chat-tab");
  await tab.waitFor();
  await page.getByRole("button", { name: "Go to the checkout" }).click();
  await tab.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Come back" }).click();
  await tab.waitFor();
  await page.getByRole("button", { name: "Subscribe" }).click();
  await printed(page, "CHAT_LOADED").waitFor();
  assert.equal(await printed(page, "CHAT_VISIBLE").count(), 2);
});

scenario("on a narrow phone buttons keep apart, and no address breaks inside a word", { viewport: { width: 320, height: 640 } }, async ({ page }) => {
  await page.goto(`${shop}embed/contact.html`);
  const tops = await page.locator("p:has(> [data-subscribe]) button").evaluateAll((all) => all.map((one) => [one.getBoundingClientRect().top, one.getBoundingClientRect().bottom]));
  assert.equal(tops.length, 3);
  for (const [at, [top]] of tops.entries()) if (at > 0) assert.ok(top - tops[at - 1][1] >= 8, `${top} is close to ${tops[at - 1][1]}`);
  await page.goto(`${shop}help/contact.html`);
  const rows = await page.locator("td", { hasText: "hello@windlefold.example" }).evaluate((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map(({ top }) => top)).size;
  });
  assert.ok(rows <= 2, "hello@ and its domain");
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
