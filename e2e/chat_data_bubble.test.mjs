/**
 * The Chat Data contract with a bubble and with the SDK, in whatever order a page loads them; and the lead form.
 */

import assert from "node:assert/strict";
import { broadcast, bubblePage, framePage, heardBy, listenScript, sdkTag } from "./support/chat_data.mjs";
import { eventNames, scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";

const parlour = await startParlour({ command: "demo" });
const chat0 = parlour.origin;
const pages = {};
const elsewhere = await startHostSite(pages);
const site = elsewhere.replace("localhost", "127.0.0.1");
Object.assign(pages, {
  "/favicon.ico": "",
  "/listen.js": listenScript,
  "/": bubblePage({ chatOrigin: chat0 }),
  "/sdk-first": bubblePage({ chatOrigin: chat0, head: sdkTag(chat0) }),
  "/sdk-last": bubblePage({ chatOrigin: chat0, body: sdkTag(chat0, { path: "/chatbotsdk.min.js" }) }),
  "/preload": bubblePage({ chatOrigin: chat0, more: "&amp;preload=true" }),
  "/frame": framePage({ chatOrigin: chat0, body: sdkTag(chat0, { chatbotId: null }) }),
  "/nobody": { ...bubblePage({ chatOrigin: chat0 }), body: `<!doctype html><title>Nobody</title>${sdkTag(chat0)}` },
});

const sdkThere = (page) => page.waitForFunction(() => typeof window.chatbot?.sendUserInfo === "function");

scenario("the bubble tells its page by the widget's name and hides itself", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  assert.equal(await page.locator("iframe").count(), 0, "no frame before anybody wants it");
  await chat.open();
  await chat.ask("hello");
  const [event] = await heardBy(page, 1);
  assert.deepEqual([event.event, event.payload.message, event.payload.source], ["chat", "hello", "widget"]);
  await chat.frame.getByRole("button", { name: "Close chat" }).click();
  assert.deepEqual((await heardBy(page, 2))[1], { event: "minimize-widget" });
  await page.locator("#chat-iframe").waitFor({ state: "hidden" });
  await chat.open();
  await page.locator("#minimize-button").click();
  assert.deepEqual((await heardBy(page, 3))[2], { event: "minimize-widget" });
  assert.deepEqual(await eventNames(page), [], "no other contract's events");
});

scenario("a bubble that is fetched at once can be told who visits like any frame", async ({ page, chat }) => {
  await page.goto(`${site}/preload`);
  await page.locator("#chat-iframe").waitFor({ state: "attached" });
  await chat.open();
  await broadcast(page, { event: "user-info", payload: { name: "Ada" } });
  for (let count = 1, name; name !== "Ada"; count += 1) {
    await chat.ask("hello");
    name = (await heardBy(page, count)).at(-1).payload.lead.name;
  }
});

for (const path of ["/sdk-first", "/sdk-last"]) {
  scenario(`the SDK and the bubble find each other: ${path}`, async ({ page, chat }) => {
    await page.goto(site + path);
    await sdkThere(page);
    await page.evaluate(() => {
      window.told = [];
      for (const name of ["chat", "minimize-widget"]) window.chatbot.addEventListener(name, (event) => window.told.push(event));
      window.chatbot.openWidget();
    });
    await chat.input.waitFor();
    const before = await page.evaluate(async () => {
      await window.chatbot.sendUserInfo({ name: "Ada", email: "ada@example.com" });
      return window.chatbot.getConfig();
    });
    assert.deepEqual(before, { chatbotId: "shop-bot", domain: chat0, theme: "auto", isOpen: true });
    await chat.ask("hello");
    await page.waitForFunction(() => window.told.length === 1);
    const [event] = await page.evaluate(() => window.told);
    assert.deepEqual([event.event, event.payload.lead.name, event.payload.lead.email], ["chat", "Ada", "ada@example.com"]);
    await page.evaluate(() => window.chatbot.clearUserInfo());
    await page.evaluate(() => window.chatbot.toggleWidget());
    await page.locator("#chat-iframe").waitFor({ state: "hidden" });
    await page.evaluate(() => window.chatbot.setTheme("dark"));
    await chat.frame.locator('html[style*="--scheme: dark"]').waitFor({ state: "attached" });
    assert.equal(await page.evaluate(() => window.chatbot.getConfig().isOpen), false);
  });
}

scenario("user info fetches the bubble's frame without opening it", async ({ page }) => {
  await page.goto(`${site}/sdk-last`);
  await sdkThere(page);
  await page.evaluate(() => window.chatbot.sendUserInfo({ name: "Ada" }));
  assert.equal(await page.evaluate(() => window.chatbot.getConfig().isOpen), false);
});

scenario("the SDK speaks to a frame that the page has placed", async ({ page }) => {
  await page.goto(`${site}/frame`);
  await sdkThere(page);
  await page.evaluate(async () => {
    window.chatbot.initialize({ chatbot_id: "shop-bot" });
    await window.chatbot.sendUserInfo({ name: "Ada" });
    window.chatbot.setTheme("dark");
  });
  await page.frameLocator("#placed").locator('html[style*="--scheme: dark"]').waitFor({ state: "attached" });
});

scenario("where there is no chat, user info is refused after five seconds", async ({ page }) => {
  await page.goto(`${site}/nobody`);
  await sdkThere(page);
  const refusal = await page.evaluate(() => window.chatbot.sendUserInfo({ name: "Ada" }).catch((error) => error.message));
  assert.match(refusal, /5 seconds/);
});
