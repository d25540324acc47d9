/**
 * The Diverge contract as a site owner uses it: the script's options, `window.DialogIntelligens`, the address bar, and the
 * events on `window` with listeners as owners write them.
 */

import assert from "node:assert/strict";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage, strictPolicy } from "./support/site.mjs";

const demo = await startParlour({ command: "demo" });
const pages = { "/favicon.ico": "" };
const site = await startHostSite(pages);
const page = (more) => shopPage({ chatOrigin: demo.origin, ...more });
const ownScript = { policy: strictPolicy(demo.origin).replace("script-src", "script-src 'self'") };

/** What an owner puts beside the chat to have its events in a tag manager. */
const tagManager = `window.dataLayer = window.dataLayer || [];
for (const name of ["chat_open", "chat_response", "chat_recommendation", "chat_product_click", "chat_contact_form_shown",
  "chat_conversation_classified"]) {
  window.addEventListener(name, (event) => window.dataLayer.push({ event: name, ...event.detail }));
}`;

Object.assign(pages, {
  "/": page({ body: loaderTag(demo.origin) }),
  "/tags": page({ ...ownScript, head: `<script src="/tags.js"></script>`, body: loaderTag(demo.origin) }),
  "/tags.js": tagManager,
  "/hidden": page({ body: loaderTag(demo.origin, "shop-bot", "&amp;hidden=true") }),
  "/test": page({ body: loaderTag(demo.origin, "shop-bot", "&amp;environment=test") }),
  "/danish": page({ body: loaderTag(demo.origin, "shop-bot", "&amp;language=da") }),
  "/nameless": page({ body: `<script src="${demo.origin}/universal-chatbot.js"></script>` }),
  "/elsewhere": page({ ...ownScript, head: `<script src="/elsewhere.js"></script>`, body: loaderTag(demo.origin) }),
  "/elsewhere.js": `window.__CHATBOT_URL__ = "${demo.origin}"; window.__CHATBOT_API_URL__ = "${demo.origin}/";`,
  "/taken": page({ ...ownScript, head: `<script src="/taken.js"></script>`, body: loaderTag(demo.origin) }),
  "/taken.js": `window.DialogIntelligens = "the page's own";`,
});

const frameSrc = (page) => page.locator("#chat-iframe").getAttribute("src");

scenario("the elements have the names that pages know, and the frame knows its page", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  assert.equal(await page.locator("#chat-iframe").count(), 0);
  await chat.open();
  for (const name of ["chat-container", "chat-button", "chat-iframe", "minimize-button", "chatbase-message-bubbles"]) {
    assert.equal(await page.locator(`#${name}`).count(), 1, name);
  }
  assert.ok(await page.locator("#chat-container.chat-open").count());
  const src = new URL(await frameSrc(page));
  assert.equal(src.searchParams.get("parentOrigin"), site);
  assert.equal(src.searchParams.get("chatbot_id"), "shop-bot");
  await page.locator("#minimize-button").click();
  await page.locator("#chat-container:not(.chat-open)").waitFor();
});

scenario("the test environment is the frame's and its session's", async ({ page, chat }) => {
  await page.goto(`${site}/test`);
  const session = page.waitForRequest((request) => request.url().endsWith("/api/v1/chatbot-public/session"));
  await chat.open();
  assert.equal(new URL(await frameSrc(page)).searchParams.get("environment"), "test");
  assert.equal((await session).postDataJSON().environment, "test");
});

scenario("the language is what the script asks for, else nobody's", async ({ page, chat }) => {
  await page.goto(`${site}/danish`);
  assert.equal(await page.evaluate(() => window.DialogIntelligens.getUiLanguage()), "da");
  await page.getByRole("button", { name: "Åbn chatten" }).click();
  await chat.frame.getByRole("button", { name: "Luk chatten" }).waitFor();
  await page.goto(`${site}/`);
  assert.equal(await page.evaluate(() => window.DialogIntelligens.getUiLanguage()), null);
});

scenario("the host overrides say where frame and API are", async ({ page, chat }) => {
  await page.goto(`${site}/elsewhere`);
  await chat.open();
  assert.equal(new URL(await frameSrc(page)).origin, demo.origin);
  await chat.ask("hello");
});

scenario("a script without a chatbot says what to do and leaves the page alone", { tolerates: [/names no chatbot/] }, async ({ page }) => {
  const told = page.waitForEvent("console", { predicate: (line) => line.text().includes("?id=") });
  await page.goto(`${site}/nameless`);
  await told;
  assert.deepEqual(await page.evaluate(() => [typeof window.Parlour, typeof window.DialogIntelligens]), ["undefined", "undefined"]);
});

