/**
 * The messages between page and frame by the Diverge contract, action by action, and what each leads to.
 */

import assert from "node:assert/strict";
import { newVisitorKey } from "./support/chat.mjs";
import { eventsNamed, scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage, strictPolicy } from "./support/site.mjs";

const demo = await startParlour({ command: "demo" });
const pages = { "/favicon.ico": "" };
const site = await startHostSite(pages);
Object.assign(pages, {
  "/": shopPage({ chatOrigin: demo.origin, body: loaderTag(demo.origin) }),
  "/other": shopPage({ chatOrigin: demo.origin }),
  "/bare": shopPage({ chatOrigin: demo.origin }),
  "/values": shopPage({
    chatOrigin: demo.origin,
    policy: strictPolicy(demo.origin).replace("script-src", "script-src 'self'"),
    head: `<script src="/values.js"></script>`,
    body: loaderTag(demo.origin),
  }),
  "/values.js": `let calls = 0; window.__CHATBOT_HTTP_INTEGRATION_VALUES__ = () => ({ customer: "c-17", seen: Math.min(1, calls++) });`,
});

const inside = (page) => page.frames().find((frame) => frame.url().startsWith(`${demo.origin}/frame/`));
/** Says something to the page out of the real frame, as the frame itself does. */
const say = (page, message) => inside(page).evaluate(([message, origin]) => parent.postMessage(message, origin), [message, site]);
const isOpen = (page) => page.evaluate(() => window.Parlour.isOpen());
const sessionChange = (page) =>
  page.waitForRequest((request) => request.method() === "PATCH" && request.url().endsWith("/api/v1/chat/session"));

/** Notes what the frame says to the page, as an owner's own listener would. */
async function listenOn(page) {
  await page.evaluate((origin) => {
    window.said = [];
    addEventListener("message", (event) => {
      if (event.origin === origin && event.source === document.querySelector("iframe")?.contentWindow) window.said.push(event.data);
    });
  }, demo.origin);
}
const saidBy = (page, action) =>
  page.waitForFunction((action) => window.said.find((message) => message.action === action), action).then((found) => found.jsonValue());

scenario("expandChat, collapseChat, toggleSize and closeChat move the window", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  const wide = page.locator("#chat-container.di-large");
  await say(page, { action: "expandChat" });
  await wide.waitFor();
  await say(page, { action: "collapseChat" });
  await wide.waitFor({ state: "detached" });
  await say(page, { action: "toggleSize" });
  await wide.waitFor();
  await say(page, { action: "toggleSize" });
  await wide.waitFor({ state: "detached" });
  await say(page, { action: "closeChat" });
  await page.waitForFunction(() => !window.Parlour.isOpen());
});

scenario("the visitor makes the window larger and smaller again", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  const larger = chat.frame.getByRole("button", { name: "Larger window" });
  await larger.click();
  await page.locator("#chat-container.di-large").waitFor();
  await chat.frame.locator("button[aria-pressed=true]").waitFor();
  await larger.click();
  await page.locator("#chat-container:not(.di-large)").waitFor();
});

scenario("navigate leads to web addresses only", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await say(page, { action: "navigate", url: "javascript:document.title='broken'" });
  await say(page, { action: "navigate", url: "data:text/html,broken" });
  await say(page, { action: "navigate" });
  await say(page, { action: "navigate", url: `${site}/other` });
  await page.waitForURL(`${site}/other`);
  assert.equal(await page.title(), "A shop");
});

scenario("openInNewTab opens web addresses only, with no way back", async ({ context, page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  // A click inside is what lets a tab open.
  await chat.input.click();
  const opened = context.waitForEvent("page");
  await say(page, { action: "openInNewTab", url: "javascript:alert(1)" });
  await say(page, { action: "openInNewTab", url: `${site}/other` });
  const tab = await opened;
  await tab.waitForURL(`${site}/other`);
  assert.equal(await tab.evaluate(() => window.opener), null);
  assert.equal(context.pages().length, 2);
});

scenario("chatOpenSource opens a closed window by its name, and an open one not again", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await page.evaluate(() => {
    window.opened = [];
    window.Parlour.close();
    window.Parlour.on("opened", ({ source }) => window.opened.push(source));
  });
  await say(page, { action: "chatOpenSource", source: "inline" });
  await say(page, { action: "chatOpenSource", source: "inline" });
  await page.waitForFunction(() => window.opened.length > 0);
  await chat.ask("hello");
  assert.deepEqual(await page.evaluate(() => window.opened), ["inline"]);
});

