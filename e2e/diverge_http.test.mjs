/**
 * What the page asks of the server by itself: the chatbot's settings, messages beside the bubble, counts. The answers are the
 * contract's, set by each test; the server's own are for its tests.
 */

import assert from "node:assert/strict";
import { eventsNamed, scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage } from "./support/site.mjs";

const demo = await startParlour({ command: "demo" });
const asking = (wish) => loaderTag(demo.origin).replace("></script>", ` data-${wish}="true"></script>`);
const shop = (body) => shopPage({ chatOrigin: demo.origin, body });
const site = await startHostSite({
  "/": shop(loaderTag(demo.origin)),
  "/config": shop(asking("config")),
  "/checkout": shop(asking("config")),
  "/popups": shop(asking("popups")),
  "/favicon.ico": "",
});
const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "*", "access-control-allow-methods": "*" };

/** Answers the page's calls, and keeps them: `{ config, popup }` as the server would give them. */
async function answering(page, { config = {}, popup = { popup_text: null, popup_key: null, delay_ms: 0 } }) {
  const calls = [];
  const waiting = new Set();
  const serve = (pattern, answer) =>
    page.route(pattern, (route) => {
      const request = route.request();
      if (request.method() === "OPTIONS") return route.fulfill({ status: 204, headers: cors });
      calls.push({ url: new URL(request.url()), body: request.postDataJSON() });
      for (const look of waiting) look();
      return route.fulfill({ headers: cors, ...answer(new URL(request.url())) });
    });
  await serve("**/chatbot-public/integration-config/**", () => ({ json: config }));
  await serve("**/api/v1/popup-messages?**", ({ searchParams }) => {
    const seen = (searchParams.get("seen") ?? "").split(",");
    return { json: seen.includes(popup.popup_key) ? { popup_text: null, popup_key: null, delay_ms: 0 } : popup };
  });
  await serve("**/chatbot-public/opens", () => ({ status: 204 }));
  await serve("**/api/v1/analytics/events?**", () => ({ status: 202, json: { accepted: 1 } }));
  return {
    all: calls,
    to: (part) => calls.filter(({ url }) => url.pathname.includes(part)),
    /** Resolves once an event of that name has been counted. */
    untilCounted: (name) =>
      new Promise((done) => {
        const look = () => calls.some(({ body }) => body?.events?.some((event) => event.name === name)) && done();
        waiting.add(look);
        look();
      }),
  };
}

scenario("nothing is asked before the chat is wanted, then the settings, without the visitor's secret", async ({ page, chat }) => {
  const calls = await answering(page, {});
  await page.goto(`${site}/`);
  await chat.bubble.waitFor();
  await page.waitForLoadState("networkidle");
  assert.deepEqual(calls.all, []);
  await chat.open();
  await chat.ask("hello");
  const [{ url }] = calls.to("integration-config");
  assert.equal(url.pathname, "/api/v1/chatbot-public/integration-config/shop-bot");
  assert.equal(url.searchParams.get("environment"), "live");
  assert.ok(!url.href.includes("visitor-"));
  assert.deepEqual(calls.all.length, 1, "no counts unless they are switched on");
});

scenario("a page that asks for the settings has the owner's bubble at once", async ({ page, chat }) => {
  await answering(page, { config: { themeColor: "#aa3322", buttonSize: 72, buttonBottom: 40, buttonRight: 50, uiLanguage: "da" } });
  await page.goto(`${site}/config`);
  await page.waitForFunction(() => document.querySelector("#chat-button").offsetWidth === 72);
  const looks = await chat.bubble.evaluate((one) => {
    const box = one.getBoundingClientRect();
    return { color: getComputedStyle(one).backgroundColor, bottom: innerHeight - box.bottom, right: document.documentElement.clientWidth - box.right };
  });
  assert.deepEqual(looks, { color: "rgb(170, 51, 34)", bottom: 40, right: 50 });
  assert.equal(await page.locator("iframe").count(), 0, "the frame still waits for the visitor");
  assert.equal(await page.evaluate(() => window.DialogIntelligens.getUiLanguage()), "da");
  await chat.bubble.click();
  await chat.frame.getByRole("button", { name: "Luk chatten" }).waitFor();
});

scenario("pages that the owner has named are without the bubble, as the visitor goes along", async ({ page, chat }) => {
  await answering(page, { config: { hiddenUrls: ["/checkout*"] } });
  await page.goto(`${site}/checkout`);
  await chat.bubble.waitFor({ state: "hidden" });
  await page.evaluate(() => history.pushState(null, "", "/thanks"));
  await chat.bubble.waitFor();
  await page.evaluate(() => history.pushState(null, "", "/checkout/pay?step=2"));
  await chat.bubble.waitFor({ state: "hidden" });
});

