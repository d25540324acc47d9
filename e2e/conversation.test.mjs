/**
 * A conversation as it is read and written: scrolling that respects a reader, older messages, forms
 * begun early, and what a visitor sees of a server that refuses.
 */

import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { historyOf, textOf, tokenFor } from "./support/chat.mjs";
import { startProxy } from "./support/proxy.mjs";
import { scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const proxy = await startProxy();
const parlour = await startParlour({ command: "demo", args: ["--public-url", proxy.origin] });
proxy.target(parlour.origin);
const messages = "/api/v1/chat/messages";
const long = "How do I return a parcel?";
const unknown = "Who won the chess world cup in 1987?";

beforeEach(() => proxy.reset());

async function openShop(page, chat) {
  await page.goto(`${proxy.origin}/demo/`);
  await chat.open();
}

const log = (chat) => chat.frame.locator(".log");

/** Says something for the visitor without a browser, to its end. */
async function sayQuietly(token, text) {
  const response = await fetch(parlour.origin + messages, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ message: { parts: [{ type: "text", text }] } }),
  });
  assert.match(await response.text(), /event: ?done/);
}

scenario("a long conversation opens at its end, and older messages come in above the line being read", async ({ page, chat }) => {
  await openShop(page, chat);
  const token = await tokenFor(parlour.origin, await chat.visitorKey());
  for (let at = 1; at <= 30; at += 1) await sayQuietly(token, `hello number ${at}`);
  await sayQuietly(token, "bye");
  await page.reload();
  await chat.questions.filter({ hasText: "bye" }).waitFor();
  assert.equal(await chat.questions.count(), 25);
  const fromEnd = () => log(chat).evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
  assert.ok((await fromEnd()) < 3);
  const oldest = chat.questions.filter({ hasText: "hello number 7" });
  await log(chat).evaluate((box) => new Promise((done) => (box.addEventListener("scroll", done, { once: true }), (box.scrollTop = 0))));
  const before = (await oldest.boundingBox()).y;
  await chat.frame.getByRole("button", { name: "Show earlier messages" }).click();
  await chat.questions.filter({ hasText: /hello number 1$/ }).waitFor({ state: "attached" });
  assert.equal(await chat.questions.count(), 31);
  const moved = Math.abs((await oldest.boundingBox()).y - before);
  assert.ok(moved < 60, `the line moved by ${moved}px`);
  assert.equal(await chat.frame.getByRole("button", { name: "Show earlier messages" }).count(), 0);
});

scenario("a question stays in sight while its answer grows below", async ({ page, chat }) => {
  await openShop(page, chat);
  await chat.ask(long);
  await chat.ask(long);
  const window = await log(chat).boundingBox();
  const question = await chat.questions.last().boundingBox();
  assert.ok(question.y >= window.y && question.y < window.y + 60, `${question.y} in ${JSON.stringify(window)}`);
});

scenario("who reads further up is left alone, and led to the end on request", async ({ page, chat }) => {
  await openShop(page, chat);
  await chat.ask(long);
  proxy.plan({ holdAfter: 10 });
  await chat.say(long);
  await chat.draft.locator(".bubble").filter({ hasText: "open your order" }).waitFor();
  await log(chat).evaluate((box) => new Promise((done) => (box.addEventListener("scroll", done, { once: true }), (box.scrollTop = 40))));
  proxy.release();
  await chat.answers.nth(1).waitFor();
  assert.equal(await log(chat).evaluate((box) => box.scrollTop), 40);
  await chat.frame.getByRole("button", { name: "Jump to the newest message" }).click();
  await chat.frame.getByRole("button", { name: "Jump to the newest message" }).waitFor({ state: "detached" });
  assert.ok((await log(chat).evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)) < 3);
});

scenario("a form begun while its answer arrives keeps what was typed", async ({ page, chat }) => {
  await openShop(page, chat);
  proxy.plan({ holdAfter: 13 });
  await chat.say(unknown);
  await chat.form.getByLabel("Name").fill("Ada");
  assert.equal(await chat.form.getByRole("button", { name: "Send" }).isDisabled(), true, "not before the answer is whole");
  proxy.release();
  await chat.answers.waitFor();
  assert.equal(await chat.form.getByLabel("Name").inputValue(), "Ada");
  assert.equal(await chat.form.getByLabel("Name").evaluate((field) => field === document.activeElement), true);
  assert.equal(await chat.form.getByRole("button", { name: "Send" }).isDisabled(), false);
});

scenario("a token that ran out is renewed unseen (refused by a proxy)", { tolerates: [/\b401\b/] }, async ({ page, chat }) => {
  await openShop(page, chat);
  proxy.refuse("POST", messages, 401, "unauthorized");
  await chat.ask("hello");
  assert.equal(proxy.sent("POST", "/api/v1/chatbot-public/session").length, 2);
  assert.equal(await chat.questions.count(), 1);
});

scenario("too much at once waits as long as it is told, says so, and goes out (refused by a proxy)", { tolerates: [/\b429\b/] }, async ({ page, chat }) => {
  await openShop(page, chat);
  proxy.refuse("POST", messages, 429, "rate_limited", { "Retry-After": "1" });
  await chat.say("hello");
  await chat.notice.filter({ hasText: "in 1 second" }).waitFor();
  await chat.answers.waitFor();
  assert.equal(proxy.sent("POST", messages).length, 2);
  assert.equal(await chat.notice.innerText(), "");
});

scenario("a message that cannot be taken says so, and the next one goes out (refused by a proxy)", { tolerates: [/\b422\b/] }, async ({ page, chat }) => {
  await openShop(page, chat);
  proxy.refuse("POST", messages, 422, "validation");
  await chat.say("hello");
  await chat.notice.filter({ hasText: "could not be accepted" }).waitFor();
  assert.equal(await chat.notice.getByRole("button").count(), 0, "trying again would not help");
  assert.match(await chat.questions.innerText(), /Not sent/);
  await chat.ask("hello again");
  const { messages: held } = await historyOf(parlour.origin, await tokenFor(parlour.origin, await chat.visitorKey()));
  assert.deepEqual(held.map((one) => one.role), ["user", "assistant"]);
  assert.equal(textOf(held[0]), "hello again");
});

scenario("a server that cannot be reached at first is tried again by hand", { tolerates: [/ERR_FAILED/] }, async ({ page, chat }) => {
  await page.goto(`${proxy.origin}/demo/`);
  // Not by the proxy: on a connection that was used before, the browser itself would try again.
  await page.route("**/api/v1/chatbot-public/session", (route) => route.abort(), { times: 1 });
  await chat.bubble.click();
  await chat.frame.getByText("The chat cannot be reached right now.").waitFor();
  await chat.frame.getByRole("button", { name: "Try again" }).click();
  await chat.ask("hello");
});
