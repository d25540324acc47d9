/**
 * What goes on beside the talk itself: other tabs, what comes unseen, a new conversation, how it was, and the page's
 * own wishes.
 */

import assert from "node:assert/strict";
import { tokenFor } from "./support/chat.mjs";
import { hold, startModel } from "./support/model.mjs";
import { askedTooLate, scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage } from "./support/site.mjs";

const model = await startModel();
const parlour = await startParlour({ command: "demo", env: model.env });
const pages = { "/favicon.ico": "" };
const site = await startHostSite(pages);
pages["/"] = shopPage({ chatOrigin: parlour.origin, body: loaderTag(parlour.origin) });
await parlour.cliWith(JSON.stringify({ settings: { display: { name: "Shop", privacy_policy_url: "https://shop.example/privacy" }, allowed_origins: [site] } }), "chatbot", "configure", "shop-bot", "-");

async function visit(page, chat) {
  await page.goto(`${site}/`);
  await chat.open();
}

/** The page's own events from now on, by name. */
const listen = (page, ...names) =>
  page.evaluate((names) => {
    window.heard = [];
    for (const name of names) window.Parlour.on(name, (data) => window.heard.push([name, data]));
  }, names);
const heard = (page) => page.evaluate(() => window.heard);

scenario("what one tab asks appears in the other, word by word, and only the one's page is told", async ({ page, chat, tab }) => {
  model.reset();
  await visit(page, chat);
  const other = await tab();
  await other.page.goto(`${site}/`);
  await other.chat.input.waitFor();
  await listen(page, "messageSent", "firstToken");
  await listen(other.page, "messageSent", "firstToken");
  model.script(["It is really ", hold, "blue."]);
  await chat.say("Which colour is the sea?");
  await model.holds();
  await other.chat.questions.filter({ hasText: "Which colour is the sea?" }).waitFor();
  await other.chat.draft.filter({ hasText: "It is" }).waitFor();
  await model.release();
  await other.chat.answers.filter({ hasText: "It is really blue." }).waitFor();
  await other.chat.ask("And the sky?");
  await chat.questions.filter({ hasText: "And the sky?" }).waitFor();
  await chat.answers.nth(1).waitFor();
  assert.deepEqual((await heard(page)).map(([name]) => name), ["messageSent", "firstToken"]);
  assert.deepEqual((await heard(other.page)).map(([name]) => name), ["messageSent", "firstToken"]);
});

scenario("tabs that cannot hear each other ask the server from time to time", async ({ context, page, chat, tab }) => {
  model.reset();
  await context.addInitScript(() => {
    window.BroadcastChannel = class {
      constructor() {
        throw new DOMException("blocked", "SecurityError");
      }
    };
  });
  const other = await tab();
  await other.page.clock.install();
  await other.page.goto(`${site}/`);
  await other.page.evaluate(() => window.Parlour.open());
  await other.chat.input.waitFor();
  await page.goto(`${site}/`);
  await chat.input.waitFor();
  await chat.ask("Which colour is the sea?");
  await other.page.clock.runFor(20_000);
  await other.chat.answers.waitFor();
});

scenario("a visitor who has everything deleted is somebody new in every tab, and the same in all", { tolerates: askedTooLate }, async ({ page, chat, tab }) => {
  model.reset();
  await visit(page, chat);
  await chat.ask("Hello");
  const other = await tab();
  await other.page.goto(`${site}/`);
  await other.chat.answers.waitFor();
  const key = await chat.visitorKey();
  await other.chat.choose("Delete my data");
  await other.chat.frame.getByRole("button", { name: "Delete everything" }).click();
  await chat.questions.waitFor({ state: "detached" });
  await chat.ask("Hello again");
  await other.chat.questions.filter({ hasText: "Hello again" }).waitFor();
  assert.notEqual(await chat.visitorKey(), key);
});

