/**
 * A visitor stops an answer: what was said stays, and the conversation goes on.
 * A scripted model makes the answers, since the server's own engine answers at once.
 */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { historyOf, textOf, tokenFor } from "./support/chat.mjs";
import { hold, startModel } from "./support/model.mjs";
import { scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const model = await startModel();
const parlour = await startParlour({ command: "demo", env: model.env });
const question = "How do I look after a linen shirt?";

beforeEach(() => model.reset());

async function openShop(page, chat) {
  await page.goto(`${parlour.origin}/demo/`);
  await chat.open();
}

async function stored(chat) {
  const { messages } = await historyOf(parlour.origin, await tokenFor(parlour.origin, await chat.visitorKey()));
  return messages.map((message) => [message.role, textOf(message)]);
}

scenario("a stopped answer keeps what was said, and the next question is answered", async ({ page, chat }) => {
  await openShop(page, chat);
  assert.equal(await chat.stop.count(), 0, "there is nothing to stop");
  model.script(["Linen likes cool water and shade. ", hold, "This is never said."]);
  await chat.say(question);
  await chat.draft.filter({ hasText: "Linen likes cool water" }).waitFor();
  await chat.input.fill("And wool?");
  await chat.stop.click();
  await chat.answers.waitFor();
  assert.equal(await chat.send.isEnabled(), true, "what was typed meanwhile can be sent");
  assert.equal(await chat.input.inputValue(), "And wool?");
  assert.deepEqual(await stored(chat), await chat.transcript());
  assert.equal(await chat.answers.locator(".bubble").innerText(), "Linen likes cool water and shade.");
  assert.equal(model.hangUps(), 1, "the model is not kept busy");
  model.script(["Wool likes it cool, too."]);
  await chat.send.click();
  await chat.answers.nth(1).filter({ hasText: "Wool likes it cool" }).waitFor();
});

scenario("an answer that is stopped before its first word can be asked for again", async ({ page, chat }) => {
  await openShop(page, chat);
  model.script([hold]);
  await chat.say(question);
  await model.holds();
  await chat.stop.click();
  await chat.notice.filter({ hasText: "The answer was stopped." }).waitFor();
  assert.equal(await chat.draft.count(), 0);
  model.script(["Linen likes cool water."]);
  await chat.notice.getByRole("button", { name: "Try again" }).click();
  await chat.answers.filter({ hasText: "Linen likes cool water." }).waitFor();
  assert.deepEqual((await stored(chat)).map(([who]) => who), ["user", "assistant"]);
});

scenario("the keyboard stops an answer by the button, and Escape only closes the chat", async ({ page, chat }) => {
  await openShop(page, chat);
  model.script(["Linen likes cool water and shade. ", hold, "It dries in no time."]);
  await chat.say(question);
  await chat.draft.filter({ hasText: "Linen likes cool water" }).waitFor();
  await chat.input.press("Escape");
  await chat.input.waitFor({ state: "hidden" });
  await chat.open();
  await chat.stop.waitFor();
  await chat.input.press("Tab");
  await page.keyboard.press("Enter");
  await chat.answers.waitFor();
  assert.equal(await chat.input.evaluate((input) => input === document.activeElement), true);
});

scenario("a double click on the way to send sends, and stops nothing", async ({ page, chat }) => {
  await openShop(page, chat);
  model.script([hold, "Linen likes cool water."]);
  await chat.input.fill(question);
  await chat.send.dblclick();
  await chat.stop.waitFor();
  assert.equal(await chat.stop.isEnabled(), true);
  await model.release();
  await chat.answers.filter({ hasText: "Linen likes cool water." }).waitFor();
});

test("the server has logged no trouble", () => assert.doesNotMatch(parlour.log, /ERROR|panicked/));