scenario("a page's own DialogIntelligens stays, and the chat is Parlour", async ({ page, chat }) => {
  const told = page.waitForEvent("console", { predicate: (line) => line.text().includes("window.Parlour") });
  await page.goto(`${site}/taken`);
  await told;
  assert.equal(await page.evaluate(() => window.DialogIntelligens), "the page's own");
  await page.evaluate(() => window.Parlour.open());
  await chat.input.waitFor();
  await page.evaluate(() => window.Parlour.destroy());
  assert.equal(await page.evaluate(() => window.DialogIntelligens), "the page's own");
});

scenario("the object is there as soon as the script has loaded, and keeps what it is told", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  const { keys, state } = await page.evaluate(() => {
    const di = window.DialogIntelligens;
    const keys = Object.keys(di).sort();
    di.open("first");
    di.open("second");
    const open = document.querySelector("#chat-container").classList.contains("chat-open");
    return { keys, state: { open } };
  });
  assert.deepEqual(keys, ["destroy", "getUiLanguage", "hide", "open", "setMetadata", "setSignedMetadata", "show"]);
  assert.deepEqual(state, { open: true }, "open at once, long before the frame");
  await chat.questions.nth(1).waitFor();
  assert.deepEqual(
    (await chat.transcript()).filter(([who]) => who === "user").map(([, text]) => text),
    ["first", "second"],
  );
});

scenario("hide takes bubble and window away, show brings the bubble back closed, open leads out of hiding", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await page.evaluate(() => window.DialogIntelligens.hide());
  await page.locator("#chat-iframe").waitFor({ state: "hidden" });
  assert.equal(await chat.bubble.isVisible(), false);
  await page.evaluate(() => window.DialogIntelligens.show());
  await chat.bubble.waitFor();
  assert.equal(await page.locator("#chat-container.chat-open").count(), 0);
  await page.evaluate(() => {
    window.DialogIntelligens.hide();
    window.DialogIntelligens.open();
  });
  await page.locator("#chat-container.chat-open").waitFor();
});

scenario("chatbot_message alone opens and says it, once a page load", async ({ page, chat }) => {
  await page.goto(`${site}/?a=1&chatbot_message=hello+there&b=2`);
  await chat.questions.first().waitFor();
  assert.equal(page.url(), `${site}/?a=1&b=2`);
  assert.deepEqual((await chat.transcript())[0], ["user", "hello there"]);
  const opened = await page.evaluate(() => window.chatEvents.filter(({ name }) => name === "chat_open").length);
  assert.equal(opened, 1, "opening by the address is opening");
});

scenario("chat=open opens without a word", async ({ page, chat }) => {
  await page.goto(`${site}/?chat=open&message=x`);
  await chat.input.waitFor();
  assert.equal(page.url(), `${site}/`);
  assert.equal(await chat.questions.count(), 0);
});

scenario("a tag manager gets every event with its details", async ({ page, chat }) => {
  await page.goto(`${site}/tags`);
  await chat.open();
  await page.evaluate(() => window.DialogIntelligens.open());
  await chat.ask("Do you have a blue shirt under 60?");
  await page.waitForFunction(() => window.dataLayer.some(({ event }) => event === "chat_conversation_classified"));
  const layer = await page.evaluate(() => window.dataLayer);
  assert.ok(layer.every(({ chat_type }) => chat_type === "shopping_assistant"));
  assert.equal(layer.filter(({ event }) => event === "chat_open").length, 1, "never for open() on an open window");
  const response = layer.find(({ event }) => event === "chat_response");
  assert.ok(Number.isInteger(response.response_latency_ms) && response.response_latency_ms >= 0);
  const shown = layer.find(({ event }) => event === "chat_recommendation");
  assert.deepEqual(Object.keys(shown).sort(), ["chat_type", "event"], "no addresses unless the owner has switched them on");
  assert.ok("classification" in layer.find(({ event }) => event === "chat_conversation_classified"));
});

scenario("an answer that nobody asked for fires no response", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  const inside = page.frames().find((frame) => frame.url().startsWith(`${demo.origin}/frame/`));
  await inside.evaluate((origin) => parent.postMessage({ action: "assistantFirstToken" }, origin), site);
  await chat.ask("hello");
  const responses = await page.evaluate(() => window.chatEvents.filter(({ name }) => name === "chat_response").length);
  assert.equal(responses, 1);
});

scenario("the page keeps the visitor's key, the window's state and the first message", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await chat.ask("hello");
  const kept = await page.evaluate(() => ({ ...localStorage }));
  assert.match(kept["visitorKey_shop-bot"], /^visitor-\d+-\d+$/);
  assert.equal(kept.chatWindowState, "open");
  assert.equal(kept["hasSentMessage_shop-bot"], "true");
  assert.equal(await page.evaluate(() => document.cookie), "");
  await page.reload();
  await page.locator("#chat-container.chat-open").waitFor();
  await chat.answers.first().waitFor();
  const opened = await page.evaluate(() => window.chatEvents.length);
  assert.equal(opened, 0, "a window that a reload restores was not opened");
});
