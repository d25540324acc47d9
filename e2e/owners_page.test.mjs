/**
 * What an owner sets on the server, seen on a page of theirs, and what they hear of it. Nothing here is played.
 */

import assert from "node:assert/strict";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage } from "./support/site.mjs";

const demo = await startParlour({ command: "demo" });
const tag = loaderTag(demo.origin).replace("></script>", ` data-popups="true"></script>`);
const site = await startHostSite({ "/": shopPage({ chatOrigin: demo.origin, body: tag }), "/pay": shopPage({ chatOrigin: demo.origin, body: tag }), "/favicon.ico": "" });
const settings = [
  "bubble.size=72",
  "bubble.side=left",
  "hidden_urls.0=/pay*",
  "analytics.capture=true",
  "analytics.urls=true",
  `popup_messages=[{"id":"free","text":"Free delivery today","url_pattern":null,"delay_ms":0}]`,
];
await demo.cli("chatbot", "set", "shop-bot", ...settings);

scenario("the bubble, the message beside it and the counts are the owner's", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await page.getByRole("button", { name: "Free delivery today" }).waitFor();
  await page.waitForFunction(() => document.querySelector("#chat-button").offsetWidth === 72);
  assert.equal(await page.locator("#chat-container.di-left").count(), 1);
  const counted = page.waitForResponse((answer) => answer.url().includes("/analytics/events") && answer.request().postData().includes("product_recommendation_shown"));
  const opened = page.waitForResponse((answer) => answer.url().endsWith("/chatbot-public/opens"));
  await page.getByRole("button", { name: "Free delivery today" }).click();
  await chat.input.waitFor();
  await chat.ask("Do you have a blue shirt under 60?");
  assert.equal((await opened).status(), 204);
  assert.equal((await counted).status(), 202);
  const { urls } = (await counted).request().postDataJSON().events[0].props;
  assert.ok(urls.length > 0);
  const told = JSON.stringify(await demo.cli("analytics", "shop-bot"));
  for (const name of ["chatbot_opened", "message_sent", "product_recommendation_shown"]) assert.match(told, new RegExp(name));
});

scenario("pages that the owner hides it on are without the bubble", async ({ page, chat }) => {
  await page.goto(`${site}/pay`);
  await chat.bubble.waitFor({ state: "hidden" });
  await page.evaluate(() => history.pushState(null, "", "/thanks"));
  await chat.bubble.waitFor();
});
