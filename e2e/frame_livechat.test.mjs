/**
 * The finer points of a talk with a person: asking from the menu, waiting, files both ways, the end, bad networks.
 * Left out: the plain talk (livechat.test.mjs).
 */

import assert from "node:assert/strict";
import { startDesk } from "./support/desk.mjs";
import { scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const parlour = await startParlour({ command: "demo", env: { PARLOUR_WEBHOOK_ALLOW_LOOPBACK_HTTP: "true" } });
const desk = await startDesk(parlour);
await desk.set({ attachments: { enabled: true, max_size_bytes: 300_000 } });
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const pdf = Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");
const forms = [
  {
    form_id: "wait",
    name: "While you wait",
    trigger: "livechat_waiting",
    fields: [
      { key: "order", label: "Order number", required: true },
      { key: "mail", label: "E-mail", type: "email", required: false },
    ],
  },
  {
    form_id: "call",
    name: "Call me in",
    trigger: "llm",
    trigger_prompt: "The visitor asks for an engraving",
    submit_actions: [{ type: "start_livechat" }],
    fields: [{ key: "words", label: "Words to engrave", required: true }],
  },
];
await parlour.cliWith(JSON.stringify({ forms }), "chatbot", "configure", "shop-bot", "-");

const bar = (chat) => chat.frame.locator(".livechat");
const agentSays = (chat, text) => chat.frame.locator(".messages .message.agent").filter({ hasText: text });
const stored = (chat) => chat.questions.and(chat.frame.locator(".stored"));

async function callPerson(page, chat) {
  await page.goto(`${parlour.origin}/demo/`);
  await chat.open();
  await chat.choose("Talk to a person");
  return desk.nextWish();
}

async function talk(page, chat) {
  const alice = await callPerson(page, chat);
  await alice.says("Hello, I am Alice.");
  await agentSays(chat, "Hello, I am Alice.").waitFor();
  return alice;
}

scenario("a person is asked for from the menu, and the page hears how it goes", async ({ page, chat }) => {
  await page.addInitScript(() => {
    window.talk = [];
    addEventListener("DOMContentLoaded", () => window.Parlour?.on("livechat", ({ state }) => window.talk.push(state)));
  });
  const alice = await callPerson(page, chat);
  await bar(chat).filter({ hasText: "asked for a person" }).waitFor();
  assert.equal(await chat.menu.evaluate((button) => button === document.activeElement), true, "the focus is back where it was");
  await chat.menu.click();
  await chat.frame.getByRole("button", { name: "Download my data" }).waitFor();
  assert.equal(await chat.frame.locator(".menu-list").getByText("Talk to a person").count(), 0, "asked once");
  await page.keyboard.press("Escape");
  await alice.says("Hello, I am Alice.");
  await agentSays(chat, "Hello, I am Alice.").waitFor();
  await alice.ends();
  await bar(chat).filter({ hasText: "Alice has ended the chat." }).waitFor();
  assert.deepEqual(await page.evaluate(() => window.talk), ["waiting", "active", "closed"]);
});

scenario("what is told while waiting reaches whoever answers", async ({ page, chat }) => {
  const alice = await callPerson(page, chat);
  const form = chat.frame.getByRole("form", { name: "While you wait" });
  await form.getByRole("button", { name: "Send" }).click();
  await form.getByText("Please fill this in.").waitFor();
  await form.getByLabel("Order number").fill("1042");
  await form.getByRole("button", { name: "Send" }).click();
  await chat.frame.getByText("Whoever answers will see this.").waitFor();
  await chat.frame.getByRole("button", { name: "Change" }).click();
  assert.equal(await form.getByLabel("Order number").inputValue(), "1042");
  await form.getByLabel("Order number").fill("1043");
  await form.getByLabel("E-mail").fill("ada@example.com");
  await form.getByRole("button", { name: "Send" }).click();
  await chat.frame.getByText("Whoever answers will see this.").waitFor();
  const { session_values: values } = await alice.context();
  assert.deepEqual(Object.fromEntries(values.map(({ key, value }) => [key, value])), { order: "1043", mail: "ada@example.com" });
  await alice.says("I see your order.");
  await agentSays(chat, "I see your order.").waitFor();
  assert.equal(await form.count(), 0);
});

scenario("a form can call a person in", async ({ page, chat }) => {
  await page.goto(`${parlour.origin}/demo/`);
  await chat.open();
  await chat.ask("Can I have an engraving?");
  const form = chat.frame.getByRole("form", { name: "Call me in" });
  await form.getByLabel("Words to engrave").fill("For Ada");
  await form.getByRole("button", { name: "Send" }).click();
  await bar(chat).filter({ hasText: "asked for a person" }).waitFor();
  const alice = await desk.nextWish();
  await alice.ends();
  await bar(chat).filter({ hasText: "nobody could take your chat" }).waitFor();
});

scenario("files go both ways, are there after a reload, and are refused with the reason", async ({ page, chat }) => {
  const alice = await talk(page, chat);
  const picker = chat.frame.locator("#file-picker");
  await picker.setInputFiles([
    { name: "film.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(10) },
    { name: "large.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(300_001) },
    { name: "bill.pdf", mimeType: "application/pdf", buffer: pdf },
    { name: "lamp.png", mimeType: "image/png", buffer: Buffer.from(pixel, "base64") },
  ]);
  await chat.frame.locator(".composer").getByText("film.mp4 cannot be sent.").waitFor();
  await chat.frame.locator(".composer").getByText("large.pdf is larger than 0.3 MB.").waitFor();
  await chat.frame.getByRole("button", { name: "Remove lamp.png" }).waitFor();
  await chat.say("Here is the bill.");
  await stored(chat).getByText("bill.pdf").waitFor();
  const { message } = await alice.hears("livechat.customer.message.created");
  assert.deepEqual(message.parts.map(({ type, filename }) => filename ?? type), ["bill.pdf", "lamp.png", "rich_text"]);
  const csv = { type: "file", data: Buffer.from("size;cm\nS;70\n").toString("base64"), mime: "text/csv", filename: "sizes.csv" };
  await alice.says("And here are ours.", csv, { type: "image", data: pixel, mime: "image/png" });
  const answer = agentSays(chat, "And here are ours.");
  await answer.locator(".picture img").evaluate((one) => one.decode());
  await page.reload();
  const [download] = await Promise.all([page.waitForEvent("download"), answer.getByRole("link", { name: "sizes.csv" }).click()]);
  assert.equal(download.suggestedFilename(), "sizes.csv");
  assert.equal(await chat.questions.getByRole("link", { name: "bill.pdf" }).count(), 1);
  await alice.ends();
});

scenario("on the next page an answer is heard of without opening the chat, for as long as the talk goes on", async ({ page, chat }) => {
  const alice = await talk(page, chat);
  await chat.frame.getByRole("button", { name: "Close chat" }).click();
  await page.reload();
  await page.locator("#chat-iframe").waitFor({ state: "attached" });
  await bar(chat).filter({ hasText: "You are chatting with Alice." }).waitFor({ state: "attached" });
  await alice.says("It comes tomorrow.");
  await page.locator("#chat-unread").filter({ hasText: "1" }).waitFor();
  await alice.ends();
  await bar(chat).filter({ hasText: "Alice has ended the chat." }).waitFor({ state: "attached" });
  // The page hears of it a moment later.
  await page.waitForFunction(() => {
    const states = [];
    window.Parlour.subscribe(({ type, data }) => type === "livechat" && states.push(data.state))();
    return states.at(-1) === "closed";
  });
  await page.reload();
  await chat.bubble.waitFor();
  assert.equal(await page.locator("#chat-iframe").count(), 0, "nothing is fetched before somebody wants it");
});

scenario("a new conversation ends the talk with the person", async ({ page, chat }) => {
  const alice = await talk(page, chat);
  await chat.choose("New conversation");
  await alice.hears("livechat.session.closed");
  await agentSays(chat, "Hello, I am Alice.").waitFor({ state: "detached" });
  await chat.ask("How do I return a parcel?");
});

scenario("files that are held above the chat are shown where to fall", async ({ page, chat }) => {
  const alice = await talk(page, chat);
  const hold = (kind) =>
    chat.frame.locator("body").evaluate((body, kind) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["%PDF"], "bill.pdf", { type: "application/pdf" }));
      body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
    }, kind);
  const place = chat.frame.getByText("Drop files to send them");
  await hold("dragover");
  await place.waitFor();
  await hold("dragleave");
  await place.waitFor({ state: "detached" });
  await hold("dragover");
  await hold("drop");
  await chat.frame.getByRole("button", { name: "Remove bill.pdf" }).waitFor();
  assert.equal(await place.count(), 0);
  await alice.ends();
});

