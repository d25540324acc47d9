/**
 * The demo shop in a real browser: what a newcomer sees first, and what an asking visitor gets.
 * Left out: the finer points of parts, resuming and embedding, which have files of their own.
 */

import assert from "node:assert/strict";
import { origins } from "./support/browser.mjs";
import { historyOf, textOf, tokenFor } from "./support/chat.mjs";
import { eventsNamed, scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const demo = await startParlour({ command: "demo" });
const shop = `${demo.origin}/demo/`;
const unknown = "Who won the chess world cup in 1987?";

scenario("the shop opens without a complaint and without fetching the chat", async ({ page, chat }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const others = origins(page);
  await page.goto(shop);
  await chat.bubble.waitFor();
  assert.match(await page.title(), /Windlefold/);
  assert.ok(asked.includes("/universal-chatbot.js"));
  assert.deepEqual(asked.filter((path) => path.startsWith("/frame/")), []);
  assert.deepEqual([...others], [demo.origin]);
});

scenario("a wish is answered with products within its price, as the catalogue has them", async ({ page, chat }) => {
  await page.goto(shop);
  await chat.open();
  const answer = await chat.ask("do you have a blue shirt under 60?");
  const cards = answer.locator(".card");
  assert.ok((await cards.count()) >= 2);
  const { messages } = await historyOf(demo.origin, await tokenFor(demo.origin, await chat.visitorKey()));
  const { products } = messages.at(-1).parts.find((part) => part.type === "products");
  const shown = await cards.evaluateAll((all) =>
    all.map((card) => ({
      title: card.querySelector(".card-title").textContent,
      price: card.querySelector(".price b").textContent,
      url: card.querySelector("a").href,
    })),
  );
  const euros = new Intl.NumberFormat("en-GB", { style: "currency", currency: "EUR" });
  assert.deepEqual(shown, products.map(({ title, price, url }) => ({ title, price: euros.format(price.amount), url })));
  for (const { title, price } of products) assert.ok(price.amount <= 60, `${title} costs ${price.amount}`);
  await assertPictures(answer.locator(".card img"));
});

/** Every picture of the row is there, once the row was scrolled to it. */
async function assertPictures(pictures) {
  for (const picture of await pictures.all()) {
    await picture.scrollIntoViewIfNeeded();
    await picture.evaluate((one) => one.decode());
  }
}

scenario("a card leads to its product, and the conversation goes along", async ({ page, chat }) => {
  await page.goto(shop);
  await chat.open();
  const answer = await chat.ask("do you have a blue shirt under 60?");
  const card = answer.locator(".card a").first();
  const url = await card.getAttribute("href");
  await card.click();
  await page.waitForURL(url);
  await chat.answers.locator(".card").first().waitFor();
  assert.equal(await page.locator(".chat-open").count(), 1, "it stays open");
});

scenario("an answer shows while it is written, and links to its page", async ({ context, page, chat }) => {
  await page.goto(shop);
  await chat.open();
  const seen = await chat.frame.locator(".messages").evaluateHandle((log) => {
    const lengths = [];
    new MutationObserver(() => lengths.push(log.querySelector(".draft")?.textContent.length ?? -1)).observe(log, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    return lengths;
  });
  const answer = await chat.ask("how do I return a parcel?");
  const growing = (await seen.jsonValue()).filter((length) => length >= 0);
  assert.ok(new Set(growing).size > 2, `the draft grew in steps: ${growing}`);
  const link = answer.getByRole("link", { name: "Returns and refunds" });
  assert.match(await link.getAttribute("href"), /\/demo\/help\/returns\.html$/);
  const [help] = await Promise.all([context.waitForEvent("page"), link.click()]);
  await help.getByRole("heading", { level: 1, name: /return/i }).waitFor();
});

scenario("a question nobody wrote about gets an honest answer and a form that is sent", async ({ page, chat }) => {
  await page.goto(shop);
  await chat.open();
  const answer = await chat.ask(unknown);
  assert.match(await answer.innerText(), /do not know/);
  await eventsNamed(page, "chat_contact_form_shown");
  const send = chat.form.getByRole("button", { name: "Send" });
  await send.click();
  assert.equal(await chat.form.locator(".fault").count(), 2, "each empty field says so");
  assert.equal(await chat.form.getByLabel("Message").inputValue(), unknown, "nobody has to ask twice");
  assert.equal(await chat.form.getByLabel("Name").evaluate((field) => field === document.activeElement), true);
  await chat.form.getByLabel("Name").fill("Ada Lovelace");
  await chat.form.getByLabel("E-mail").fill("ada@example");
  await chat.form.getByLabel("Message").fill("Please tell me.");
  await send.click();
  await chat.form.locator(".fault", { hasText: "name@example.com" }).waitFor();
  await chat.form.getByLabel("E-mail").fill("ada@example.com");
  const [submitted] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/api/v1/chat/actions")),
    send.click(),
  ]);
  assert.equal(submitted.status(), 200);
  assert.match((await submitted.json()).submission_id, /^sub_/);
  await chat.sentForm.filter({ hasText: "received" }).waitFor();
  assert.equal(await chat.form.count(), 0);
});

scenario("a reload keeps the conversation, and a sent form stays sent", async ({ page, chat }) => {
  await page.goto(shop);
  await chat.open();
  await chat.ask("how do I return a parcel?");
  await chat.ask(unknown);
  await chat.form.getByLabel("Name").fill("Ada");
  await chat.form.getByLabel("E-mail").fill("ada@example.com");
  await chat.form.getByLabel("Message").fill("Please tell me.");
  await chat.form.getByRole("button", { name: "Send" }).click();
  await chat.sentForm.waitFor();
  const before = await chat.transcript();
  const { messages } = await historyOf(demo.origin, await tokenFor(demo.origin, await chat.visitorKey()));
  assert.deepEqual(messages.map(({ role }) => role), ["user", "assistant", "user", "assistant"]);
  assert.equal(textOf(messages[2]), unknown);
  await page.reload();
  await chat.answers.nth(1).waitFor();
  assert.deepEqual(await chat.transcript(), before);
  await chat.sentForm.waitFor();
  assert.equal(await chat.form.count(), 0);
});

scenario("another visitor sees nothing of it", async ({ page, chat }) => {
  await page.goto(shop);
  await chat.open();
  await chat.frame.getByRole("button", { name: "How do I return a parcel?" }).waitFor();
  assert.equal(await chat.questions.count(), 0);
});

scenario("a question to start with is asked by pressing it", async ({ page, chat }) => {
  await page.goto(shop);
  await chat.open();
  await chat.frame.getByRole("button", { name: "How do I return a parcel?" }).click();
  await chat.answers.waitFor();
  assert.equal((await chat.transcript())[0][1], "How do I return a parcel?");
  assert.equal(await chat.frame.getByRole("button", { name: "How long does delivery take?" }).count(), 0);
});

scenario("the shop's own buttons open the chat", async ({ page, chat }) => {
  await page.goto(shop);
  await page.getByRole("link", { name: "Ask the shop" }).first().click();
  await chat.input.waitFor();
  assert.equal(page.url(), shop);
});
