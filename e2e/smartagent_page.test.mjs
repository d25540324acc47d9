/**
 * The SmartAgent contract on somebody's page: loading by tag, events with their history, `_sa`, the elements pages know,
 * and the rules by which the chat shows.
 */

import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { origins } from "./support/browser.mjs";
import { chatOn } from "./support/chat.mjs";
import { startDesk } from "./support/desk.mjs";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { shopPage } from "./support/site.mjs";

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const parlour = await startParlour({ command: "demo", env: { PARLOUR_WEBHOOK_ALLOW_LOOPBACK_HTTP: "true" } });
const chat0 = parlour.origin;
await instance("faq", { chatInstanceName: "help_faq_bot", title: "Ask us", visibility: { exclude: ["/checkout*"] } });
await instance("asking", { chatInstanceName: "asking_bot", prechat: [{ key: "name", label: "Your name", type: "text", required: true }] });

/** What a careful site allows for the chat; the nonce is for the tag. */
const policy = `default-src 'none'; script-src 'self' 'nonce-n1' ${chat0}; style-src ${chat0}; frame-src ${chat0}; connect-src ${chat0}`;
const tag = (facia) => `<script type="module" defer nonce="n1" id="smartagent" src="${chat0}/loader/main.js" data-company="shop-bot" facia="${facia}"></script>`;
const page = (head, body = "") =>
  shopPage({ chatOrigin: chat0, head: `<link rel="stylesheet" href="${chat0}/css/loader.css"><script src="/listen.js"></script>${head}`, body, policy });
const site = await startHostSite({
  "/favicon.ico": "",
  // As the contract's guide has it: poll until the chat's script is there, then subscribe.
  "/listen.js": `window.heard = [];
    const poll = setInterval(() => {
      if (!window.saEvents) return;
      clearInterval(poll);
      window.saEvents.subscribe((event) => window.heard.push(event));
    }, 20);`,
  "/help": page(tag("faq")),
  "/help/more": page("", tag("faq")),
  "/checkout": page(tag("faq")),
  "/twice": page(tag("faq") + tag("faq")),
  "/asking": page(tag("asking")),
  "/missing": page(tag("nobody")),
});

async function instance(name, settings) {
  const file = join(await mkdtemp(join(tmpdir(), "parlour-e2e-")), `${name}.json`);
  await writeFile(file, JSON.stringify(settings));
  await parlour.cli("chatbot", "instance", "shop-bot", name, file);
}

const types = (page) => page.evaluate(() => window.heard.map(({ type }) => type));

/** Resolves with the events that the page has heard, once one of the type is among them. */
async function heardBy(page, type, count = 1) {
  await page.waitForFunction(([type, count]) => window.heard.filter((event) => event.type === type).length >= count, [type, count]);
  return page.evaluate(() => window.heard);
}

async function visit(page, path) {
  await page.goto(site + path);
  await page.locator(".sa-chat-tab").waitFor();
}