scenario("an owner's message stands beside the bubble at its time, opens the chat, and is gone for good", async ({ page, chat }) => {
  const calls = await answering(page, { popup: { popup_text: "Free delivery today", popup_key: "p1", delay_ms: 200 } });
  await page.goto(`${site}/popups`);
  const words = page.getByRole("button", { name: "Free delivery today" });
  await words.waitFor();
  assert.equal(calls.to("popup-messages")[0].url.searchParams.get("chatbot_id"), "shop-bot");
  assert.equal(calls.to("popup-messages")[0].url.searchParams.get("url"), `${site}/popups`);
  assert.ok(await page.evaluate(() => performance.now() >= 200));
  assert.equal(await page.locator("iframe").count(), 0);
  await page.evaluate(() => window.Parlour.on("opened", ({ source }) => (window.source = source)));
  await words.click();
  await chat.input.waitFor();
  assert.equal(await page.evaluate(() => window.source), "popup");
  await words.waitFor({ state: "detached" });
  await page.evaluate(() => window.Parlour.close());
  const again = page.waitForResponse((response) => response.url().includes("popup-messages"));
  await page.reload();
  assert.equal((await (await again).json()).popup_text, null, "the server is told what was seen");
});

scenario("a message beside the bubble is closed by its button, and goes with its page", async ({ page, chat }) => {
  await answering(page, { popup: { popup_text: "Hello", popup_key: "p2", delay_ms: 0 } });
  await page.goto(`${site}/popups`);
  await chat.bubble.hover();
  await chat.input.waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Hello", exact: true }).waitFor();
  const grounds = ["light", "dark"].map((theme) =>
    page.evaluate((theme) => {
      window.Parlour.setTheme(theme);
      return getComputedStyle(document.querySelector("#chatbase-message-bubbles")).backgroundColor;
    }, theme),
  );
  assert.deepEqual(await Promise.all(grounds), ["rgb(255, 255, 255)", "rgb(34, 39, 45)"]);
  await page.getByRole("button", { name: "Dismiss message" }).click();
  await page.getByRole("button", { name: "Hello", exact: true }).waitFor({ state: "detached" });
  assert.ok(await chat.bubble.isVisible());
  assert.equal(await page.evaluate(() => localStorage.getItem("chatPopups_shop-bot")), "p2");
});

scenario("counts are told where the owner wants them, with the names of the contract and no words of the visitor", async ({ page, chat }) => {
  const calls = await answering(page, { config: { analyticsCaptureEnabled: true, analyticsUrlsEnabled: false } });
  await page.goto(`${site}/`);
  await chat.open();
  await chat.ask("Do you have a blue shirt under 60?");
  await calls.untilCounted("product_recommendation_shown");
  await page.evaluate(() => window.Parlour.reportPurchase({ totalPrice: 20, currency: "EUR" }));
  await calls.untilCounted("purchase_completed");
  const counted = calls.to("analytics/events");
  assert.ok(counted.every(({ url }) => url.searchParams.get("chatbot_id") === "shop-bot"));
  assert.ok(counted.every(({ body }) => body.environment === "live" && /^visitor-/.test(body.visitor_key)));
  const events = counted.flatMap(({ body }) => body.events);
  assert.deepEqual(events.map(({ name }) => name).sort(), [
    "chatbot_opened",
    "conversation_started",
    "message_sent",
    "product_recommendation_shown",
    "purchase_completed",
  ]);
  assert.deepEqual(events.find(({ name }) => name === "product_recommendation_shown").props, {});
  assert.ok(!JSON.stringify(counted).includes("blue shirt"));
  const [opens] = calls.to("opens");
  assert.deepEqual({ ...opens.body, visitor_key: "" }, { chatbot_id: "shop-bot", visitor_key: "", source: "button" });
  await page.reload();
  await page.evaluate(() => {
    window.Parlour.close();
    window.Parlour.open();
  });
  await chat.answers.first().waitFor();
  assert.equal(calls.to("opens").length, 1, "each visitor opens once");
});

scenario("addresses of products are on the page's events where the owner has switched them on", async ({ page, chat }) => {
  await answering(page, { config: { analyticsUrlsEnabled: true } });
  await page.goto(`${site}/`);
  const settings = page.waitForResponse((response) => response.url().includes("integration-config"));
  await chat.open();
  await (await settings).finished();
  const answer = await chat.ask("Do you have a blue shirt under 60?");
  const [shown] = await eventsNamed(page, "chat_recommendation");
  assert.ok(shown.urls.length > 0 && shown.urls.every((url) => url.startsWith("http")));
  await answer.locator(".card a").first().click();
  const [clicked] = await eventsNamed(page, "chat_product_click");
  assert.ok(shown.urls.includes(clicked.url));
});
