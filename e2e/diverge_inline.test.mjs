/**
 * The chat in a page's own text, and the search bar: where they stand, how high, what they say.
 */

import assert from "node:assert/strict";
import { faultsOf } from "./support/axe.mjs";
import { eventsNamed, scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage, strictPolicy } from "./support/site.mjs";

const demo = await startParlour({ command: "demo" });
const pages = { "/favicon.ico": "" };
const site = await startHostSite(pages);
const policy = strictPolicy(demo.origin).replace("script-src", "script-src 'self'");
const page = (more) => shopPage({ chatOrigin: demo.origin, policy, ...more });
const script = (name, query = "") => `<script src="${demo.origin}/${name}.js${query}"></script>`;
const inlineTag = script("chatbotinline", "?id=shop-bot");

Object.assign(pages, {
  "/beside": page({ body: `<section id="here">${inlineTag}<p id="after">After.</p></section>` }),
  "/placeholder": page({ body: `<div id="chatbot-placeholder"></div>${inlineTag}` }),
  "/early": page({ head: inlineTag, body: `<div id="chatbot-placeholder"></div>` }),
  "/named": page({ body: `<div id="chatbot-placeholder" data-chatbot-id="shop-bot"></div>${script("chatbotinline", "?id=other-bot")}` }),
  "/overrides": page({ head: `<script src="/overrides.js"></script>`, body: `<div id="chatbot-placeholder"></div>${inlineTag}` }),
  "/overrides.js": `window.__CHATBOT_INLINE_OVERRIDES__ = { inlineWelcomeMessage: "Ask us about socks." };`,
  "/both": page({ body: `<div id="chatbot-placeholder"></div>${inlineTag}${inlineTag}${loaderTag(demo.origin)}` }),
  "/search": page({
    body: `<div id="chatbot-search-widget" data-placeholder="What are you looking for?" data-message-template="Search for {query} please"></div>
      <div class="chatbot-search-widget" data-message-prefix="About " data-message-suffix="!"></div>
      <div class="chatbot-search-widget"></div><div id="own"></div>
      ${loaderTag(demo.origin)}${script("inline-search-bar")}`,
  }),
  "/only-inline": page({ body: `<div id="chatbot-placeholder"></div><div id="chatbot-search-widget"></div>${inlineTag}${script("inline-search-bar")}` }),
  "/lonely": page({ body: `<div id="chatbot-search-widget"></div>${script("inline-search-bar")}` }),
});

/** The inline chat as a visitor handles it. */
function inlineOn(page) {
  const frame = page.frameLocator("#chat-iframe-inline");
  return {
    frame,
    box: page.locator(".di-inline"),
    input: frame.locator("#input"),
    questions: frame.locator(".message.user .bubble"),
    answers: frame.locator(".message.assistant:not(.draft)"),
    async ask(text) {
      await this.input.fill(text);
      await this.input.press("Enter");
      await this.answers.last().waitFor();
    },
  };
}

/** Resolves once the box has the height that it grows or shrinks to. */
const heightIs = (page, wanted) =>
  page.waitForFunction((wanted) => Math.round(document.querySelector(".di-inline").getBoundingClientRect().height) === wanted, wanted);

scenario("the chat stands next to its script, low until somebody goes into it", async ({ page }) => {
  await page.goto(`${site}/beside`);
  const chat = inlineOn(page);
  await chat.input.waitFor();
  assert.equal(await page.locator("#here > script + .di-inline + #after").count(), 1);
  await heightIs(page, 100);
  const box = await chat.input.boundingBox();
  const outer = await chat.box.boundingBox();
  assert.ok(box.y >= outer.y && box.y + box.height <= outer.y + outer.height, "the place to write in is seen whole");
  await chat.input.click();
  await heightIs(page, 450);
  await chat.ask("hello");
  await eventsNamed(page, "chat_response");
  assert.equal((await eventsNamed(page, "chat_open")).length, 1);
});

scenario("it grows for a long answer and comes down again, by mouse and by keyboard", async ({ page }) => {
  await page.goto(`${site}/placeholder`);
  const chat = inlineOn(page);
  await chat.input.click();
  await heightIs(page, 450);
  await chat.frame.getByRole("button", { name: "Larger window" }).click();
  await heightIs(page, 500);
  await chat.frame.getByRole("button", { name: "Larger window" }).click();
  await heightIs(page, 450);
  await chat.frame.getByRole("button", { name: "Close chat" }).click();
  await heightIs(page, 100);
  await chat.input.focus();
  await heightIs(page, 450);
  await page.keyboard.press("Escape");
  await heightIs(page, 100);
});

