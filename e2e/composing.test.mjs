/**
 * What a visitor writes and adds: what may not be sent says so before, what is refused says why and can be removed.
 */

import assert from "node:assert/strict";
import { historyOf, textOf, tokenFor } from "./support/chat.mjs";
import { scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const parlour = await startParlour({ command: "demo" });
const messages = "/api/v1/chat/messages";
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

async function openShop(page, chat) {
  await page.goto(`${parlour.origin}/demo/`);
  await chat.open();
}

const add = (chat, name, buffer) =>
  chat.frame.locator("#file-picker").setInputFiles({ name, mimeType: "image/png", buffer });

scenario("a file that is called a picture and is none is not taken", async ({ page, chat }) => {
  await openShop(page, chat);
  await add(chat, "cat.png", Buffer.from("some words about a cat"));
  await chat.frame.locator(".composer .fault").filter({ hasText: "cat.png is damaged" }).waitFor();
  assert.equal(await chat.frame.locator(".previews li").count(), 0);
  assert.equal(await chat.send.isDisabled(), true);
});

scenario("a refused picture says why and can be removed (refused by a route)", { tolerates: [/\b422\b/] }, async ({ context, page, chat }) => {
  await openShop(page, chat);
  const params = [{ field: "message.parts.0.data", message: "the file's content is not image/png" }];
  const json = { error: { code: "validation", message: "the request is not valid", params } };
  await context.route(`**${messages}`, (route) => (route.request().method() === "POST" ? route.fulfill({ status: 422, json }) : route.fallback()));
  await add(chat, "cat.png", Buffer.from(pixel, "base64"));
  await chat.frame.locator(".previews li").waitFor();
  await chat.send.click();
  await chat.notice.filter({ hasText: "The picture is damaged" }).waitFor();
  await chat.questions.filter({ hasText: "Not sent" }).getByRole("button", { name: "Remove" }).click();
  await chat.questions.waitFor({ state: "detached" });
  assert.equal(await chat.notice.innerText(), "");
  await context.unroute(`**${messages}`);
  await chat.ask("hello");
});

scenario("a text that is too long is not cut: the visitor is told and decides", async ({ page, chat }) => {
  await openShop(page, chat);
  const length = chat.frame.locator("#length");
  await chat.input.fill("a".repeat(7500));
  await length.filter({ hasText: "7,500 / 8,000" }).waitFor();
  const long = `${"a".repeat(8990)} right end`;
  await chat.input.fill(long);
  await length.filter({ hasText: "too long to send" }).waitFor();
  assert.equal(await chat.send.isDisabled(), true);
  await chat.input.press("Enter");
  assert.equal(await chat.input.inputValue(), long);
  assert.equal(await chat.questions.count(), 0);
  await chat.ask("b".repeat(8000));
  const { messages: held } = await historyOf(parlour.origin, await tokenFor(parlour.origin, await chat.visitorKey()));
  assert.equal(textOf(held[0]).length, 8000);
});
