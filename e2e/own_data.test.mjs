/** The visitor's rights: to have a copy of their data, and to have it gone. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { historyOf, tokenFor } from "./support/chat.mjs";
import { askedTooLate, scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const demo = await startParlour({ command: "demo" });

scenario("the menu gives a copy of everything", async ({ page, chat }) => {
  await page.goto(`${demo.origin}/demo/`);
  await chat.open();
  await chat.ask("how do I return a parcel?");
  await chat.menu.click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    chat.frame.getByRole("button", { name: "Download my data" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "my-chat-data.json");
  const copy = JSON.parse(await readFile(await download.path(), "utf8"));
  assert.equal(copy.chatbot_id, "shop-bot");
  assert.equal(copy.conversations.length, 1);
  assert.deepEqual(copy.conversations[0].messages.map(({ role }) => role).sort(), ["assistant", "user"]);
});

scenario("deleting asks first, then leaves nothing here or there", { tolerates: askedTooLate }, async ({ page, chat }) => {
  await page.goto(`${demo.origin}/demo/`);
  await chat.open();
  await chat.ask("how do I return a parcel?");
  const key = await chat.visitorKey();
  const token = await tokenFor(demo.origin, key);
  const dialog = chat.frame.getByRole("dialog", { name: "Delete your data?" });
  await chat.menu.click();
  await chat.frame.getByRole("button", { name: "Delete my data" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.equal((await historyOf(demo.origin, token)).messages.length, 2);
  await chat.menu.click();
  await chat.frame.getByRole("button", { name: "Delete my data" }).click();
  await dialog.getByRole("button", { name: "Delete everything" }).click();
  await chat.frame.getByRole("list", { name: "Questions to start with" }).waitFor();
  assert.equal(await chat.questions.count(), 0);
  assert.notEqual(await chat.visitorKey(), key, "who comes back is somebody else");
  await assert.rejects(historyOf(demo.origin, token), /401/);
  assert.deepEqual((await historyOf(demo.origin, await tokenFor(demo.origin, key))).messages, []);
  await chat.ask("hello");
  await page.reload();
  await chat.answers.waitFor();
  assert.deepEqual((await chat.transcript())[0], ["user", "hello"]);
});
