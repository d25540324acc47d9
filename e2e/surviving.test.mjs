/**
 * Pages that are hard on a chat: strict policies with a nonce and Trusted Types, blockers, storage that is shut, navigation
 * without loading, frames that are reloaded, two scripts.
 */

import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { origins } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage, strictPolicy } from "./support/site.mjs";

const demo = await startParlour({ command: "demo" });
await demo.cli("chatbot", "create", "other-bot", "--name", "Other");
const pages = { "/favicon.ico": "" };
const site = await startHostSite(pages);
const page = (more) => shopPage({ chatOrigin: demo.origin, ...more });
const tag = loaderTag(demo.origin);
const nonce = "bm9uY2U";

Object.assign(pages, {
  "/": page({ body: tag }),
  "/nonce": page({
    body: tag.replace("<script", `<script nonce="${nonce}"`),
    policy: `default-src 'none'; script-src 'nonce-${nonce}'; frame-src ${demo.origin}; connect-src ${demo.origin}; require-trusted-types-for 'script'; trusted-types 'none'`,
  }),
  "/no-frames": page({ body: tag, policy: strictPolicy(demo.origin).replace(/frame-src [^;]+/, "frame-src 'none'") }),
  "/inline": page({ body: `<div id="chatbot-placeholder"></div><script src="${demo.origin}/chatbotinline.js?id=shop-bot"></script>` }),
  "/no-later": page({
    body: tag.replace("<script", `<script nonce="${nonce}"`),
    policy: `default-src 'none'; script-src ${demo.origin}/universal-chatbot.js; frame-src ${demo.origin}; connect-src ${demo.origin}`,
  }),
  "/contracts": page({ body: `${tag}<script src="${demo.origin}/embed.min.js?chatbotId=shop-bot"></script>${tag}` }),
  "/two": page({ body: tag + loaderTag(demo.origin, "other-bot") }),
});

const note = (page) => page.locator("#chatbase-message-bubbles");
const phone = { viewport: { width: 375, height: 812 }, isMobile: true, hasTouch: true };

/** Waits until the visitor can read that the chat is blocked: nothing covers it. */
async function readsWhy(page) {
  const told = page.getByRole("status").filter({ hasText: "The chat is blocked." });
  await told.waitFor();
  const isOnTop = await told.evaluate((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return one.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
  assert.ok(isOnTop, "the note can be read");
}

/** The chat behind the bubble has made way, on this page and the next. */
async function madeWay(page, chat) {
  await readsWhy(page);
  await chat.bubble.waitFor();
  assert.deepEqual(await page.evaluate(() => [window.Parlour.isOpen(), localStorage.getItem("chatWindowState")]), [false, "closed"]);
}

scenario("a nonce and Trusted Types without any policy are enough", async ({ page, chat }) => {
  const asked = origins(page);
  await page.goto(`${site}/nonce`);
  await chat.open();
  await chat.ask("hello");
  assert.deepEqual([...asked].sort(), [demo.origin, site].sort());
  assert.deepEqual(await page.context().cookies(), []);
});

scenario("before anybody wants the chat, the page asks for nothing but the script", async ({ page, chat }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url())));
  await page.goto(`${site}/`);
  await chat.bubble.waitFor();
  await page.mouse.move(10, 10);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(asked.filter(({ origin }) => origin === demo.origin).map(({ pathname }) => pathname), ["/universal-chatbot.js"]);
  await chat.bubble.hover();
  await page.locator("#chat-iframe").waitFor({ state: "attached" });
});

scenario("a policy that forbids the frame is told to the visitor and to the owner", { tolerates: [/frame-src/, /Framing/] }, async ({ page, chat }) => {
  const told = page.waitForEvent("console", { predicate: (line) => line.type() === "warning" && line.text().includes(`frame-src ${demo.origin}`) && line.text().includes("set shop-bot allowed_origins=") });
  await page.goto(`${site}/no-frames`);
  await chat.bubble.click();
  await told;
  await madeWay(page, chat);
});

scenario("a page without a web address is told that it can have no chat", { tolerates: [/frame-ancestors/, /Framing/, /BLOCKED_BY_RESPONSE/] }, async ({ page, chat }) => {
  const told = page.waitForEvent("console", { predicate: (line) => /without a web address/.test(line.text()) });
  const file = join(await mkdtemp(join(tmpdir(), "parlour-e2e-")), "page.html");
  await writeFile(file, `<!doctype html><title>A file</title>${loaderTag(demo.origin)}`);
  await page.goto(`file://${file}`);
  await chat.bubble.click();
  await told;
});

scenario("a policy or a blocker that forbids the second half is told, too", { tolerates: [/script-src/, /later\.js/, /content policy/] }, async ({ page, chat }) => {
  const told = page.waitForEvent("console", { predicate: (line) => line.type() === "warning" && line.text().includes("is blocked") });
  await page.goto(`${site}/no-later`);
  await chat.bubble.click();
  await told;
  await madeWay(page, chat);
});