scenario("what comes while the window is closed is counted on the bubble, and read by opening", async ({ page, chat }) => {
  model.reset();
  await visit(page, chat);
  await listen(page, "unread");
  model.script([hold, "Blue."]);
  await chat.say("Which colour is the sea?");
  await model.holds();
  await chat.frame.getByRole("button", { name: "Close chat" }).click();
  await page.locator("#chat-iframe").waitFor({ state: "hidden" });
  await model.release();
  const badge = page.locator("#chat-unread");
  await badge.filter({ hasText: "1" }).waitFor();
  await page.getByRole("button", { name: /Open chat.*1/ }).click();
  await badge.waitFor({ state: "hidden" });
  await page.waitForFunction(() => window.heard.length > 1);
  assert.deepEqual(await heard(page), [["unread", { count: 1 }], ["unread", { count: 0 }]]);
});

scenario("what was not read stays so over a reload, until one tab shows it for all", async ({ page, chat, tab }) => {
  model.reset();
  await visit(page, chat);
  const other = await tab();
  await other.page.goto(`${site}/`);
  await other.chat.frame.getByRole("button", { name: "Close chat" }).click();
  model.script([hold, "Blue."]);
  await chat.say("Which colour is the sea?");
  await model.holds();
  await chat.frame.getByRole("button", { name: "Close chat" }).click();
  await model.release();
  const badge = (page) => page.locator("#chat-unread");
  await badge(page).filter({ hasText: "1" }).waitFor();
  await badge(other.page).filter({ hasText: "1" }).waitFor();
  const asked = [];
  other.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await other.page.reload();
  await other.page.getByRole("button", { name: /Open chat.*1/ }).waitFor();
  await badge(other.page).filter({ hasText: "1" }).waitFor();
  assert.deepEqual(asked, ["/", "/universal-chatbot.js"], "it is shown without the chat");
  await other.chat.bubble.hover();
  await other.page.getByRole("button", { name: "Open chat, 1 unread" }).waitFor();
  await chat.open();
  await badge(other.page).waitFor({ state: "hidden" });
});

scenario("nothing rings or asks until the visitor wants it; then unseen messages do", async ({ context, page, chat }) => {
  model.reset();
  await context.addInitScript(() => {
    window.rung = [];
    class Quiet extends AudioContext {
      createOscillator() {
        window.rung.push("note");
        return super.createOscillator();
      }
    }
    window.AudioContext = Quiet;
    window.Notification = class {
      static async requestPermission() {
        window.rung.push("ask");
        return "granted";
      }
      constructor(title, { body }) {
        window.rung.push(`${title}: ${body}`);
      }
      close() {}
    };
  });
  await visit(page, chat);
  const inFrame = () => page.frames()[1].evaluate(() => window.rung);
  const onPage = () => page.evaluate(() => window.rung);
  async function miss(answer, ring = async () => {}) {
    model.script([hold, answer]);
    await chat.say("Which colour is the sea?");
    await model.holds();
    await chat.frame.getByRole("button", { name: "Close chat" }).click();
    await model.release();
    await page.locator("#chat-unread").filter({ hasText: "1" }).waitFor();
    await ring();
    await chat.open();
    await chat.answers.filter({ hasText: answer }).waitFor();
  }
  await miss("Blue.");
  assert.deepEqual([await inFrame(), await onPage()], [[], []]);
  await chat.choose("Sound for new messages");
  const switches = chat.frame.getByRole("switch");
  await switches.filter({ hasText: "Desktop notifications" }).click();
  await chat.frame.getByRole("switch", { name: "Desktop notifications", checked: true }).waitFor();
  await page.waitForFunction(() => window.rung.length === 1);
  assert.deepEqual([await inFrame(), await onPage()], [["note", "note"], ["ask"]]);
  await page.keyboard.press("Escape");
  await miss("Green.", () => page.waitForFunction(() => window.rung.includes("Shop writes: Green.")));
  assert.equal((await inFrame()).length, 4);
});

scenario("a refused permission leaves notifications off and says so", async ({ page, chat }) => {
  await visit(page, chat);
  await chat.choose("Desktop notifications");
  await chat.frame.getByText("Your browser blocks notifications").waitFor();
  assert.equal(await chat.frame.getByRole("switch", { name: "Desktop notifications" }).getAttribute("aria-checked"), "false");
});

