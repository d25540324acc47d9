/**
 * What an owner sets on the command line, on a page of theirs by the real server: the bubble's looks, where it is hidden, what
 * pops up, which sites may place the chat, and what is counted.
 */

import assert from "node:assert/strict";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage } from "./support/site.mjs";

const parlour = await startParlour({ command: "demo" });
const set = (...assignments) => parlour.cli("chatbot", "set", "shop-bot", ...assignments);
const asking = (wish) => loaderTag(parlour.origin).replace("></script>", ` data-${wish}="true"></script>`);
const shop = (body) => shopPage({ chatOrigin: parlour.origin, body });
const placed = `<iframe id="chat-iframe" src="${parlour.origin}/chatbot-iframe/shop-bot" width="400" height="600"></iframe>`;
const site = await startHostSite({
  "/": shop(loaderTag(parlour.origin)),
  "/config": shop(asking("config")),
  "/checkout": shop(asking("config")),
  "/popups": shop(asking("popups")),
  "/placed": shop(placed),
  "/favicon.ico": "",
});

scenario("the bubble stands where the owner put it, and not on the pages that they named", async ({ page, chat }) => {
  await set("bubble.side=left", "bubble.distance=31", "bubble.size=70", "bubble.title=Ask us", "hidden_urls.0=/checkout*");
  await page.goto(`${site}/config`);
  await page.waitForFunction(() => document.querySelector("#chat-button").offsetWidth === 70);
  const looks = await chat.bubble.evaluate((one) => ({ left: one.getBoundingClientRect().left, title: one.title }));
  assert.deepEqual(looks, { left: 31, title: "Ask us" });
  await page.goto(`${site}/checkout?step=1`);
  await chat.bubble.waitFor({ state: "hidden" });
});

scenario("an owner's message pops up once, and again when its words change", async ({ page }) => {
  const message = (text) => set(`popup_messages=${JSON.stringify([{ id: "hi", text, url_pattern: "/popups" }])}`);
  await message("Free delivery today");
  await page.goto(`${site}/popups`);
  await page.getByRole("button", { name: "Free delivery today" }).waitFor();
  await page.getByRole("button", { name: "Dismiss message" }).click();
  const answered = page.waitForResponse((response) => response.url().includes("popup-messages"));
  await page.reload();
  assert.equal((await (await answered).json()).popup_text, null);
  await message("Free delivery tomorrow");
  await page.reload();
  await page.getByRole("button", { name: "Free delivery tomorrow" }).waitFor();
});

const counts = async () => (await parlour.cli("analytics", "shop-bot")).counts.map(({ name, visitors }) => [name, visitors]);

scenario("nothing that visitors do is counted unless the owner says so", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await chat.ask("Hello");
  assert.deepEqual(await counts(), []);
});

scenario("what visitors do is counted where the owner says so", async ({ page, chat }) => {
  await set("analytics.capture=true");
  const opened = page.waitForResponse((response) => response.url().endsWith("/opens"));
  const told = page.waitForResponse((response) => response.url().includes("/analytics/events"));
  await page.goto(`${site}/`);
  await chat.open();
  assert.equal((await opened).status(), 204);
  assert.equal((await told).status(), 202);
  assert.deepEqual(await counts(), [["chatbot_opened", 1], ["open", 1]]);
});

scenario("a chat that a page places itself is on any site until the owner lists some", { tolerates: [/frame-ancestors/, /chatbot-iframe/] }, async ({ page, chat }) => {
  await set("allowed_origins=[]");
  await page.goto(`${site}/placed`);
  await chat.input.waitFor();
  await set(`allowed_origins=["${site}"]`);
  await page.reload();
  await chat.input.waitFor();
  await set('allowed_origins=["https://elsewhere.example"]');
  await page.reload();
  await page.frameLocator("#chat-iframe").locator("body.neterror").waitFor({ state: "attached" });
  assert.equal(await chat.input.count(), 0);
  await set('allowed_origins=["*"]');
});

scenario("an owner's form is filled in before each conversation, once, and what was sent is with the owner", async ({ page, chat }) => {
  const intake = {
    form_id: "intake",
    name: "Before we start",
    trigger: "session_start",
    fields: [
      { key: "topic", label: "What is it about?", type: "dropdown", required: true, options: ["an order", "a product"] },
      { key: "order", label: "Order number", required: true, visible_when: [{ field: "topic", operator: "equals", value: "an order" }] },
    ],
  };
  await parlour.cliWith(JSON.stringify({ forms: [intake] }), "chatbot", "configure", "shop-bot", "-");
  await page.goto(`${site}/`);
  await page.evaluate(() => window.Parlour.open("Where is my parcel?"));
  const form = chat.frame.getByRole("form", { name: "Before we start" });
  await form.getByLabel("What is it about?").selectOption("an order");
  await form.getByRole("button", { name: "Start the chat" }).click();
  await form.getByText("Please fill this in.").waitFor();
  await form.getByLabel("Order number").fill("1042");
  assert.equal(await chat.frame.locator(".prompt").first().isVisible(), false, "nothing is proposed past the form");
  assert.equal(await chat.questions.count(), 0, "the page's words wait");
  await form.getByRole("button", { name: "Start the chat" }).click();
  await chat.answers.first().waitFor();
  assert.match(await chat.questions.innerText(), /Where is my parcel/);
  await page.reload();
  await chat.input.waitFor();
  assert.equal(await form.count(), 0);
  const [sent] = (await parlour.cli("inbox", "list", "--type", "form_submission")).entries;
  assert.deepEqual(sent.fields, { topic: "an order", order: "1042" });
  await chat.choose("New conversation");
  await form.waitFor();
  assert.equal(await chat.input.count(), 0, "the next conversation is asked again");
  await page.reload();
  await form.getByLabel("What is it about?").selectOption("a product");
  await form.getByRole("button", { name: "Start the chat" }).click();
  await chat.ask("hello");
  const all = (await parlour.cli("inbox", "list", "--type", "form_submission")).entries;
  assert.deepEqual(all.map((entry) => entry.fields.topic).sort(), ["a product", "an order"], "and is with the owner, too");
  await page.evaluate(() => window.Parlour.endConversation());
  await form.waitFor();
});

scenario("an owner's words in a chat that is read from the right keep their own order", { locale: "ar" }, async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await page.evaluate(() => window.Parlour.open());
  const label = chat.frame.locator(".entry-form label").first();
  await label.waitFor();
  const [first, last] = await label.evaluate((one) => {
    const words = document.createTreeWalker(one, NodeFilter.SHOW_TEXT).nextNode();
    return [0, words.length - 1].map((at) => {
      const range = new Range();
      range.setStart(words, at);
      range.setEnd(words, at + 1);
      return range.getBoundingClientRect().left;
    });
  });
  assert.ok(first < last, `the question mark stands behind: ${first}, ${last}`);
});
