/**
 * The chat as it fits the visitor: their language and its direction, their phone, their colours, and what the page and the
 * owner make of it.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNoFaults, settled } from "./support/axe.mjs";
import { newPage } from "./support/browser.mjs";
import { chatOn } from "./support/chat.mjs";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage } from "./support/site.mjs";
import { startStage } from "./support/stage.mjs";
import { show, statePages, statesOf } from "./support/states.mjs";

const demo = await startParlour({ command: "demo" });
const stage = await startStage(demo);
const chatOrigin = demo.origin;
const words = "<script>window.__CHATBOT_TEXTS__ = { placeholder: 'Ask the crew', open: 'Hail us', close: 'Cast off', chat: 'Crew chat', 'tooManyImages.one': 'One!', plaecholder: 'x' }</script>";
const site = await startHostSite({
  "/": shopPage({ chatOrigin, body: loaderTag(chatOrigin) }),
  "/danish": shopPage({ chatOrigin, body: loaderTag(chatOrigin, "shop-bot", "&language=da") }),
  "/dark": shopPage({ chatOrigin, body: loaderTag(chatOrigin, "shop-bot", "&theme=dark") }),
  "/right": shopPage({ chatOrigin, body: loaderTag(chatOrigin), direction: "rtl" }),
  "/right-but-right": shopPage({ chatOrigin, body: loaderTag(chatOrigin, "shop-bot", "&position=right"), direction: "rtl" }),
  "/words": shopPage({ chatOrigin, policy: null, body: words + loaderTag(chatOrigin) }),
  "/stage": shopPage({ chatOrigin: stage.origin, body: loaderTag(stage.origin) }),
  "/favicon.ico": "",
});
/** The pages of the states. */
const stateSite = await startHostSite(statePages(stage.origin));
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const spoken = {
  "en-GB": ["en", "Open chat", "Write a message"],
  "da-DK": ["da", "Åbn chatten", "Skriv en besked"],
  "de-AT": ["de", "Chat öffnen", "Nachricht schreiben"],
  "fr-FR": ["fr", "Ouvrir le chat", "Écrivez un message"],
  "es-MX": ["es", "Abrir el chat", "Escriba un mensaje"],
  "nl-BE": ["nl", "Chat openen", "Schrijf een bericht"],
  "cs-CZ": ["cs", "Otevřít chat", "Napište zprávu"],
  "ar-EG": ["ar", "فتح الدردشة", "اكتب رسالة"],
  "sv-SE": ["en", "Open chat", "Write a message"],
};

for (const [locale, [language, open, placeholder]] of Object.entries(spoken)) {
  test(`the chat speaks to a visitor from ${locale}, and fetches no other language`, { timeout: 90_000 }, async () => {
    const page = await newPage({ locale });
    const tables = [];
    page.on("request", (request) => {
      const [, table] = /\/frame\/([a-z]{2})-\w+\.js$/.exec(request.url()) ?? [];
      if (table !== undefined) tables.push(table);
    });
    await page.goto(`${site}/`);
    await page.getByRole("button", { name: open }).click();
    const chat = chatOn(page);
    await chat.input.waitFor();
    assert.equal(await chat.input.getAttribute("placeholder"), placeholder);
    assert.equal(await chat.frame.locator("html").getAttribute("lang"), language);
    assert.equal(await chat.frame.locator("html").getAttribute("dir"), language === "ar" ? "rtl" : "ltr");
    assert.deepEqual(tables, language === "en" ? [] : [language]);
    await page.context().close();
  });
}

scenario("the page's language goes before the visitor's", { locale: "fr-FR" }, async ({ page, chat }) => {
  await page.goto(`${site}/danish`);
  assert.equal(await chat.bubble.getAttribute("aria-label"), "Åbn chatten");
  await chat.open();
  await chat.frame.locator('html[lang="da"]').waitFor();
});

scenario("the owner's language and words go before the visitor's, and a page's words before those", { locale: "fr-FR" }, async ({ page, chat }) => {
  stage.set({ config: (shop) => ({ ...shop, language: "cs", texts: { cs: { placeholder: "Zeptejte se posádky", close: "Konec" } } }) });
  await page.goto(`${site}/stage`);
  await chat.open();
  await chat.frame.locator('html[lang="cs"]').waitFor();
  assert.equal(await chat.input.getAttribute("placeholder"), "Zeptejte se posádky");
  await page.locator('#minimize-button[aria-label="Konec"]').click();
  await page.getByRole("button", { name: "Otevřít chat" }).waitFor();
});

