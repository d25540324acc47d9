/**
 * The chat for everybody: by keyboard alone, without a fault that axe-core can find, enlarged, on a
 * phone, without motion, and in the dark.
 */

import assert from "node:assert/strict";
import { assertNoFaults, settled } from "./support/axe.mjs";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage } from "./support/site.mjs";

const demo = await startParlour({ command: "demo" });
const site = await startHostSite({
  "/": shopPage({ chatOrigin: demo.origin, body: loaderTag(demo.origin) }),
  "/buttons": shopPage({ chatOrigin: demo.origin, body: `<button id="ask">Ask us</button>${loaderTag(demo.origin)}` }),
  "/hidden": shopPage({ chatOrigin: demo.origin, body: `<button id="ask">Ask us</button>${loaderTag(demo.origin, "shop-bot", "&amp;hidden=true")}` }),
  "/favicon.ico": "",
});
const unknown = "Who won the chess world cup in 1987?";
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

const focused = (where) => where.evaluate(() => document.activeElement?.id);
const inside = (page) => page.frames().find((frame) => frame.url().startsWith(`${demo.origin}/frame/`));

/** Holds the chat's document back until what this resolves with is called. */
async function holdFrame(page) {
  let load;
  const wanted = new Promise((done) => (load = done));
  await page.route(/\/frame\/\?/, async (route) => {
    await wanted;
    await route.continue();
  });
  return load;
}

const fitsAcross = (chat) => chat.frame.locator("html").evaluate((root) => root.scrollWidth <= root.clientWidth);

scenario("everything is done by keyboard alone", async ({ page, chat }) => {
  const { keyboard } = page;
  await page.goto(`${site}/`);
  await keyboard.press("Tab");
  assert.equal(await focused(page.mainFrame()), "chat-button");
  await keyboard.press("Enter");
  await chat.frame.locator("#input:focus").waitFor();
  await keyboard.type("do you have a blue shirt");
  await keyboard.press("Shift+Enter");
  await keyboard.type("under 60?");
  await keyboard.press("Enter");
  const card = chat.answers.locator(".card a").first();
  await card.waitFor();
  assert.equal(await chat.questions.locator("p").count(), 2, "shift and enter began a line");
  assert.equal(await focused(inside(page)), "input", "the next question can be typed at once");
  for (let steps = 0; !(await card.evaluate((one) => one === document.activeElement)); steps += 1) {
    assert.ok(steps < 20, "the first card is reached by shift and tab");
    await keyboard.press("Shift+Tab");
  }
  await chat.frame.locator("#input").focus();
  await keyboard.type(unknown);
  await keyboard.press("Enter");
  await chat.form.waitFor();
  await chat.form.getByLabel("Name").focus();
  for (const value of ["Ada", "ada@example.com", "Please tell me."]) {
    await keyboard.type(value);
    await keyboard.press("Tab");
  }
  await keyboard.press("Enter");
  await chat.sentForm.waitFor();
  await chat.menu.focus();
  await keyboard.press("Enter");
  await chat.frame.getByRole("button", { name: "Download my data" }).waitFor();
  await keyboard.press("Escape");
  await chat.frame.getByRole("button", { name: "Download my data" }).waitFor({ state: "detached" });
  assert.equal(await page.locator(".chat-open").count(), 1, "escape closes the menu first");
  await keyboard.press("Escape");
  await page.locator("#chat-iframe").waitFor({ state: "hidden" });
  assert.equal(await focused(page.mainFrame()), "chat-button", "the focus goes back to where it came from");
});

