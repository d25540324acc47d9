/**
 * The demo shop in a real browser: what a newcomer sees first.
 * Left out: the finer points of parts, forms and resuming, which have files of their own.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { newPage, origins } from "./support/browser.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";

const demo = await startParlour({ command: "demo" });

test("the shop opens without a complaint and without fetching the chat", async () => {
  const page = await newPage();
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${demo.origin}/demo/`);
  await page.locator("#chat-button").waitFor();
  assert.match(await page.title(), /Windlefold/);
  assert.ok(asked.includes("/universal-chatbot.js"));
  assert.deepEqual(asked.filter((path) => path.startsWith("/frame/")), []);
  assert.deepEqual(page.complaints, []);
});

test("a question is answered from the shop's own pages", async () => {
  const page = await newPage();
  await page.goto(`${demo.origin}/demo/`);
  await ask(page, "How do I return a parcel?");
  const answer = page.frameLocator("#chat-iframe").locator(".message.assistant:not(.draft) a").first();
  assert.match((await answer.getAttribute("href")) ?? "", /\/demo\/help\/returns\.html/);
  assert.deepEqual(page.complaints, []);
});

test("a site of another origin shows the chat under a strict policy and asks nobody else", async () => {
  const host = await startHostSite({
    "/": {
      body: `<!doctype html><title>Host</title><h1>Host</h1><script src="${demo.origin}/universal-chatbot.js?id=shop-bot" defer></script>`,
      headers: { "content-security-policy": `default-src 'none'; script-src ${demo.origin}; frame-src ${demo.origin}` },
    },
    "/favicon.ico": "",
  });
  const page = await newPage();
  const asked = origins(page);
  await page.goto(`${host}/`);
  await ask(page, "How long does delivery take?");
  await page.frameLocator("#chat-iframe").locator(".message.assistant:not(.draft) a").first().waitFor();
  assert.deepEqual([...asked].sort(), [demo.origin, host].sort());
  assert.deepEqual(page.complaints, []);
});

async function ask(page, question) {
  await page.locator("#chat-button").click();
  const chat = page.frameLocator("#chat-iframe");
  await chat.locator("#input").fill(question);
  await chat.locator("#input").press("Enter");
}
