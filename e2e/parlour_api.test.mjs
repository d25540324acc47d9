/**
 * `window.Parlour`: every member, with the events and their history.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage } from "./support/site.mjs";

const demo = await startParlour({ command: "demo" });
const site = await startHostSite({
  "/": shopPage({ chatOrigin: demo.origin, body: loaderTag(demo.origin) }),
  "/hidden": shopPage({ chatOrigin: demo.origin, body: loaderTag(demo.origin, "shop-bot", "&amp;hidden=true") }),
  "/dark": shopPage({ chatOrigin: demo.origin, body: loaderTag(demo.origin, "shop-bot", "&amp;theme=dark") }),
  "/favicon.ico": "",
});

scenario("the object has what its types promise", async ({ page }) => {
  await page.goto(`${site}/`);
  const types = await readFile(new URL("../web/widget/parlour.d.ts", import.meta.url), "utf8");
  const face = types.slice(types.indexOf("export interface Parlour {"), types.indexOf("declare global"));
  const promised = [...face.matchAll(/^ {2}(?:readonly )?(\w+)[<(:]/gm)].map(([, name]) => name).sort();
  assert.ok(promised.length > 15);
  assert.deepEqual(await page.evaluate(() => Object.keys(window.Parlour).sort()), promised);
});

scenario("a late subscriber hears everything since the page's load, at its time, before subscribe returns", async ({ page, chat }) => {
  const loaded = Date.now();
  await page.goto(`${site}/`);
  await chat.open();
  await chat.ask("hello");
  const { heard, returned } = await page.evaluate(() => {
    const heard = [];
    const end = window.Parlour.subscribe((event) => heard.push(event));
    const returned = heard.length;
    window.Parlour.close();
    end();
    window.Parlour.open();
    return { heard, returned };
  });
  const types = heard.map(({ type }) => type).filter((type) => type !== "classified");
  assert.deepEqual(types, ["ready", "visible", "opened", "messageSent", "conversationStarted", "firstToken", "closed"]);
  assert.equal(returned, heard.length - 1);
  assert.deepEqual(heard[2].data, { source: "button" });
  const times = heard.map(({ timestamp }) => timestamp);
  assert.deepEqual(times, [...times].sort());
  assert.ok(times[0] >= loaded && times.at(-1) <= Date.now());
});

scenario("on hears each, once hears one, and a listener that throws spoils nothing", { tolerates: [/the page's own mistake/] }, async ({ page }) => {
  await page.goto(`${site}/`);
  const counts = await page.evaluate(async () => {
    const counts = { on: 0, once: 0, ended: 0 };
    window.Parlour.subscribe(() => {
      throw new Error("the page's own mistake");
    });
    window.Parlour.on("opened", () => (counts.on += 1));
    window.Parlour.once("opened", () => (counts.once += 1));
    window.Parlour.on("opened", () => (counts.ended += 1))();
    for (let at = 0; at < 3; at += 1) {
      window.Parlour.open();
      window.Parlour.close();
    }
    // What is told once the other half is here comes after what was done before.
    await new Promise((done) => {
      window.Parlour.once("purchaseReported", done);
      window.Parlour.reportPurchase({ totalPrice: 1, currency: "EUR" });
    });
    return counts;
  });
  assert.deepEqual(counts, { on: 3, once: 1, ended: 0 });
});

scenario("what cannot be called is refused as a listener at once", async ({ page }) => {
  await page.goto(`${site}/`);
  const refusals = await page.evaluate(() => {
    const refusal = (act) => {
      try {
        return act();
      } catch (error) {
        return `${error.name}: ${error.message}`;
      }
    };
    const { Parlour } = window;
    return [() => Parlour.on("opened", null), () => Parlour.once("opened", "later"), () => Parlour.subscribe(5)].map(refusal);
  });
  assert.deepEqual(refusals, Array(3).fill("TypeError: Parlour: a listener must be a function"));
});

scenario("a purchase without a price or a currency that can be is refused, and says what to give", async ({ page }) => {
  const warnings = [];
  page.on("console", (line) => line.type() === "warning" && warnings.push(line.text()));
  await page.goto(`${site}/`);
  const told = await page.evaluate(async () => {
    const told = [];
    const { Parlour } = window;
    const given = [{ totalPrice: -1, currency: "EUR" }, { totalPrice: 5, currency: "euros" }, { totalPrice: 5, currency: "€" }, { totalPrice: "5", currency: "EUR" }, null];
    for (const purchase of given) Parlour.reportPurchase(purchase);
    await new Promise((done) => {
      Parlour.on("purchaseReported", ({ totalPrice, currency }) => done(told.push([totalPrice, currency])));
      Parlour.reportPurchase({ totalPrice: 0, currency: "dkk" });
    });
    return told;
  });
  assert.deepEqual(told, [[0, "dkk"]]);
  assert.equal(warnings.filter((line) => /reportPurchase takes .* three letters/.test(line)).length, 5, warnings.join("\n"));
});

scenario("open, close, toggle and isOpen agree", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  const states = await page.evaluate(() => {
    const { Parlour } = window;
    const states = [Parlour.isOpen()];
    for (const call of ["open", "open", "close", "close", "toggle", "toggle", "toggle"]) {
      Parlour[call]();
      states.push(Parlour.isOpen());
    }
    return states;
  });
  assert.deepEqual(states, [false, true, true, false, false, true, false, true]);
  await chat.input.waitFor();
});

scenario("show and hide tell of the bubble that can be seen", async ({ page, chat }) => {
  await page.goto(`${site}/hidden`);
  const seen = () => page.evaluate(() => {
    const seen = [];
    window.Parlour.subscribe(({ type }) => seen.push(type))();
    return seen;
  });
  assert.deepEqual(await seen(), ["ready"], "a hidden bubble is not visible");
  await page.evaluate(() => window.Parlour.show());
  await chat.bubble.waitFor();
  await page.evaluate(() => {
    window.Parlour.hide();
    window.Parlour.show();
  });
  assert.deepEqual(await seen(), ["ready", "visible", "visible"]);
});

scenario("identify tells the server who the visitor is, and takes it back", async ({ page, chat }) => {
  const calls = [];
  await page.route("**/api/v1/chat/profile", (route) => {
    const request = route.request();
    calls.push([request.method(), request.postDataJSON()]);
    return request.method() === "DELETE" ? route.fulfill({ status: 204 }) : route.fulfill({ json: {} });
  });
  await page.goto(`${site}/`);
  const first = page.evaluate(() =>
    window.Parlour.identify({ name: "Ada", email: "ada@example.com", userId: "17", userHash: "ab", info: "Lucky number 21", secret: "no" }),
  );
  assert.equal(await page.locator("iframe").count(), 0);
  await chat.open();
  assert.deepEqual(await first, { ok: true, permanent: false });
  assert.deepEqual(await page.evaluate(() => window.Parlour.identify(null)), { ok: true, permanent: false });
  const told = calls.filter(([method]) => method !== "GET");
  assert.deepEqual(told, [
    ["PUT", { name: "Ada", email: "ada@example.com", info: "Lucky number 21", user_id: "17", user_hash: "ab" }],
    ["DELETE", null],
  ]);
});

