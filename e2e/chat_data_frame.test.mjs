/**
 * The Chat Data contract in a frame that the page has placed itself: what the page tells of its visitor, what it hears,
 * and whom page and frame listen to.
 */

import assert from "node:assert/strict";
import { broadcast, framePage, heardBy, listenScript } from "./support/chat_data.mjs";
import { startDesk } from "./support/desk.mjs";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { strictPolicy } from "./support/site.mjs";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const parlour = await startParlour({ command: "demo", env: { PARLOUR_WEBHOOK_ALLOW_LOOPBACK_HTTP: "true" } });
const chat0 = parlour.origin;
const pages = {};
// Another origin, but the same site: where a browser keeps storage from frames of other sites, a visitor is new after a reload.
const elsewhere = await startHostSite(pages);
const site = elsewhere.replace("localhost", "127.0.0.1");
const stranger = await startHostSite({
  "/favicon.ico": "",
  // Stands in a frame of somebody's page and speaks to every frame there.
  "/shout": `<!doctype html><title>Shout</title><script>
    addEventListener("message", () => { for (let at = 0; at < parent.length; at += 1) parent[at].postMessage({ event: "user-info", payload: { name: "Mallory" } }, "*"); parent.postMessage({ event: "chat", payload: { message: "forged" } }, "*"); parent.postMessage("shouted", "*"); }, { once: true });
  </script>`,
});
const shouting = strictPolicy(chat0).replace("script-src", "script-src 'self'").replace("frame-src", `frame-src ${stranger}`);
Object.assign(pages, {
  "/favicon.ico": "",
  "/listen.js": listenScript,
  "/": framePage({ chatOrigin: chat0 }),
  "/shouted": { ...framePage({ chatOrigin: chat0, body: `<iframe id="shout" src="${stranger}/shout"></iframe>` }), headers: { "content-security-policy": shouting } },
});

function placed(page) {
  const frame = page.frameLocator("#placed");
  return {
    frame,
    input: frame.locator("#input"),
    answers: frame.locator(".message.assistant:not(.draft)"),
    form: frame.locator("form.entry-form"),
    async open(path = "/", origin = site) {
      await page.goto(origin + path);
      await this.input.waitFor();
    },
    async ask(text) {
      const before = await this.answers.count();
      await this.input.fill(text);
      await this.input.press("Enter");
      await this.answers.nth(before).waitFor();
    },
  };
}

/** What the server knows of the frame's visitor. */
const profileOf = (page) =>
  page
    .frames()
    .find((frame) => frame.url().includes("/chatbot-iframe/"))
    .evaluate(async () => {
      const visitor_key = Object.entries(localStorage).find(([name]) => name.startsWith("visitorKey_"))[1];
      const json = { "Content-Type": "application/json" };
      const session = await fetch("/api/v1/chatbot-public/session", { method: "POST", headers: json, body: JSON.stringify({ chatbot_id: "shop-bot", visitor_key, environment: "live" }) });
      const { token } = await session.json();
      return (await fetch("/api/v1/chat/profile", { headers: { Authorization: `Bearer ${token}` } })).json();
    });

