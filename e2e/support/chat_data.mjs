/**
 * Pages of the Chat Data contract: a frame that the page has placed itself, a bubble, the SDK; each listens as a site
 * owner would and keeps what it hears in `window.heard`.
 * Left out: judgements; those are the tests'.
 */

import { shopPage, strictPolicy } from "./site.mjs";

/** A listener as the contract's guide has it: by origin, then by the event's name. */
const listener = (chatOrigin) => `<script src="/listen.js" data-origin="${chatOrigin}"></script>`;

export const listenScript = `
const from = document.currentScript.dataset.origin;
window.heard = [];
addEventListener("message", (event) => {
  if (event.origin !== from || typeof event.data !== "object" || event.data === null || !event.data.event) return;
  if (event.data.event === "user-info-ack") return;
  window.heard.push({ ...event.data, isFrame: [...document.querySelectorAll("iframe")].some((one) => one.contentWindow === event.source) });
  if (event.data.event === "minimize-widget") document.querySelector("#mine")?.setAttribute("hidden", "");
});`;

const policy = (chatOrigin, own) => `${strictPolicy(chatOrigin).replace("script-src", `script-src ${own ?? "'self'"}`)}; style-src 'self'`;

/** A page with a frame in a container of its own. */
export const framePage = ({ chatOrigin, chatbotId = "shop-bot", body = "" }) =>
  shopPage({
    chatOrigin,
    head: listener(chatOrigin),
    body: `<div id="mine"><iframe id="placed" title="Chat" src="${chatOrigin}/chatbot-iframe/${chatbotId}" width="420" height="640" allow="clipboard-write" frameborder="0"></iframe></div>${body}`,
    policy: policy(chatOrigin),
  });

/** A page with the bubble, and whatever else. */
export const bubblePage = ({ chatOrigin, chatbotId = "shop-bot", more = "", head = "", body = "" }) =>
  shopPage({
    chatOrigin,
    head: `${listener(chatOrigin)}${head}<script src="${chatOrigin}/embed.min.js?chatbotId=${chatbotId}${more}" defer></script>`,
    body,
    policy: policy(chatOrigin),
  });

export const sdkTag = (chatOrigin, { chatbotId = "shop-bot", path = "/static/chatbotsdk.min.js" } = {}) =>
  `<script src="${chatOrigin}${path}"${chatbotId === null ? "" : ` data-chatbot-id="${chatbotId}"`} defer></script>`;

/** Sends to every frame of the page, to whom it may concern, as older pages do. */
export const broadcast = (page, message) =>
  page.evaluate((data) => {
    for (const frame of document.querySelectorAll("iframe")) frame.contentWindow.postMessage(data, "*");
  }, message);

/** Resolves once the page has heard `count` events; gives all so far. */
export async function heardBy(page, count) {
  await page.waitForFunction((wanted) => window.heard.length >= wanted, count);
  return page.evaluate(() => window.heard.map(({ isFrame: _, ...event }) => event));
}