scenario("a wrong hash is refused for good, and the page hears of it", { tolerates: [/403/] }, async ({ page, chat }) => {
  await page.route("**/api/v1/chat/profile", (route) => route.fulfill({ status: 403, json: { error: { code: "forbidden", message: "no" } } }));
  await page.goto(`${site}/`);
  await chat.open();
  assert.deepEqual(await page.evaluate(() => window.Parlour.identify({ userId: "17", userHash: "forged" })), { ok: false, permanent: true });
});

scenario("the page's theme is the chat's and the bubble's", async ({ page, chat }) => {
  await page.goto(`${site}/dark`);
  await chat.open();
  const ground = () => chat.frame.locator("html").evaluate((root) => root.style.getPropertyValue("--scheme"));
  assert.equal(await ground(), "dark");
  await page.evaluate(() => window.Parlour.setTheme("light"));
  await chat.frame.locator("html[style*='--scheme: light']").waitFor();
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await ground(), "light", "the page's word goes before the visitor's browser");
  await page.evaluate(() => window.Parlour.setTheme("auto"));
  await chat.frame.locator("html[style*='--scheme: dark']").waitFor();
});

scenario("destroy takes everything away and tells it", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  const after = await page.evaluate(() => {
    const { Parlour } = window;
    const last = [];
    Parlour.on("destroyed", () => last.push("destroyed"));
    Parlour.destroy();
    Parlour.destroy();
    Parlour.open("to nobody");
    Parlour.show();
    return { last, elements: document.querySelectorAll("iframe, #chat-container").length, sheets: document.adoptedStyleSheets.length, name: typeof window.Parlour };
  });
  assert.deepEqual(after, { last: ["destroyed"], elements: 0, sheets: 0, name: "undefined" });
});

scenario("destroyed before its frame came, the chat leaves nothing either", async ({ page }) => {
  await page.goto(`${site}/`);
  const late = page.waitForResponse((response) => response.url().endsWith("/frame/later.js"));
  await page.evaluate(() => {
    window.Parlour.open("hello");
    window.Parlour.destroy();
  });
  await (await late).finished();
  await page.evaluate(() => new Promise((done) => setTimeout(done)));
  assert.deepEqual(await page.evaluate(() => [document.querySelectorAll("iframe, #chat-container").length, document.adoptedStyleSheets.length]), [0, 0]);
});
