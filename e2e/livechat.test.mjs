/**
 * A visitor and a person: asked for, waited for, there, writing, gone, and judged.
 */

import assert from "node:assert/strict";
import { startDesk } from "./support/desk.mjs";
import { scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const parlour = await startParlour({ command: "demo", env: { PARLOUR_WEBHOOK_ALLOW_LOOPBACK_HTTP: "true" } });
const desk = await startDesk(parlour);
const wish = "Can I talk to a human?";

async function askForPerson(page, chat) {
  await page.goto(`${parlour.origin}/demo/`);
  await chat.open();
  await chat.ask(wish);
  await chat.frame.getByRole("button", { name: "Talk to a person" }).click();
  return desk.nextWish();
}

const bar = (chat) => chat.frame.locator(".livechat");
const agentSays = (chat, text) => chat.frame.locator(".messages .message.agent").filter({ hasText: text });

scenario("a visitor asks for a person, talks with them and says how it was", async ({ page, chat }) => {
  const alice = await askForPerson(page, chat);
  await bar(chat).filter({ hasText: "asked for a person" }).waitFor();
  assert.equal(await chat.frame.getByRole("button", { name: "Talk to a person" }).count(), 0, "asked once");
  await chat.ask("How long does delivery take?");
  await alice.types(true);
  await bar(chat).filter({ hasText: "You are chatting with Alice." }).waitFor();
  await chat.frame.locator(".typing").filter({ hasText: "Alice is writing" }).waitFor();
  await alice.says("Hello, I am Alice.");
  await agentSays(chat, "Hello, I am Alice.").locator(".author").filter({ hasText: "Alice" }).waitFor();
  await chat.input.fill("My parcel");
  await alice.hears("livechat.customer.typing.started");
  await chat.say("My parcel is late.");
  const said = await alice.hears("livechat.customer.message.created");
  assert.equal(said.message.parts[0].blocks[0].spans[0].text, "My parcel is late.");
  await chat.questions.filter({ hasText: "My parcel is late." }).and(chat.frame.locator(".stored")).waitFor();
  await alice.says("It comes tomorrow.");
  await agentSays(chat, "It comes tomorrow.").waitFor();
  await page.reload();
  await bar(chat).filter({ hasText: "You are chatting with Alice." }).waitFor();
  const afterReload = (await chat.transcript()).slice(-3);
  assert.deepEqual(afterReload, [["agent", "Hello, I am Alice."], ["user", "My parcel is late."], ["agent", "It comes tomorrow."]]);
  await bar(chat).getByRole("button", { name: "End chat" }).click();
  await bar(chat).filter({ hasText: "How was your chat with Alice?" }).waitFor();
  await bar(chat).locator(".stars label").nth(3).click();
  await bar(chat).getByLabel("What was good").fill("She knew at once.");
  await bar(chat).getByRole("button", { name: "Send" }).click();
  await bar(chat).filter({ hasText: "Thank you" }).waitFor();
  const { feedback } = await alice.hears("livechat.feedback.submitted");
  assert.deepEqual([feedback.rating, feedback.feedback], [4, "She knew at once."]);
  await chat.ask("How do I return a parcel?");
});

scenario("a person who ends the talk leaves the visitor with the assistant", async ({ page, chat }) => {
  const alice = await askForPerson(page, chat);
  await alice.says("Hello, I am Alice.");
  await agentSays(chat, "Hello, I am Alice.").waitFor();
  await alice.ends();
  await bar(chat).filter({ hasText: "Alice has ended the chat." }).waitFor();
  await bar(chat).filter({ hasText: "How was your chat" }).waitFor();
  await bar(chat).getByRole("button", { name: "Not now" }).click();
  await bar(chat).waitFor({ state: "hidden" });
  await chat.ask("How do I return a parcel?");
});

scenario("a visitor who no longer wants to wait takes the wish back", async ({ page, chat }) => {
  const alice = await askForPerson(page, chat);
  await bar(chat).getByRole("button", { name: "Cancel" }).click();
  await bar(chat).waitFor({ state: "hidden" });
  await alice.hears("livechat.session.closed");
});

scenario("a message that a person does not hear at once is said once", { tolerates: [/ERR_FAILED|ERR_CONNECTION/] }, async ({ context, page, chat }) => {
  const alice = await askForPerson(page, chat);
  await alice.says("Hello, I am Alice.");
  await agentSays(chat, "Hello, I am Alice.").waitFor();
  let lost = 0;
  await context.route("**/api/v1/chat/livechat/messages", async (route) => {
    lost += 1;
    // The first does not reach the server; of the second, only the answer is lost.
    if (lost === 2) await route.fetch();
    if (lost <= 2) return route.abort();
    return route.fallback();
  });
  await chat.say("Are you there?");
  await chat.questions.filter({ hasText: "Are you there?" }).and(chat.frame.locator(".stored")).waitFor();
  await alice.hears("livechat.customer.message.created");
  await alice.says("Yes.");
  await agentSays(chat, "Yes.").waitFor();
  await alice.ends();
  // Events of a session are told in their order: none of another message can follow.
  await alice.hears("livechat.session.closed");
  assert.deepEqual(alice.unheard("livechat.customer.message.created"), []);
  assert.equal(await chat.questions.filter({ hasText: "Are you there?" }).count(), 1);
});