/** Asks until the profile is as expected; the browser tells nothing back over plain messages. */
async function known(page, fits) {
  for (;;) {
    const profile = await profileOf(page);
    if (fits(profile)) return profile;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

scenario("each message tells the page once, with the contract's payload, before the answer", async ({ page }) => {
  const chat = placed(page);
  await chat.open();
  await chat.ask("How do I return a parcel?");
  await chat.ask("Thanks");
  const [first, second, ...more] = await heardBy(page, 2);
  assert.deepEqual(more, []);
  const { chatbot, conversation_id, lead } = await profileOf(page);
  assert.match(chatbot.public_id, /^[0-9a-f]{24}$/);
  assert.match(conversation_id, uuid);
  assert.match(lead.uuid, uuid);
  assert.deepEqual(first, {
    event: "chat",
    payload: {
      chatbot_id: chatbot.public_id,
      chatbot_name: chatbot.name,
      chatbot_display_name: chatbot.display_name,
      conversation_id,
      message: "How do I return a parcel?",
      source: "iframe",
      lead: { uuid: lead.uuid },
    },
  });
  assert.deepEqual(second, { ...first, payload: { ...first.payload, message: "Thanks" } });
  assert.ok(await page.evaluate(() => window.heard.every((event) => event.isFrame)), "its source is the frame");
});

scenario("user info is kept on the lead, survives a reload and is cleared", async ({ page }) => {
  const chat = placed(page);
  await chat.open();
  await broadcast(page, { event: "user-info", payload: { name: "Ada", email: "ada@example.com", phone: "+45 1", info: "lucky number 21" } });
  await known(page, ({ lead }) => lead.name === "Ada");
  await page.reload();
  await chat.input.waitFor();
  await chat.ask("hello");
  const [event] = await heardBy(page, 1);
  const { uuid: _, ...lead } = event.payload.lead;
  assert.deepEqual(lead, { name: "Ada", email: "ada@example.com", phone: "+45 1", source: "iframe" });
  await broadcast(page, { event: "user-info", payload: null });
  await known(page, ({ lead, info }) => lead.name === undefined && lead.email === undefined && info === undefined);
  await chat.ask("hello again");
  const [, cleared] = await heardBy(page, 2);
  assert.deepEqual(cleared.payload.lead, { uuid: event.payload.lead.uuid });
});

scenario("a frame that may keep nothing is told and tells all the same", async ({ page }) => {
  const chat = placed(page);
  await chat.open("/", elsewhere);
  await broadcast(page, { event: "user-info", payload: { name: "Ada" } });
  for (let count = 1, name; name !== "Ada"; count += 1) {
    await chat.ask("hello");
    name = (await heardBy(page, count)).at(-1).payload.lead.name;
  }
});

scenario("the older spelling is understood, and payload goes before it", async ({ page }) => {
  const chat = placed(page);
  await chat.open();
  await broadcast(page, { event: "user-info", user: { name: "Old" } });
  await known(page, ({ lead }) => lead.name === "Old");
  await broadcast(page, { event: "user-info", payload: { name: "New" }, user: null });
  await known(page, ({ lead }) => lead.name === "New");
  await broadcast(page, { event: "user-info", user: null });
  await known(page, ({ lead }) => lead.name === undefined);
});

scenario("what is in another shape changes nothing, and the last of several counts", async ({ page }) => {
  const chat = placed(page);
  await chat.open();
  await broadcast(page, { event: "user-info", payload: { name: "Ada" } });
  await broadcast(page, { event: "user-info", payload: { name: "Bea" } });
  for (const bad of [{ event: "user-info", payload: 7 }, { event: "user-info", payload: { name: 7 } }, "user-info", null, { event: "user-info" }]) {
    await broadcast(page, bad);
  }
  await broadcast(page, { event: "user-info", payload: { name: "Cay" } });
  await known(page, ({ lead }) => lead.name === "Cay");
  assert.deepEqual(await page.evaluate(() => window.heard), [], "and nothing is told back");
});

scenario("another frame of the page can neither say who visits nor forge an event", async ({ page }) => {
  const chat = placed(page);
  await chat.open("/shouted");
  const shouted = page.evaluate(() => new Promise((resolve) => addEventListener("message", ({ data }) => data === "shouted" && resolve())));
  await page.evaluate(() => document.querySelector("#shout").contentWindow.postMessage("go", "*"));
  await shouted;
  await broadcast(page, { event: "user-info", payload: { email: "ada@example.com" } });
  const { lead } = await known(page, (profile) => profile.lead.email === "ada@example.com");
  assert.equal(lead.name, undefined);
  assert.deepEqual(await page.evaluate(() => window.heard), []);
});

scenario("a click on the close icon asks the page to hide its container", async ({ page }) => {
  const chat = placed(page);
  await chat.open();
  await chat.frame.getByRole("button", { name: "Close chat" }).click();
  assert.deepEqual(await heardBy(page, 1), [{ event: "minimize-widget" }]);
  await page.locator("#mine").waitFor({ state: "hidden" });
});

scenario("the wish for a person tells the whole conversation", async ({ page }) => {
  const desk = await startDesk(parlour);
  const chat = placed(page);
  await chat.open();
  await chat.ask("I want to talk to a person");
  await chat.frame.getByRole("button", { name: "Talk to a person" }).first().click();
  await desk.nextWish();
  const [, event] = await heardBy(page, 2);
  assert.equal(event.event, "live-chat-escalation");
  const { messages, source, lead, ...subject } = event.payload;
  assert.equal(source, "iframe");
  assert.match(lead.uuid, uuid);
  assert.deepEqual(Object.keys(subject), ["chatbot_id", "chatbot_name", "chatbot_display_name", "conversation_id"]);
  assert.deepEqual(messages.map(({ role }) => role).slice(0, 2), ["user", "assistant"]);
  assert.equal(messages[0].content, "I want to talk to a person");
  for (const message of messages) {
    assert.deepEqual(Object.keys(message), ["role", "content", "timestamp", "_id"]);
    assert.match(message._id, /^[0-9a-f]{24}$/);
    assert.equal(new Date(message.timestamp).toISOString(), message.timestamp);
  }
});
