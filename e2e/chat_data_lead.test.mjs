/**
 * Who the visitor is, by the Chat Data contract and the owner's settings: the lead form by its triggers, and pages that
 * prove who is there.
 */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { broadcast, bubblePage, framePage, heardBy, listenScript, sdkTag } from "./support/chat_data.mjs";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";

const parlour = await startParlour({ command: "demo" });
const chat0 = parlour.origin;
const secrets = {};
for (const [id, trigger] of [["first-bot", "before_chat"], ["after-bot", "after_first_answer"], ["proof-bot", "off"]]) {
  await parlour.cli("chatbot", "create", id, "--name", id);
  await parlour.cli("chatbot", "set", id, `lead_form={"trigger":"${trigger}","fields":["name","email","phone"]}`);
}
secrets.proof = (await parlour.cli("chatbot", "identity", "proof-bot", "--require", "on")).secret;
const pages = {
  "/favicon.ico": "",
  "/listen.js": listenScript,
  "/before": framePage({ chatOrigin: chat0, chatbotId: "first-bot" }),
  "/after": framePage({ chatOrigin: chat0, chatbotId: "after-bot" }),
  "/proof": bubblePage({ chatOrigin: chat0, chatbotId: "proof-bot", head: sdkTag(chat0, { chatbotId: "proof-bot" }) }),
};
const site = (await startHostSite(pages)).replace("localhost", "127.0.0.1");

function placed(page) {
  const frame = page.frameLocator("#placed");
  const form = frame.locator("form.entry-form");
  return { frame, form, input: frame.locator("#input"), answers: frame.locator(".message.assistant:not(.draft)") };
}

async function ask({ input, answers }, text) {
  const before = await answers.count();
  await input.fill(text);
  await input.press("Enter");
  await answers.nth(before).waitFor();
}

scenario("a lead form before the chat must be filled in, tells the page, and does not come back", async ({ page }) => {
  const chat = placed(page);
  await page.goto(`${site}/before`);
  await chat.form.waitFor();
  assert.equal(await chat.input.count(), 0, "nothing to write in yet");
  await chat.form.getByRole("button", { name: "Start the chat" }).click();
  assert.equal(await chat.form.locator('[aria-invalid="true"]').count(), 2, "the telephone number may be left out");
  await chat.form.getByLabel("Name").fill("Ada");
  await chat.form.getByLabel("E-mail").fill("ada@example.com");
  await chat.form.getByRole("button", { name: "Start the chat" }).click();
  await chat.input.waitFor();
  const [{ event, payload }] = await heardBy(page, 1);
  assert.equal(event, "lead-submission");
  const { uuid, ...lead } = payload;
  assert.match(uuid, /^[0-9a-f-]{36}$/);
  assert.deepEqual(lead, { name: "Ada", email: "ada@example.com", source: "iframe" });
  await page.reload();
  await chat.input.waitFor();
  assert.equal(await chat.form.count(), 0);
});

scenario("a lead form after the first answer asks only for what is not known, and may be skipped", async ({ page }) => {
  const chat = placed(page);
  await page.goto(`${site}/after`);
  await chat.input.waitFor();
  await broadcast(page, { event: "user-info", payload: { name: "Ada" } });
  assert.equal(await chat.form.count(), 0);
  await ask(chat, "hello");
  await chat.form.waitFor();
  await chat.form.getByLabel("E-mail").waitFor();
  await chat.form.getByLabel("Name").waitFor({ state: "detached" });
  await chat.form.getByRole("button", { name: "Skip" }).click();
  await chat.form.waitFor({ state: "detached" });
  await ask(chat, "hello again");
  assert.equal(await chat.form.count(), 0);
  assert.deepEqual((await heardBy(page, 2)).map(({ event }) => event), ["chat", "chat"]);
});

scenario("who must prove who they are is told so where nobody can prove it", { tolerates: [/403/] }, async ({ page, chat }) => {
  await page.goto(`${site}/proof`);
  await page.evaluate(() => window.Parlour.open("hello"));
  await chat.frame.getByRole("alert").getByText("Please sign in first").waitFor();
  assert.equal(await chat.input.count(), 0);
  const told = { userId: "1842", userHash: createHmac("sha256", secrets.proof).update("1842").digest("hex") };
  assert.equal((await page.evaluate((told) => window.Parlour.identify(told), told)).ok, true);
  await chat.answers.first().waitFor();
  assert.deepEqual((await chat.transcript()).map(([who]) => who), ["user", "assistant"], "what was said before is said once");
});

scenario("a page that proves who is there is answered; a wrong proof is refused", { tolerates: [/403/] }, async ({ page, chat }) => {
  await page.goto(`${site}/proof`);
  await page.waitForFunction(() => typeof window.chatbot?.sendUserInfo === "function");
  const tell = (userId, userHash) => page.evaluate((user) => window.chatbot.sendUserInfo(user).then(() => "taken", (error) => error.message), { userId, userHash });
  assert.match(await tell("1842", "0".repeat(64)), /userHash/);
  assert.equal(await tell("1842", createHmac("sha256", secrets.proof).update("1842").digest("hex")), "taken");
  await chat.open();
  await chat.ask("hello");
  assert.equal((await heardBy(page, 1))[0].event, "chat");
});