scenario("metadata waits for the chat, goes to the session, and its asker hears how it came out", { tolerates: [/422/] }, async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await page.evaluate(() => {
    window.outcomes = [];
    window.DialogIntelligens.setMetadata({ plan: "free", cart: 3 }).then((outcome) => window.outcomes.push(outcome));
    window.DialogIntelligens.setMetadata({ plan: "premium" }).then((outcome) => window.outcomes.push(outcome));
  });
  assert.equal(await page.locator("iframe").count(), 0, "no reason to fetch the chat");
  const told = sessionChange(page);
  await listenOn(page);
  await chat.open();
  assert.deepEqual((await told).postDataJSON(), { metadata: { plan: "premium", cart: 3 } });
  await page.waitForFunction(() => window.outcomes.length === 2);
  assert.deepEqual(await page.evaluate(() => window.outcomes), Array(2).fill({ ok: true, permanent: false }));
  const result = await saidBy(page, "setMetadataResult");
  assert.deepEqual({ ...result, requestId: typeof result.requestId }, { action: "setMetadataResult", requestId: "string", ok: true, permanent: false });
  const refused = await page.evaluate(() => window.DialogIntelligens.setMetadata({ note: "x".repeat(9000) }));
  assert.deepEqual(refused, { ok: false, permanent: true });
});

scenario("signed metadata goes to the session as it is", async ({ page, chat }) => {
  await page.route("**/api/v1/chat/session", (route) => route.fulfill({ json: {} }));
  await page.goto(`${site}/`);
  await chat.open();
  const told = sessionChange(page);
  const outcome = page.evaluate(() => window.DialogIntelligens.setSignedMetadata("a.b.c"));
  assert.deepEqual((await told).postDataJSON(), { signed_metadata: "a.b.c" });
  assert.deepEqual(await outcome, { ok: true, permanent: false });
});

scenario("trouble with the network is nothing permanent", { tolerates: [/session/, /ERR_FAILED/, /Failed to load/] }, async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await page.route("**/api/v1/chat/session", (route) => route.abort());
  assert.deepEqual(await page.evaluate(() => window.DialogIntelligens.setMetadata({ a: 1 })), { ok: false, permanent: false });
});

scenario("the page's values are told at the start and asked for anew when the chat is opened", async ({ page, chat }) => {
  const told = [];
  await page.route("**/api/v1/chat/session", (route) => {
    told.push(route.request().postDataJSON());
    return route.fulfill({ json: {} });
  });
  await page.goto(`${site}/values`);
  await listenOn(page);
  await chat.open();
  const asked = await saidBy(page, "refreshHttpIntegrationValues");
  assert.equal(typeof asked.requestId, "string");
  await page.waitForFunction(() => window.said.length > 0);
  await chat.ask("hello");
  assert.deepEqual(told.at(-1), { metadata: { customer: "c-17", seen: 1 } });
});

scenario("a purchase is reported through the frame to whoever listens", async ({ page }) => {
  await page.goto(`${site}/`);
  await listenOn(page);
  await page.evaluate(() => {
    window.Parlour.on("purchaseReported", (purchase) => (window.purchase = purchase));
    window.Parlour.reportPurchase({ totalPrice: 129.5, currency: "EUR" });
  });
  const reported = await saidBy(page, "purchaseReported");
  assert.deepEqual(reported, { action: "purchaseReported", chatbotID: "shop-bot", totalPrice: 129.5, currency: "EUR" });
  assert.deepEqual(await page.evaluate(() => window.purchase), { totalPrice: 129.5, currency: "EUR" });
});

scenario("what the frame says happened is an event of the page's", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await page.evaluate(() => {
    window.heard = [];
    const types = ["ratingSubmitted", "formSubmitted", "livechat", "leadSubmitted", "custom", "unread", "conversationEnded"];
    for (const type of types) window.Parlour.on(type, (data) => window.heard.push([type, data]));
  });
  await say(page, { action: "ratingSubmitted", rating: 4 });
  await say(page, { action: "formSubmitted", form_type: "contact_form" });
  await say(page, { action: "livechatStarted" });
  await say(page, { action: "livechatState", state: "waiting" });
  await say(page, { action: "livechatState", state: "active" });
  await say(page, { action: "leadSubmitted", lead: { uuid: "u", name: "Ada" } });
  await say(page, { action: "custom", key: "confetti", payload: { colour: "red" } });
  await say(page, { action: "unread", count: 2 });
  await say(page, { action: "conversationEnded" });
  await page.waitForFunction(() => window.heard.length === 8);
  assert.deepEqual(await page.evaluate(() => window.heard), [
    ["ratingSubmitted", { rating: 4 }],
    ["formSubmitted", { formType: "contact_form" }],
    ["livechat", { state: "waiting" }],
    ["livechat", { state: "active" }],
    ["leadSubmitted", { uuid: "u", name: "Ada" }],
    ["custom", { key: "confetti", payload: { colour: "red" } }],
    ["unread", { count: 2 }],
    ["conversationEnded", {}],
  ]);
  assert.equal(await page.locator("#chat-unread").textContent(), "2");
});