scenario("a page says things in its own words, and is told of a name that means nothing", async ({ page, chat }) => {
  const warnings = [];
  page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
  await page.goto(`${site}/words`);
  assert.equal(await chat.bubble.getAttribute("aria-label"), "Hail us");
  await chat.open();
  await page.locator('#minimize-button[aria-label="Cast off"]').waitFor();
  await page.locator('#chat-iframe[title="Crew chat"]').waitFor();
  await chat.frame.getByPlaceholder("Ask the crew").waitFor();
  assert.ok(warnings.some((line) => line.includes("no text called plaecholder")), warnings.join());
});

scenario("prices and days are written in the visitor's way", { locale: "de-DE" }, async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  const answer = await chat.ask("do you have a blue shirt under 60?");
  assert.match(await answer.locator(".price").first().innerText(), /\d+,\d\d\u00a0€/);
});

scenario("on a page that is read from the right the chat stands on the left, unless the page says otherwise", async ({ page, chat }) => {
  await page.goto(`${site}/right-but-right`);
  assert.ok((await chat.bubble.boundingBox()).x > 1000);
  await page.goto(`${site}/right`);
  assert.ok((await chat.bubble.boundingBox()).x < 100);
  await chat.open();
  await settled(page);
  assert.ok((await page.locator("#chat-iframe").boundingBox()).x < 100);
});

scenario("on a phone the chat covers a page that is read from the right, too", phone, async ({ page, chat }) => {
  await page.goto(`${site}/right`);
  await chat.open();
  assert.deepEqual(await page.locator("#chat-iframe").boundingBox(), { x: 0, y: 0, width: 390, height: 844 });
});

const ground = (chat) => chat.frame.locator("html").evaluate((root) => getComputedStyle(root).getPropertyValue("--scheme").trim());

scenario("a page decides between light and dark, and changes its mind", { colorScheme: "light" }, async ({ page, chat }) => {
  await page.goto(`${site}/dark`);
  await chat.open();
  await chat.frame.locator('html[style*="--scheme: dark"]').waitFor();
  const colour = () => chat.bubble.evaluate((one) => getComputedStyle(one).getPropertyValue("--di-color"));
  await page.evaluate(() => window.Parlour.setTheme("auto"));
  await chat.frame.locator('html[style*="--scheme: light"]').waitFor();
  const light = await colour();
  await page.evaluate(() => window.Parlour.setTheme("dark"));
  await chat.frame.locator('html[style*="--scheme: dark"]').waitFor();
  assert.equal(await ground(chat), "dark");
  await page.waitForFunction((light) => getComputedStyle(document.querySelector("#chat-button")).getPropertyValue("--di-color") !== light, light);
});

scenario("on a phone the chat keeps clear of the notch and of the keyboard", phone, async ({ page, chat, context }) => {
  await page.goto(`${site}/`);
  const device = await context.newCDPSession(page);
  await device.send("Emulation.setSafeAreaInsetsOverride", { insets: { top: 47, bottom: 34 } });
  await chat.open();
  await settled(page);
  const frame = page.locator("#chat-iframe");
  assert.deepEqual(await frame.boundingBox(), { x: 0, y: 0, width: 390, height: 844 });
  assert.deepEqual(
    await frame.evaluate((one) => [getComputedStyle(one).paddingTop, getComputedStyle(one).paddingBottom]),
    ["47px", "34px"],
  );
  const room = () => chat.frame.locator("html").evaluate(() => [innerWidth, innerHeight]);
  assert.deepEqual(await room(), [390, 844 - 47 - 34]);
  // The keyboard comes: what can be seen is lower, and has moved down a little.
  await page.evaluate(() => {
    Object.defineProperty(visualViewport, "height", { value: 460, configurable: true });
    Object.defineProperty(visualViewport, "offsetTop", { value: 12, configurable: true });
    visualViewport.dispatchEvent(new Event("resize"));
  });
  await page.waitForFunction(() => document.querySelector("#chat-iframe").getBoundingClientRect().height === 460);
  assert.equal((await frame.boundingBox()).y, 12);
  await chat.frame.locator("html").evaluate((_, height) => new Promise((done) => {
    const look = () => (innerHeight === height ? done() : requestAnimationFrame(look));
    look();
  }), 460 - 47 - 34);
  assert.ok(await chat.input.evaluate((field) => field.getBoundingClientRect().bottom <= innerHeight), "there is room to write above the keyboard");
  await page.evaluate(() => {
    delete visualViewport.height;
    delete visualViewport.offsetTop;
    visualViewport.dispatchEvent(new Event("resize"));
  });
  await page.waitForFunction(() => document.querySelector("#chat-iframe").getBoundingClientRect().height === 844);
});