scenario("a placeholder is filled, also by a script before it", async ({ page }) => {
  await page.goto(`${site}/early`);
  await inlineOn(page).input.waitFor();
  assert.equal(await page.locator("#chatbot-placeholder > .di-inline > #chat-iframe-inline").count(), 1);
});

scenario("the placeholder's chatbot goes before the script's", async ({ page }) => {
  await page.goto(`${site}/named`);
  await inlineOn(page).input.waitFor();
  assert.match(await page.locator("#chat-iframe-inline").getAttribute("src"), /chatbot_id=shop-bot/);
});

scenario("the page's own welcome stands in for the chatbot's", async ({ page }) => {
  await page.goto(`${site}/overrides`);
  const chat = inlineOn(page);
  await chat.frame.getByText("Ask us about socks.").waitFor();
  await chat.input.click();
  await heightIs(page, 450);
  assert.ok(await chat.frame.getByText("Ask us about socks.").isVisible());
});

scenario("a page drawn anew gets its chat back", async ({ page }) => {
  await page.goto(`${site}/placeholder`);
  const chat = inlineOn(page);
  await chat.input.click();
  await chat.ask("hello");
  await page.evaluate(() => {
    document.querySelector("#chatbot-placeholder").remove();
    const fresh = document.createElement("div");
    fresh.id = "chatbot-placeholder";
    document.querySelector("main").append(fresh);
  });
  await page.locator("main > #chatbot-placeholder > .di-inline").waitFor();
  await chat.questions.first().waitFor();
});

scenario("a bubble and an inline chat are two windows on one conversation", async ({ page, chat }) => {
  await page.goto(`${site}/both`);
  const inline = inlineOn(page);
  await inline.input.click();
  await inline.ask("hello");
  assert.equal(await page.locator(".di-inline").count(), 1, "the second script has nothing to add");
  assert.equal(await page.evaluate(() => window.Parlour.place), "bubble");
  await chat.open();
  await chat.questions.first().waitFor();
});

scenario("Parlour opens the inline chat and takes it away", async ({ page }) => {
  await page.goto(`${site}/placeholder`);
  const chat = inlineOn(page);
  await page.evaluate(() => window.Parlour.open("hello from the page"));
  await heightIs(page, 450);
  await chat.questions.first().waitFor();
  await page.evaluate(() => window.Parlour.destroy());
  assert.deepEqual(await page.evaluate(() => [document.querySelectorAll("iframe, .di-inline").length, document.adoptedStyleSheets.length, typeof window.Parlour]), [0, 0, "undefined"]);
});

scenario("search bars ask in the owner's words, by id and by class", async ({ page, chat }) => {
  await page.goto(`${site}/search`);
  const fields = page.getByRole("search").getByRole("textbox");
  await fields.nth(2).waitFor();
  assert.deepEqual(await faultsOf(page), [], "three landmarks, three names");
  await page.getByRole("textbox", { name: "What are you looking for?" }).fill("a $& coat");
  await page.keyboard.press("Enter");
  await chat.questions.first().waitFor();
  await fields.nth(1).fill("boots");
  await page.getByRole("button", { name: "Send question" }).nth(1).press("Enter");
  await chat.questions.nth(1).waitFor();
  await fields.nth(2).fill("   ");
  await page.keyboard.press("Enter");
  await fields.nth(2).fill("hello");
  await page.keyboard.press("Enter");
  await chat.questions.nth(2).waitFor();
  assert.deepEqual(
    (await chat.transcript()).filter(([who]) => who === "user").map(([, text]) => text),
    ["Search for a $& coat please", "About boots!", "hello"],
  );
  assert.equal(await fields.nth(2).inputValue(), "");
});

scenario("focus on a search bar fetches the chat, and the page's load does not", async ({ page }) => {
  await page.goto(`${site}/search`);
  await page.getByRole("search").first().waitFor();
  assert.equal(await page.locator("iframe").count(), 0);
  await page.getByRole("search").getByRole("textbox").first().focus();
  await page.locator("#chat-iframe").waitFor({ state: "attached" });
});