scenario("a new conversation puts away what was said, over reloads and in other tabs, until it is wanted", async ({ page, chat, tab }) => {
  model.reset();
  await visit(page, chat);
  await chat.ask("Which colour is the sea?");
  const other = await tab();
  await other.page.goto(`${site}/`);
  await other.chat.answers.waitFor();
  await listen(page, "conversationStarted", "conversationEnded");
  await chat.choose("New conversation");
  await chat.questions.waitFor({ state: "detached" });
  await other.chat.questions.waitFor({ state: "detached" });
  await chat.ask("Which colour is the sky?");
  assert.deepEqual((await heard(page)).map(([name]) => name), ["conversationEnded", "conversationStarted"]);
  await page.reload();
  await chat.answers.first().waitFor();
  assert.deepEqual((await chat.transcript()).map(([, text]) => text), ["Which colour is the sky?", "Yes."]);
  await chat.frame.getByRole("button", { name: "Show earlier messages" }).click();
  await chat.questions.filter({ hasText: "Which colour is the sea?" }).waitFor();
});

scenario("a page can end the conversation and report a purchase", async ({ page, chat }) => {
  model.reset();
  await visit(page, chat);
  await chat.ask("Which colour is the sea?");
  await listen(page, "conversationEnded", "purchaseReported");
  await page.evaluate(() => {
    window.Parlour.reportPurchase({ totalPrice: 129.5, currency: "EUR" });
    window.Parlour.endConversation();
  });
  await chat.questions.waitFor({ state: "detached" });
  assert.deepEqual(await heard(page), [["purchaseReported", { totalPrice: 129.5, currency: "EUR" }], ["conversationEnded", {}]]);
});

scenario("a conversation is rated with stars and words, and a later rating counts", async ({ page, chat }) => {
  model.reset();
  await visit(page, chat);
  await chat.menu.click();
  await chat.frame.getByRole("button", { name: "Download my data" }).waitFor();
  assert.equal(await chat.frame.getByRole("button", { name: "Rate this conversation" }).count(), 0, "nothing was said");
  await page.keyboard.press("Escape");
  await chat.ask("Which colour is the sea?");
  await listen(page, "ratingSubmitted");
  const dialog = chat.frame.getByRole("dialog", { name: "Rate this conversation" });
  for (const [stars, words] of [[2, "Slow."], [5, "Quick."]]) {
    await chat.choose("Rate this conversation");
    await dialog.locator(".stars label").nth(stars - 1).click();
    await dialog.getByLabel("What was good").fill(words);
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.getByRole("button", { name: "Done" }).press("Enter");
    await dialog.waitFor({ state: "detached" });
    assert.equal(await chat.menu.evaluate((button) => button === document.activeElement), true);
  }
  assert.deepEqual(await heard(page), [["ratingSubmitted", { rating: 2 }], ["ratingSubmitted", { rating: 5 }]]);
  const headers = { Authorization: `Bearer ${await tokenFor(parlour.origin, await chat.visitorKey())}` };
  const copy = await (await fetch(`${parlour.origin}/api/v1/chat/export`, { headers })).json();
  assert.equal(copy.conversations[0].rating, 5);
});

scenario("a visitor without a network is told so before they write", { tolerates: [/ERR_INTERNET_DISCONNECTED/] }, async ({ context, page, chat }) => {
  model.reset();
  await visit(page, chat);
  await context.setOffline(true);
  await chat.notice.filter({ hasText: "You are offline." }).waitFor();
  await chat.say("Which colour is the sea?");
  await context.setOffline(false);
  await chat.answers.waitFor();
  assert.equal(await chat.questions.count(), 1);
});

scenario("a chat whose browser keeps nothing works, and stays the same visitor as long as the page", async ({ context, page, chat }) => {
  model.reset();
  await context.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("blocked", "SecurityError");
        },
      });
    }
  });
  await visit(page, chat);
  await chat.ask("Which colour is the sea?");
  await page.evaluate(() => history.pushState(null, "", "/elsewhere"));
  await chat.ask("And the sky?");
  assert.equal(await chat.questions.count(), 2);
});
