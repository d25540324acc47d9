/**
 * The chat for who does not see it: found and used by roles and names alone, each answer told once; and for who sees it in
 * colours of their own.
 */

import assert from "node:assert/strict";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage } from "./support/site.mjs";

const demo = await startParlour({ command: "demo" });
const site = await startHostSite({
  "/": shopPage({ chatOrigin: demo.origin, body: loaderTag(demo.origin) }),
  "/favicon.ico": "",
});
const unknown = "Who won the chess world cup in 1987?";

scenario("a whole conversation is held by roles and names alone", async ({ page }) => {
  await page.goto(`${site}/`);
  await page.getByRole("button", { name: "Open chat" }).click();
  const chat = page.frameLocator('iframe[title="Chat"]');
  await chat.getByRole("heading", { level: 1, name: "Windlefold" }).waitFor();
  const field = chat.getByRole("textbox", { name: "Your message" });
  const send = chat.getByRole("button", { name: "Send message" });
  const log = chat.getByRole("log", { name: "Windlefold" });
  await chat.getByRole("list", { name: "Questions to start with" }).getByRole("button").first().waitFor();
  await field.fill("do you have a blue shirt under 60?");
  await send.click();
  const products = log.getByRole("list", { name: "Products" });
  await products.getByRole("listitem").first().waitFor();
  for (const link of await products.getByRole("link").all()) {
    assert.match(await link.ariaSnapshot(), /Price.*€\d/s, "a card says its price");
  }
  await field.fill("How much does delivery to Germany cost?");
  await send.click();
  await log.getByRole("table", { name: "Standard delivery" }).getByRole("row", { name: /Germany/ }).waitFor();
  await field.fill(unknown);
  await send.click();
  const form = log.getByRole("form", { name: "Write to us" });
  await form.getByRole("button", { name: "Send" }).click();
  const name = form.getByRole("textbox", { name: "Name" });
  await chat.locator("input:focus").waitFor();
  assert.match(await form.ariaSnapshot(), /textbox "Name"( \[\w+\])* \[invalid\]|textbox "Name".*invalid/s);
  assert.equal(await name.evaluate((one) => document.getElementById(one.getAttribute("aria-describedby"))?.textContent), "Please fill this in.");
  await name.fill("Ada");
  await form.getByRole("textbox", { name: "E-mail" }).fill("ada@example.com");
  await form.getByRole("button", { name: "Send" }).click();
  await log.getByRole("status").getByText("Thank you").waitFor();
  await chat.getByRole("button", { name: "More options" }).click();
  await chat.getByRole("button", { name: "Delete my data" }).click();
  await chat.getByRole("dialog", { name: "Delete your data?" }).getByRole("button", { name: "Cancel" }).click();
  await chat.getByRole("button", { name: "Close chat" }).click();
  await page.getByRole("button", { name: "Open chat", expanded: false }).waitFor();
});

/**
 * What a screen reader would say of the log: what is added to it, and what was busy once it no longer is. Runs in the frame.
 */
function listen(log) {
  window.told = [];
  const tell = (node) => {
    const words = (node.innerText ?? node.textContent ?? "").trim();
    if (words !== "") window.told.push(words);
  };
  const isBusy = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest('[aria-busy="true"]');
  new MutationObserver((changes) => {
    // Of what one change brings, the outermost is said, once.
    const said = new Set();
    const say = (node) => {
      for (const before of said) if (before.contains(node)) return;
      said.add(node);
      tell(node);
    };
    for (const { type, target, oldValue, addedNodes } of changes) {
      if (type === "attributes" && oldValue === "true" && target.getAttribute("aria-busy") !== "true") say(target);
    }
    for (const { type, target, addedNodes } of changes) {
      if (isBusy(target)) continue;
      if (type === "characterData") say(target);
      for (const node of addedNodes) if (!isBusy(node)) say(node);
    }
  }).observe(log, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-busy"], attributeOldValue: true });
}

scenario("an answer is told once, when it is whole", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await chat.frame.locator('[role="log"]').evaluate(listen);
  const answer = await chat.ask("How do I return a parcel?");
  const words = (await answer.locator(".bubble").first().innerText()).trim();
  const told = await chat.frame.locator("html").evaluate(() => window.told);
  const times = told.filter((one) => one.includes(words)).length;
  assert.equal(times, 1, JSON.stringify(told));
  const beginning = words.slice(0, 12);
  assert.equal(told.filter((one) => one.includes(beginning)).length, 1, `no piece of it before: ${JSON.stringify(told)}`);
});

scenario("in the visitor's own colours everything still has an edge", { forcedColors: "active" }, async ({ page, chat }) => {
  await page.goto(`${site}/`);
  const edge = (one) => {
    const { borderTopStyle, borderTopWidth, outlineStyle, outlineWidth } = getComputedStyle(one);
    return (borderTopStyle !== "none" && parseFloat(borderTopWidth) > 0) || (outlineStyle !== "none" && parseFloat(outlineWidth) > 0);
  };
  assert.equal(await chat.bubble.evaluate(edge), true, "the bubble");
  await chat.open();
  assert.equal(await page.locator("#chat-iframe").evaluate(edge), true, "the window");
  const answer = await chat.ask("do you have a blue shirt under 60?");
  const parts = { bubble: answer.locator(".bubble").first(), question: chat.questions.locator(".bubble").first(), card: answer.locator(".card > *").first(), field: chat.frame.locator(".field"), send: chat.send };
  for (const [name, part] of Object.entries(parts)) assert.equal(await part.evaluate(edge), true, name);
});
