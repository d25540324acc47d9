/**
 * An answer belongs to the server: reloads, cut connections and lost answers change nothing in it.
 * The server's own engine answers at once, so a proxy between browser and server slows and cuts.
 */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { historyOf, textOf, tokenFor } from "./support/chat.mjs";
import { startProxy } from "./support/proxy.mjs";
import { scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const proxy = await startProxy();
const parlour = await startParlour({ command: "demo", args: ["--public-url", proxy.origin] });
proxy.target(parlour.origin);
const messages = "/api/v1/chat/messages";
const stream = /^\/api\/v1\/chat\/messages\/[^/]+\/stream$/;
const question = "Who won the chess world cup in 1987?";
/** What a browser says when its connection breaks, which these scenarios see to. */
const broken = [/ERR_(EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_\w+|INTERNET_DISCONNECTED)/];

beforeEach(() => proxy.reset());

async function openShop(page, chat) {
  await page.goto(`${proxy.origin}/demo/`);
  await chat.open();
}

async function stored(chat) {
  return historyOf(parlour.origin, await tokenFor(parlour.origin, await chat.visitorKey()));
}

/** Each connection goes on where the browser said it had come to: nothing left out, nothing again. */
function assertGapless() {
  const numberOf = (id) => (id === undefined ? 0 : Number(id.split(".").at(-1)));
  for (const { frames, headers } of proxy.exchanges.filter((exchange) => exchange.frames.length > 0)) {
    const from = numberOf(headers["last-event-id"]);
    assert.deepEqual(frames.map(({ id }) => numberOf(id)), frames.map((_, at) => from + 1 + at));
  }
}

/** The browser shows exactly what the server holds: one question, one answer. */
async function assertOneExchange(chat, asked) {
  const { messages: held } = await stored(chat);
  assert.deepEqual(held.map(({ role }) => role), ["user", "assistant"]);
  assert.equal(textOf(held[0]), asked);
  assert.deepEqual(await chat.transcript(), held.map((message) => [message.role, textOf(message)]));
}

scenario("a reload in the middle of a running answer ends with the same message", { tolerates: broken }, async ({ page, chat }) => {
  await openShop(page, chat);
  proxy.plan({ holdAfter: 6 });
  await chat.say(question);
  await chat.draft.locator(".bubble p").filter({ hasText: /\S/ }).waitFor();
  const [, whole] = (await stored(chat)).messages;
  // The server is long done. For the browser it is as if it still wrote: then the frame must listen in.
  proxy.rewriteAnswer("GET", messages, ({ messages: [answer, ...rest], ...page }) => ({
    ...page,
    messages: rest,
    active_turn: { message_id: answer.message_id, user_message_id: rest[0].message_id },
  }));
  await page.reload();
  await chat.answers.waitFor();
  proxy.release();
  assert.equal(proxy.sent("GET", stream).length, 1);
  assert.match(proxy.sent("GET", stream)[0].path, new RegExp(whole.message_id));
  assert.equal(proxy.sent("POST", messages).length, 1);
  await assertOneExchange(chat, question);
});

scenario("a reload after the answer ended elsewhere shows it whole", { tolerates: broken }, async ({ page, chat }) => {
  await openShop(page, chat);
  proxy.plan({ holdAfter: 4 });
  await chat.say(question);
  await chat.draft.waitFor();
  await page.reload();
  await chat.answers.waitFor();
  proxy.release();
  assert.equal(await chat.draft.count(), 0);
  await assertOneExchange(chat, question);
});

for (const how of ["cut", "tear"]) {
  scenario(`an answer ${how === "cut" ? "cut between" : "torn in"} its frames goes on without a lost or a repeated one`, { tolerates: broken }, async ({ page, chat }) => {
    await openShop(page, chat);
    proxy.plan({ holdAfter: 7 });
    await chat.say(question);
    await chat.draft.filter({ hasText: "Leave your question here," }).waitFor();
    proxy[how]();
    await chat.answers.waitFor();
    const [resumed, ...more] = proxy.sent("GET", stream);
    assert.match(resumed.headers["last-event-id"], /\.7$/);
    assert.deepEqual(more, []);
    assert.equal(proxy.sent("POST", messages).length, 1);
    assertGapless();
    await assertOneExchange(chat, question);
  });
}

scenario("an answer cut again and again comes to its end", { tolerates: broken }, async ({ page, chat }) => {
  await openShop(page, chat);
  proxy.plan({ cutAfter: 0 }, { cutAfter: 3 }, { cutAfter: 0 }, { cutAfter: 2 });
  await chat.say(question);
  await chat.notice.filter({ hasText: "Reconnecting" }).waitFor();
  await chat.answers.waitFor();
  assert.equal(proxy.sent("POST", messages).length + proxy.sent("GET", stream).length, 5);
  assertGapless();
  await assertOneExchange(chat, question);
});

scenario("a message whose answer was lost is not said twice", { tolerates: broken }, async ({ page, chat }) => {
  await openShop(page, chat);
  proxy.dropRequest("POST", messages);
  proxy.dropAnswer("POST", messages);
  await chat.ask(question);
  const posts = proxy.sent("POST", messages);
  assert.equal(posts.length, 3);
  assert.equal(new Set(posts.map(({ body }) => JSON.parse(body).client_message_id)).size, 1);
  await assertOneExchange(chat, question);
});

scenario("a message sent without a network goes out when it is back", { tolerates: broken }, async ({ context, page, chat }) => {
  await openShop(page, chat);
  await context.setOffline(true);
  await chat.say(question);
  await chat.frame.locator(".message.user.sending").waitFor();
  await chat.notice.filter({ hasText: "You are offline" }).waitFor({ timeout: 3000 });
  assert.equal(proxy.sent("POST", messages).length, 0);
  await context.setOffline(false);
  await chat.answers.waitFor();
  assert.equal(proxy.sent("POST", messages).length, 1);
  await assertOneExchange(chat, question);
});

scenario("a message that did not get through is there after a reload and goes out once", { tolerates: broken }, async ({ context, page, chat }) => {
  await openShop(page, chat);
  await context.route(`**${messages}`, (route) => (route.request().method() === "POST" ? route.abort("connectionreset") : route.fallback()));
  await chat.say(question);
  await chat.notice.filter({ hasText: "Still trying" }).waitFor({ timeout: 3000 });
  await context.unroute(`**${messages}`);
  await page.reload();
  await chat.answers.waitFor();
  assert.equal(proxy.sent("POST", messages).length, 1);
  await assertOneExchange(chat, question);
  const kept = () => Object.keys(sessionStorage).filter((name) => name.startsWith("unsent"));
  assert.deepEqual(await page.frames().find((frame) => frame.url().includes("/frame/")).evaluate(kept), []);
});

scenario("a message whose answer was never heard is not shown or said twice after a reload", { tolerates: broken }, async ({ page, chat }) => {
  await openShop(page, chat);
  proxy.plan({ holdAfter: 0 });
  await chat.say(question);
  await chat.frame.locator(".message.user.sending").waitFor();
  while ((await stored(chat)).messages.length < 2) await new Promise((done) => setImmediate(done));
  await page.reload();
  await chat.answers.waitFor();
  await chat.frame.locator(".message.user.stored").waitFor();
  proxy.release();
  const ids = proxy.sent("POST", messages).map(({ body }) => JSON.parse(body).client_message_id);
  assert.deepEqual(ids, [ids[0], ids[0]]);
  await assertOneExchange(chat, question);
});

scenario("an answer that broke off for good is asked for again by hand", { tolerates: broken }, async ({ page, chat }) => {
  await openShop(page, chat);
  proxy.plan({ holdAfter: 6 });
  await chat.say(question);
  await chat.draft.locator(".bubble p").filter({ hasText: /\S/ }).waitFor();
  proxy.down();
  const again = chat.notice.getByRole("button", { name: "Try again" });
  // Each of these cuts a pause short: the frame tries at once when the network says it is back.
  const inside = page.frames().find((frame) => frame.url().includes("/frame/"));
  await inside.evaluate(async () => {
    while (document.querySelector(".notice button") === null) {
      dispatchEvent(new Event("online"));
      await new Promise((done) => requestAnimationFrame(done));
    }
  });
  assert.match(await chat.frame.locator(".messages").innerText(), /I do not know/, "what came stays to be read");
  proxy.up();
  await again.click();
  await chat.answers.filter({ hasNot: page.locator(".draft") }).waitFor();
  await chat.frame.locator(".notice:empty").waitFor({ state: "attached" });
  assert.equal(proxy.sent("POST", messages).length, 1);
  await assertOneExchange(chat, question);
});

scenario("two tabs of a visitor hold one conversation", async ({ page, chat, tab }) => {
  await openShop(page, chat);
  await chat.ask("hello");
  const other = await tab();
  await other.page.goto(`${proxy.origin}/demo/`);
  await other.chat.answers.waitFor();
  await other.chat.ask(question);
  assert.deepEqual((await other.chat.transcript()).map(([who]) => who), ["user", "assistant", "user", "assistant"]);
  assert.equal((await stored(chat)).messages.length, 4);
});

test("the server has logged no trouble", () => assert.doesNotMatch(parlour.log, /ERROR|panicked/));