for (const [path, elsewhere] of [["/buttons", "chat-button"], ["/hidden", ""]]) {
  scenario(`the focus goes back to the page's own button that opened the chat, on ${path}`, async ({ page, chat }) => {
    await page.goto(`${site}${path}`);
    const ask = page.locator("#ask");
    await ask.evaluate((button) => button.addEventListener("click", () => window.Parlour.open()));
    for (const leave of ["Escape", "close", "hide"]) {
      await ask.press("Enter");
      await chat.frame.locator("#input:focus").waitFor();
      if (leave === "Escape") await page.keyboard.press("Escape");
      else await page.evaluate((name) => window.Parlour[name](), leave);
      await page.locator("#chat-iframe").waitFor({ state: "hidden" });
      assert.equal(await focused(page.mainFrame()), "ask", leave);
      if (path === "/buttons") await page.evaluate(() => window.Parlour.show());
    }
    await ask.press("Enter");
    await chat.frame.locator("#input:focus").waitFor();
    await ask.evaluate((button) => button.remove());
    await page.keyboard.press("Escape");
    await page.locator("#chat-iframe").waitFor({ state: "hidden" });
    assert.equal(await focused(page.mainFrame()), elsewhere, "a button that is gone");
  });
}

scenario("a chat that still loads is closed by escape, and takes the focus when it is there", async ({ page, chat }) => {
  const load = await holdFrame(page);
  await page.goto(`${site}/`);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  // In a frame whose document is about to change, Chromium loses track of the focus, and every key with it.
  assert.equal(await focused(page.mainFrame()), "chat-container");
  await page.keyboard.press("Escape");
  await page.locator("#chat-iframe").waitFor({ state: "hidden" });
  assert.equal(await focused(page.mainFrame()), "chat-button");
  await page.keyboard.press("Enter");
  load();
  await chat.frame.locator("#input:focus").waitFor();
  await page.keyboard.type("hello");
  assert.equal(await chat.input.inputValue(), "hello");
});

scenario("a chat that still loads leaves the focus to who went on", async ({ page, chat }) => {
  const load = await holdFrame(page);
  await page.goto(`${site}/`);
  await page.evaluate(() => {
    document.body.prepend(Object.assign(document.createElement("input"), { id: "search" }));
    window.DialogIntelligens.open();
    document.querySelector("#search").focus();
  });
  load();
  await chat.frame.locator(".prompts").waitFor();
  assert.equal(await focused(page.mainFrame()), "search");
});

scenario("escape leaves the question of deleting without deleting and without closing the chat", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await chat.menu.press("Enter");
  await chat.frame.getByRole("button", { name: "Delete my data" }).press("Enter");
  const dialog = chat.frame.getByRole("dialog");
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await page.locator(".chat-open").count(), 1);
});

for (const [look, options] of [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["on a phone", phone],
]) {
  scenario(`axe-core finds nothing in any state, ${look}`, options, async ({ page, chat }) => {
    await page.goto(`${site}/`);
    await chat.bubble.waitFor();
    await assertNoFaults(page, "closed");
    await chat.open();
    await assertNoFaults(page, "open");
    await chat.ask("do you have a blue shirt under 60?");
    await assertNoFaults(page, "products");
    await chat.ask("how do I return a parcel?");
    await assertNoFaults(page, "answer");
    await chat.ask("How much does delivery to Germany cost?");
    await assertNoFaults(page, "table");
    await chat.ask("Which size do I need if my chest is 100 cm?");
    await assertNoFaults(page, "form and quick replies");
    await chat.form.getByRole("button", { name: "Send" }).click();
    await assertNoFaults(page, "faults");
    await chat.form.getByLabel("Name").fill("Ada");
    await chat.form.getByLabel("E-mail").fill("ada@example.com");
    await chat.form.getByLabel("Message").fill("Please tell me.");
    await chat.form.getByRole("button", { name: "Send" }).click();
    await chat.sentForm.waitFor();
    await assertNoFaults(page, "sent form");
    await chat.ask("My lamp arrived broken, what should I do?");
    await assertNoFaults(page, "ticket");
    await chat.menu.click();
    await assertNoFaults(page, "menu");
    await chat.frame.getByRole("button", { name: "Delete my data" }).click();
    await chat.frame.getByRole("dialog").waitFor();
    await assertNoFaults(page, "dialog");
  });
}