scenario("a contact with a person tells six events in order, and again to who subscribes late", { tolerates: [/a subscriber's own trouble/] }, async ({ page, chat }) => {
  const desk = await startDesk(parlour);
  const asked = origins(page);
  await visit(page, "/help");
  assert.equal(await page.locator("iframe").count(), 0, "no frame before anybody wants it");
  await page.locator(".sa-chat-tab").click();
  await chat.ask("I want to talk to a person");
  await chat.frame.getByRole("button", { name: "Talk to a person" }).first().click();
  const session = await desk.nextWish();
  await session.says("Hello, Alice here.");
  await heardBy(page, "CONNECT_TO_AGENT");
  await session.ends();
  const heard = await heardBy(page, "CONTACT_ENDED");
  assert.deepEqual(heard.map(({ type }) => type), ["CHAT_LOADED", "CHAT_VISIBLE", "CONTACT_STARTED", "TRANSFER_TO_QUEUE", "CONNECT_TO_AGENT", "CONTACT_ENDED"]);
  for (const { data } of heard.slice(0, 2)) assert.deepEqual(data, { chatInstanceName: "help_faq_bot" });
  const { contactId } = heard[2].data;
  assert.match(contactId, uuid4);
  for (const { data } of heard.slice(2)) assert.deepEqual(data, { contactId });
  const late = await page.evaluate(() => {
    const all = [];
    window.saEvents.subscribe(() => {
      throw new Error("a subscriber's own trouble");
    });
    const end = window.saEvents.subscribe((event) => all.push(event));
    end();
    return all;
  });
  assert.deepEqual(late, heard, "at once, with the times at which they happened");
  assert.deepEqual([...asked].sort(), [chat0, site].sort());
});

scenario("a change of page resumes the contact without telling it again", async ({ page, chat }) => {
  await visit(page, "/help");
  await page.locator(".sa-chat-tab").click();
  await chat.ask("hello");
  const contact = (await heardBy(page, "CONTACT_STARTED"))[2].data;
  await page.goto(`${site}/help/more`);
  await chat.ask("hello again");
  assert.deepEqual(await types(page), ["CHAT_LOADED", "CHAT_VISIBLE"]);
  await page.evaluate(() => window._sa.endChat());
  const ended = (await heardBy(page, "CONTACT_ENDED")).at(-1);
  assert.deepEqual(ended.data, contact);
  assert.equal(await page.evaluate(() => window._sa.isOpen()), false);
});

scenario("a page that is left out ends the wait for a person, and tells it once it has ended", async ({ page, chat }) => {
  const desk = await startDesk(parlour);
  await visit(page, "/help");
  await page.locator(".sa-chat-tab").click();
  await chat.ask("I want to talk to a person");
  await chat.frame.getByRole("button", { name: "Talk to a person" }).first().click();
  const session = await desk.nextWish();
  await heardBy(page, "TRANSFER_TO_QUEUE");
  await page.goto(`${site}/checkout`);
  await heardBy(page, "CHAT_LOADED");
  await page.evaluate(() => window._sa.endChat());
  assert.deepEqual(await types(page), ["CHAT_LOADED"], "not before it has ended");
  await session.hears("livechat.session.closed");
  await heardBy(page, "CONTACT_ENDED");
  assert.deepEqual(await types(page), ["CHAT_LOADED", "CONTACT_ENDED"]);
  for (const one of [page.locator(".sa-chat-tab"), page.locator("iframe")]) assert.equal(await one.isVisible(), false);
});

scenario("a page that ends the chat as soon as it can hears of it after the chat's load, and the old talk is put away", async ({ page, chat }) => {
  await visit(page, "/help");
  await page.locator(".sa-chat-tab").click();
  await chat.ask("hello");
  const { data } = (await heardBy(page, "CONTACT_STARTED"))[2];
  await page.addInitScript(() => {
    if (location.pathname !== "/help/more") return;
    let api;
    Object.defineProperty(window, "_sa", { configurable: true, get: () => api, set: (made) => (api = made).endChat() });
  });
  await page.goto(`${site}/help/more`);
  const heard = await heardBy(page, "CONTACT_ENDED");
  assert.deepEqual(heard.map(({ type }) => type), ["CHAT_LOADED", "CHAT_VISIBLE", "CONTACT_ENDED"]);
  assert.deepEqual(heard[2].data, data);
  assert.equal(await page.evaluate(() => window._sa.isOpen()), false);
  await chat.open();
  assert.equal(await chat.questions.count(), 0);
});

scenario("a page that is left out hears that the chat was loaded, and sees it elsewhere", async ({ page }) => {
  await page.goto(`${site}/checkout`);
  await heardBy(page, "CHAT_LOADED");
  assert.equal(await page.locator(".sa-chat-tab").count(), 0);
  await page.evaluate(() => history.pushState(null, "", "/help"));
  await page.locator(".sa-chat-tab").waitFor();
  await heardBy(page, "CHAT_VISIBLE");
  await page.evaluate(() => history.pushState(null, "", "/checkout/pay"));
  await page.locator(".sa-chat-tab").waitFor({ state: "hidden" });
  await page.goBack();
  await page.locator(".sa-chat-tab").waitFor();
  assert.deepEqual((await heardBy(page, "CHAT_VISIBLE", 2)).map(({ type }) => type), ["CHAT_LOADED", "CHAT_VISIBLE", "CHAT_VISIBLE"]);
});

scenario("a page's own button opens the chat by _sa and finds the elements it knows", async ({ page }) => {
  await visit(page, "/help");
  const first = page.locator(".sa-chat-slideout button").first();
  assert.equal(await first.count(), 1, "in the page from the start");
  assert.equal(await first.isVisible(), false);
  const opened = await page.evaluate(
    () =>
      new Promise((resolve) => {
        window._sa.toggleChat();
        setTimeout(() => {
          document.querySelector(".sa-chat-slideout button").focus();
          resolve(window._sa.isOpen());
        }, 0);
      }),
  );
  assert.equal(opened, true);
  await chatOn(page).input.waitFor();
  assert.equal(await page.locator("iframe.sa-chat-iframe").count(), 1);
  assert.equal(await page.evaluate(() => document.activeElement === document.querySelector(".sa-chat-slideout button")), true);
  await page.getByRole("button", { name: "Minimise chat window" }).click();
  await page.locator("iframe.sa-chat-iframe").waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => window._sa.isOpen()), false);
  assert.equal(await page.locator(".sa-chat-tab .sa-message-count").count(), 1);
});

scenario("the window has the title that the owner has given this chat", async ({ page, chat }) => {
  await visit(page, "/help");
  await chat.open();
  await chat.frame.getByRole("heading", { name: "Ask us" }).waitFor();
  assert.equal(await page.locator("#chat-iframe").getAttribute("title"), "Ask us");
});

scenario("a second tag does nothing", async ({ page }) => {
  await visit(page, "/twice");
  await heardBy(page, "CHAT_VISIBLE");
  assert.deepEqual(await types(page), ["CHAT_LOADED", "CHAT_VISIBLE"]);
  assert.equal(await page.locator(".sa-chat-tab").count(), 1);
});

scenario("a tag that names no settings leaves the page as it is and says why", { tolerates: [/404/] }, async ({ page }) => {
  const warned = page.waitForEvent("console", { predicate: (line) => /data-company and facia/.test(line.text()) });
  await page.goto(`${site}/missing`);
  await warned;
  assert.equal(await page.locator(".sa-chat-tab").count(), 0);
});

scenario("the questions before the chat start the contact", async ({ page, chat }) => {
  await visit(page, "/asking");
  await page.locator(".sa-chat-tab").click();
  const form = chat.frame.locator("form.entry-form");
  await form.getByLabel("Your name").fill("Ada");
  assert.equal(await chat.input.count(), 0);
  assert.equal(await chat.frame.locator(".prompt").first().isVisible(), false, "no way past it");
  await form.getByRole("button", { name: "Start the chat" }).click();
  await chat.input.waitFor();
  await heardBy(page, "CONTACT_STARTED");
  await chat.ask("hello");
  assert.deepEqual((await types(page)).filter((type) => type === "CONTACT_STARTED").length, 1);
});