const stateCalled = (name) => statesOf(stage.origin, "en").find((state) => state.name === name);

for (const name of ["menu", "person sent files"]) {
  scenario(`at twice the size nothing covers what can be pressed: ${name}`, { viewport: { width: 640, height: 360 } }, async ({ page }) => {
    await show(stateCalled(name), { stage, site: stateSite, page });
    await assertNoFaults(page, name);
  });
}

scenario("in a low window the chat opens with its greeting, whatever stands above it", { viewport: { width: 640, height: 360 } }, async ({ page, chat }) => {
  const banner = { id: "b1", message: "Free delivery this week", background_color: "#1d5c48", text_color: "#ffffff", cta_url: null, cta_label: null, cta_style: "link", dismissible: true };
  const { scene } = stateCalled("empty");
  stage.set({ ...scene, banners: [banner] });
  await page.goto(`${site}/stage`);
  await chat.open();
  await chat.frame.locator(".banner").waitFor();
  const log = await chat.frame.locator(".log").evaluate((one) => ({ top: one.scrollTop, isLonger: one.scrollHeight > one.clientHeight }));
  assert.deepEqual(log, { top: 0, isLonger: true });
});

for (const [locale, [language]] of Object.entries(spoken).filter(([, [language]], at, all) => all.findIndex(([, [other]]) => other === language) === at)) {
  scenario(`the menu is whole on a screen 320 pixels wide: ${language}`, { ...phone, viewport: { width: 320, height: 568 }, locale }, async ({ page, chat }) => {
    stage.set({ ...stateCalled("menu").scene, config: (shop) => ({ ...stateCalled("menu").scene.config(shop), language }) });
    await page.goto(`${site}/stage`);
    await chat.bubble.tap();
    await chat.frame.locator(`html[lang="${language}"] .menu [aria-controls]`).tap();
    await chat.frame.locator(".menu-list").waitFor();
    await settled(page);
    const list = await chat.frame.locator(".menu-list").evaluate((one) => {
      const { left, right, bottom } = one.getBoundingClientRect();
      const cut = [...one.querySelectorAll("button")].filter((button) => button.scrollWidth > button.clientWidth);
      return { left, right, bottom, cut: cut.map((button) => button.textContent) };
    });
    assert.ok(list.left >= 0 && list.right <= 320 && list.bottom <= 568, JSON.stringify(list));
    assert.deepEqual(list.cut, []);
  });
}

scenario("a name and a line that run the other way than the chat end in dots at their end", { locale: "ar-EG" }, async ({ page, chat }) => {
  const long = "We answer from seven in the morning until late in the evening, on every day of the week but one";
  const { config } = stateCalled("empty").scene;
  stage.set({ config: (shop) => ({ ...config(shop), display: { ...config(shop).display, name: long, subtitle: { text: long, link: null } } }) });
  await page.goto(`${site}/stage`);
  await chat.bubble.click();
  await chat.frame.locator(".names p").waitFor();
  const lines = await chat.frame.locator(".names > *").evaluateAll((all) =>
    all.map((one) => {
      const range = new Range();
      const words = document.createTreeWalker(one, NodeFilter.SHOW_TEXT).nextNode();
      range.setStart(words, 0);
      range.setEnd(words, 1);
      const [letter, line] = [range, one].map((it) => it.getBoundingClientRect());
      return { isCut: one.scrollWidth > one.clientWidth, beginsInSight: letter.left >= line.left && letter.right <= line.right, align: getComputedStyle(one).textAlign };
    }),
  );
  assert.deepEqual(lines, Array(2).fill({ isCut: true, beginsInSight: true, align: "right" }));
});

scenario("five stars stand in one row, however narrow the chat is", { ...phone, viewport: { width: 320, height: 568 } }, async ({ page, chat }) => {
  await show(stateCalled("person judged"), { stage, site: stateSite, page });
  const tops = await chat.frame.locator(".stars label").evaluateAll((stars) => stars.map((star) => star.getBoundingClientRect().top));
  assert.deepEqual(tops, Array(5).fill(tops[0]));
});