scenario("at twice the size everything is there and nothing is cut off", { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await chat.ask("do you have a blue shirt under 60?");
  await chat.ask("How much does delivery to Germany cost?");
  await settled(page);
  assert.equal(await fitsAcross(chat), true);
  const frame = await page.locator("#chat-iframe").boundingBox();
  assert.ok(frame.y >= 0 && frame.y + frame.height <= 400, `the window fits: ${JSON.stringify(frame)}`);
  for (const part of [chat.input, chat.send, chat.menu]) {
    const box = await part.boundingBox();
    assert.ok(box.y >= frame.y && box.y + box.height <= frame.y + frame.height);
  }
  const log = await chat.frame.locator(".log").boundingBox();
  assert.ok(log.height >= 100, `there is room to read: ${log.height}px`);
});

scenario("the narrowest screens need no sideways scrolling", { viewport: { width: 320, height: 560 }, isMobile: true }, async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  for (const question of ["How much does delivery to Germany cost?", "do you have a blue shirt under 60?", unknown]) {
    await chat.ask(question);
    assert.equal(await fitsAcross(chat), true, question);
    assert.equal(await chat.frame.locator(".log").evaluate((log) => log.scrollWidth <= log.clientWidth), true, question);
  }
});

scenario("on a phone the chat is the screen, and makes way for a product", phone, async ({ page, chat }) => {
  await page.goto(`${demo.origin}/demo/`);
  await chat.open();
  await settled(page);
  assert.deepEqual(await page.locator("#chat-iframe").boundingBox(), { x: 0, y: 0, width: 390, height: 844 });
  assert.equal(await page.locator("#minimize-button").isVisible(), false);
  assert.ok((await chat.input.evaluate((field) => parseFloat(getComputedStyle(field).fontSize))) >= 16, "no zooming in on focus");
  for (const target of [chat.send, chat.menu, chat.frame.getByRole("button", { name: "Close chat" })]) {
    const { width, height } = await target.boundingBox();
    assert.ok(width >= 24 && height >= 24);
  }
  const answer = await chat.ask("do you have a blue shirt under 60?");
  await answer.locator(".card a").first().tap();
  await page.waitForURL(/\/demo\/products\//);
  await chat.bubble.waitFor();
  assert.equal(await page.locator(".chat-open").count(), 0);
});

scenario("who wants no motion gets none", { reducedMotion: "reduce" }, async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await chat.say("do you have a blue shirt under 60?");
  const moving = (frame) => frame.evaluate(() => document.getAnimations().length);
  assert.deepEqual([await moving(page.mainFrame()), await moving(inside(page))], [0, 0]);
  await chat.answers.waitFor();
  assert.deepEqual([await moving(page.mainFrame()), await moving(inside(page))], [0, 0]);
});

scenario("the dark colours are the owner's, and come and go with the visitor's wish", { colorScheme: "dark" }, async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  const [, config] = await Promise.all([
    page.reload(),
    page.waitForResponse((response) => response.url().endsWith("/api/v1/chat/config")).then((response) => response.json()),
  ]);
  await chat.input.waitFor();
  const ground = () => chat.frame.locator("html").evaluate((root) => getComputedStyle(root).backgroundColor);
  const rgb = (hex) => `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(", ")})`;
  assert.equal(await ground(), rgb(config.dark_theme.surface.background_color));
  await page.emulateMedia({ colorScheme: "light" });
  await chat.frame.locator('html[style*="--scheme: light"]').waitFor();
  assert.equal(await ground(), rgb(config.theme.surface.background_color));
});

scenario("the chat speaks the visitor's language", { locale: "da-DK" }, async ({ page, chat }) => {
  await page.goto(`${site}/`);
  assert.equal(await chat.bubble.getAttribute("aria-label"), "Åbn chatten");
  await chat.open();
  assert.equal(await chat.frame.locator("html").getAttribute("lang"), "da");
  assert.equal(await chat.input.getAttribute("placeholder"), "Skriv en besked");
});