scenario("a search bar is made by hand, with looks of the page's own", async ({ page, chat }) => {
  await page.goto(`${site}/search`);
  const told = page.waitForEvent("console", { predicate: (line) => line.text().includes("borderRadius") });
  await page.evaluate(() =>
    window.initChatbotSearchWidget("#own", {
      placeholder: "By hand",
      messageTemplate: "{query}?",
      backgroundColor: "rgb(1, 2, 3)",
      borderRadius: "very round",
      maxWidth: "300px",
    }),
  );
  await told;
  const form = page.locator("#own form");
  const looks = await form.evaluate((one) => [getComputedStyle(one).backgroundColor, getComputedStyle(one).borderRadius, one.offsetWidth]);
  assert.deepEqual(looks, ["rgb(1, 2, 3)", "28px", 300]);
  const inks = await form.evaluate((one) => ["input", "button"].map((name) => getComputedStyle(one.querySelector(name)).color));
  assert.deepEqual(inks, ["rgb(255, 255, 255)", "rgb(143, 179, 222)"], "typed words and the button are seen on it");
  await page.evaluate(() => window.initChatbotSearchWidget("#own", { placeholder: "Twice" }));
  assert.equal(await page.getByPlaceholder("Twice").count(), 0, "once is enough");
  await page.getByPlaceholder("By hand").fill("shirts");
  await page.keyboard.press("Enter");
  await chat.questions.first().waitFor();
  assert.deepEqual((await chat.transcript())[0], ["user", "shirts?"]);
});

scenario("a search bar is dark on a page that is, and light on one that is not", { colorScheme: "dark" }, async ({ page }) => {
  await page.goto(`${site}/lonely`);
  const ground = () => page.locator(".di-search").evaluate((one) => getComputedStyle(one).backgroundColor);
  assert.equal(await ground(), "rgb(255, 255, 255)");
  await page.evaluate(() => void (document.documentElement.style.colorScheme = "light dark"));
  assert.equal(await ground(), "rgb(34, 39, 45)");
});

scenario("a search bar asks the chat in the page's text where there is no other", async ({ page }) => {
  await page.goto(`${site}/only-inline`);
  await page.getByRole("search").getByRole("textbox").fill("boots");
  await page.keyboard.press("Enter");
  await inlineOn(page).questions.getByText("boots").waitFor();
});

scenario("a search bar is made anew with the page's body, and its template loses no word", async ({ page, chat }) => {
  await page.goto(`${site}/search`);
  await page.getByRole("search").first().waitFor();
  await page.evaluate(() => {
    const body = document.createElement("body");
    for (const template of ["{query} or like {query}", "Look for"]) {
      body.append(Object.assign(document.createElement("div"), { className: "chatbot-search-widget" }));
      body.lastChild.dataset.messageTemplate = template;
    }
    document.body = body;
  });
  const fields = page.getByRole("search").getByRole("textbox");
  for (const at of [0, 1]) {
    await fields.nth(at).fill("boots");
    await page.keyboard.press("Enter");
    await chat.questions.nth(at).waitFor();
  }
  assert.deepEqual(
    (await chat.transcript()).filter(([who]) => who === "user").map(([, text]) => text),
    ["boots or like boots", "Look for boots"],
  );
});

scenario("the focus goes back to the search bar that the chat was opened from", async ({ page, chat }) => {
  await page.goto(`${site}/search`);
  const field = page.getByRole("search").getByRole("textbox").nth(1);
  await field.fill("boots");
  await field.press("Enter");
  await chat.frame.locator("#input:focus").waitFor();
  await page.keyboard.press("Escape");
  await field.and(page.locator(":focus")).waitFor();
});

scenario("a search bar for what is no element is refused, and says what to give", async ({ page }) => {
  const warnings = [];
  page.on("console", (line) => line.type() === "warning" && warnings.push(line.text()));
  await page.goto(`${site}/search`);
  await page.evaluate(() => [null, undefined, 5, {}].forEach((one) => window.initChatbotSearchWidget(one)));
  assert.deepEqual(warnings.map((line) => /is no element; initChatbotSearchWidget takes one, or a selector/.test(line)), Array(4).fill(true), warnings.join("\n"));
});

scenario("a search bar without a chat says so and keeps the question", async ({ page }) => {
  await page.goto(`${site}/lonely`);
  const told = page.waitForEvent("console", { predicate: (line) => line.text().includes("universal-chatbot.js") });
  await page.getByRole("search").getByRole("textbox").fill("boots");
  await page.keyboard.press("Enter");
  await told;
  assert.equal(await page.getByRole("search").getByRole("textbox").inputValue(), "boots");
});