scenario("the page's events say who said what first, and carry the contract's fields", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await listenOn(page);
  await chat.open();
  await chat.ask("Do you have a blue shirt under 60?");
  await eventsNamed(page, "chat_recommendation");
  const first = await saidBy(page, "firstMessageSent");
  assert.deepEqual(first, { action: "firstMessageSent", chatbotID: "shop-bot" });
  await saidBy(page, "userMessageSubmitted");
  await saidBy(page, "assistantFirstToken");
  const shown = await saidBy(page, "productRecommendation");
  assert.ok(shown.urls.every((url) => url.startsWith("http")));
  const about = await saidBy(page, "conversationClassified");
  assert.ok("emne" in about);
});

scenario("a page that places the frame itself talks with it by the same messages", async ({ page }) => {
  await page.goto(`${site}/bare`);
  await page.evaluate(
    async ({ src, chatOrigin, visitorId }) => {
      window.said = [];
      const frame = document.createElement("iframe");
      frame.id = "chat-iframe";
      frame.src = src;
      addEventListener("message", (event) => {
        if (event.origin === chatOrigin && event.source === frame.contentWindow) window.said.push(event.data);
      });
      await new Promise((done) => {
        frame.onload = done;
        document.body.append(frame);
      });
      window.tell = (message) => frame.contentWindow.postMessage(message, chatOrigin);
      // Sent before the frame has its configuration: it is kept.
      window.tell({ action: "externalMessage", message: "hello", source: "public-api" });
      window.tell({ action: "integrationOptions", chatbotID: "shop-bot", visitorId, pageUrl: location.href, pagePath: "/bare" });
      window.tell({ action: "externalMessage", message: "hello again", source: "inline-search-widget" });
      window.tell({ action: "reportPurchase", chatbotID: "shop-bot", totalPrice: "dear", currency: "EUR" });
      window.tell({ action: "setMetadata", chatbotID: "shop-bot", metadata: { plan: "free" }, requestId: "r-1" });
      window.tell({ action: "reportPurchase", chatbotID: "shop-bot", totalPrice: 10, currency: "EUR" });
    },
    { src: `${demo.origin}/frame/?chatbot_id=shop-bot&parentOrigin=${site}`, chatOrigin: demo.origin, visitorId: newVisitorKey() },
  );
  const result = await saidBy(page, "setMetadataResult");
  assert.deepEqual([result.requestId, result.ok], ["r-1", true]);
  await page.frameLocator("#chat-iframe").locator(".message.user").nth(1).waitFor();
  const questions = await page.frameLocator("#chat-iframe").locator(".message.user .bubble").allInnerTexts();
  assert.deepEqual(questions.map((text) => text.trim()), ["hello", "hello again"]);
  await saidBy(page, "purchaseReported");
  const purchases = await page.evaluate(() => window.said.filter(({ action }) => action === "purchaseReported"));
  assert.deepEqual(purchases.map(({ totalPrice }) => totalPrice), [10], "a price that is no number is no purchase");
});

scenario("resetConversation starts another, with the page's first message", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await chat.ask("hello");
  const ended = page.evaluate(() => new Promise((done) => window.Parlour.once("conversationEnded", done)));
  await page.evaluate(() => window.Parlour.endConversation());
  await ended;
  await chat.questions.first().waitFor({ state: "detached" });
  await page.evaluate(
    ([origin, message]) => document.querySelector("#chat-iframe").contentWindow.postMessage(message, origin),
    [demo.origin, { action: "resetConversation", firstMessage: "a fresh start" }],
  );
  await chat.answers.first().waitFor();
  assert.deepEqual((await chat.transcript()).filter(([who]) => who === "user"), [["user", "a fresh start"]]);
});