scenario("a second half that fails once comes with the next press", { tolerates: [/later\.js/, /content policy/, /ERR_CONNECTION_RESET/] }, async ({ page, chat }) => {
  const later = /\/frame\/later\.js/;
  const state = () => page.evaluate(() => [window.Parlour.isOpen(), document.querySelector("#chat-button").getAttribute("aria-expanded"), window.chatEvents.length]);
  let asked = 0;
  await page.route(later, (route) => {
    asked += 1;
    return route.abort("connectionreset");
  });
  await page.goto(`${site}/`);
  await page.evaluate(() => {
    window.told = window.Parlour.setMetadata({ plan: "free" });
  });
  for (const press of [1, 2]) {
    await chat.bubble.click();
    await page.waitForFunction(() => !window.Parlour.isOpen());
    await madeWay(page, chat);
    assert.deepEqual([asked, await state()], [press, [false, "false", 0]], "a chat that is not there was not opened");
    assert.equal(await page.locator("iframe").count(), 0);
  }
  assert.deepEqual(await page.evaluate(() => window.told), { ok: false, permanent: false });
  await page.unroute(later);
  await chat.bubble.click();
  await chat.ask("hello");
  assert.equal(await note(page).innerText(), "");
  assert.deepEqual((await state()).slice(0, 2), [true, "true"]);
  assert.deepEqual(await page.evaluate(() => window.Parlour.setMetadata({ plan: "free" })), { ok: true, permanent: false });
  assert.deepEqual(await page.evaluate(() => window.chatEvents.filter(({ name }) => name === "chat_open").length), 1);
});

const swallows = { tolerates: [/ERR_BLOCKED_BY_CLIENT/, /chrome-error/] };

scenario("a blocker that swallows the frame's document leaves a phone its page and the visitor a word, until it lets go", { ...phone, ...swallows }, async ({ page, chat }) => {
  await page.route(/\/frame\/\?/, (route) => route.abort("blockedbyclient"));
  await page.goto(`${site}/`);
  await chat.bubble.tap();
  await madeWay(page, chat);
  await page.unroute(/\/frame\/\?/);
  await chat.bubble.tap();
  await chat.ask("hello");
  assert.equal(await note(page).innerText(), "");
});

scenario("a chat in the page's text that is swallowed leaves a word in its place", swallows, async ({ page }) => {
  await page.route(/\/frame\/\?/, (route) => route.abort("blockedbyclient"));
  await page.goto(`${site}/inline`);
  await readsWhy(page);
});

scenario("a blocker that hides the frame leaves the visitor a word", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("iframe{display:none!important}");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
  await chat.bubble.click();
  await madeWay(page, chat);
});

scenario("a blocker that takes the frame out leaves the visitor a word", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await page.evaluate(() => new MutationObserver(() => document.querySelector("#chat-iframe")?.remove()).observe(document, { childList: true, subtree: true }));
  await chat.bubble.click();
  await madeWay(page, chat);
});

scenario("a page that has taken the frame out has it back when the chat is wanted", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await chat.ask("hello");
  await page.evaluate(() => {
    document.querySelector("#chat-iframe").remove();
    window.Parlour.open("hello again");
  });
  await chat.questions.nth(1).waitFor();
});

scenario("a frame that is loaded anew goes on where it was", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await chat.ask("hello");
  await page.evaluate(() => {
    const frame = document.querySelector("#chat-iframe");
    frame.src = `${frame.src}`;
  });
  await chat.questions.first().waitFor();
  await chat.ask("hello again");
  assert.equal(await chat.questions.count(), 2);
});

scenario("a browser that keeps other sites' storage apart or shut has a chat that answers", async ({ context, page, chat }) => {
  await context.addInitScript(() => {
    if (window === window.top) return;
    for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("storage is shut in frames", "SecurityError");
        },
      });
    }
  });
  await page.goto(`${site}/`);
  await chat.open();
  await chat.ask("hello");
  await page.reload();
  await chat.answers.first().waitFor();
});

scenario("navigation without loading keeps the chat and tells it the address", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await page.evaluate(() => {
    history.pushState(null, "", "/a");
    document.querySelector("main").replaceChildren("Another page");
    history.pushState(null, "", "/b?x=1");
    history.replaceState(null, "", "/c");
  });
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/api/v1/chat/messages")),
    chat.say("hello"),
  ]);
  assert.equal(sent.postDataJSON().context.page, `${site}/c`);
  await page.goBack();
  await chat.answers.first().waitFor();
});

scenario("two contracts' scripts on one page share one bubble, whatever their order", async ({ page, chat }) => {
  await page.goto(`${site}/contracts`);
  await chat.open();
  await chat.ask("hello");
  assert.equal(await page.locator("#chat-container").count(), 1);
  assert.equal(await page.locator("iframe").count(), 1);
  assert.deepEqual(await page.evaluate(() => window.chatEvents.filter(({ name }) => name === "chat_open").length), 1);
  await page.evaluate(() => window.Parlour.destroy());
  assert.deepEqual(await page.evaluate(() => [document.querySelectorAll("iframe, #chat-container").length, typeof window.DialogIntelligens]), [0, "undefined"]);
});

scenario("two chatbots on one page are one bubble, and the console says which", async ({ page, chat }) => {
  const told = page.waitForEvent("console", { predicate: (line) => line.text().includes("shop-bot already") && line.text().includes("other-bot") });
  await page.goto(`${site}/two`);
  await told;
  await chat.open();
  assert.equal(await page.locator("iframe").count(), 1);
  assert.match(await page.locator("#chat-iframe").getAttribute("src"), /chatbot_id=shop-bot/);
});