scenario("a file whose time has passed is named and said to be gone (said so by a proxy)", async ({ page, chat }) => {
  const alice = await talk(page, chat);
  const csv = { type: "file", data: Buffer.from("a;b\n").toString("base64"), mime: "text/csv", filename: "old.csv" };
  await alice.says("Take this.", csv);
  await agentSays(chat, "Take this.").waitFor();
  await alice.ends();
  const age = async (route) => {
    const answer = await (await route.fetch()).text();
    return route.fulfill({ contentType: "application/json", body: answer.replaceAll('"filename":"old.csv"', '"filename":"old.csv","removed_at":"2026-01-01T00:00:00.000Z"') });
  };
  await page.route("**/api/v1/chat/messages?*", age);
  await page.route("**/api/v1/chat/livechat/sync?*", age);
  await page.reload();
  await agentSays(chat, "Take this.").getByText("old.csv · no longer kept").waitFor();
  assert.equal(await chat.frame.getByRole("link", { name: "old.csv" }).count(), 0);
});

scenario("how it was is told by the keyboard alone, once", async ({ page, chat }) => {
  const alice = await talk(page, chat);
  await bar(chat).getByRole("button", { name: "End chat" }).press("Enter");
  const stars = bar(chat).getByRole("group", { name: "How was your chat with Alice?" });
  await stars.getByRole("radio", { name: "1 of 5" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Fine.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await bar(chat).filter({ hasText: "Thank you for telling us." }).waitFor();
  const { feedback } = await alice.hears("livechat.feedback.submitted");
  assert.deepEqual([feedback.rating, feedback.feedback], [3, "Fine."]);
  await page.reload();
  await chat.input.waitFor();
  assert.equal(await stars.count(), 0, "told once");
});

scenario("a talk survives a network that goes and comes back", { tolerates: [/ERR_INTERNET_DISCONNECTED/] }, async ({ context, page, chat }) => {
  const alice = await talk(page, chat);
  await context.setOffline(true);
  await bar(chat).filter({ hasText: "Reconnecting" }).waitFor();
  await chat.notice.filter({ hasText: "You are offline." }).waitFor();
  await chat.say("Are you there?");
  await alice.says("I am still here.");
  await context.setOffline(false);
  await agentSays(chat, "I am still here.").waitFor();
  await bar(chat).filter({ hasText: "You are chatting with Alice." }).waitFor();
  await stored(chat).filter({ hasText: "Are you there?" }).waitFor();
  await alice.hears("livechat.customer.message.created");
  assert.deepEqual(alice.unheard("livechat.customer.message.created"), []);
  await alice.ends();
});

scenario("a visitor who asks when nobody is there is told so", { tolerates: [/\b409\b/] }, async ({ page, chat }) => {
  await desk.set({ availability: { override: "offline" } });
  await page.goto(`${parlour.origin}/demo/`);
  await chat.open();
  await chat.choose("Talk to a person");
  await chat.frame.getByRole("alert").filter({ hasText: "Nobody is available right now." }).waitFor();
  await desk.set({ availability: { override: null } });
  await chat.frame.locator(".menu-list").getByText("Talk to a person").click();
  await bar(chat).filter({ hasText: "asked for a person" }).waitFor();
  await (await desk.nextWish()).ends();
});
