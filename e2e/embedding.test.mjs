/**
 * The chat on somebody else's site: strict policies, origins, the page's calls and events, and whom
 * page and frame listen to.
 */

import assert from "node:assert/strict";
import { origins } from "./support/browser.mjs";
import { newVisitorKey } from "./support/chat.mjs";
import { eventNames, eventsNamed, scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage, strictPolicy } from "./support/site.mjs";

const { origin: chat0, ...parlour } = await startDemo();
const pages = {};
const site = await startHostSite(pages);
const stranger = await startHostSite({
  "/": shopPage({ chatOrigin: chat0, body: loaderTag(chat0, "picky-bot") }),
  "/favicon.ico": "",
  // Stands in a frame of somebody's page and says to everybody what it can.
  "/shout": `<!doctype html><title>Shout</title><script>
    const say = (data) => { parent.postMessage(data, "*"); for (let at = 0; at < parent.length; at += 1) parent[at].postMessage(data, "*"); };
    addEventListener("message", () => { say({ action: "closeChat" }); say({ action: "externalMessage", message: "I am a stranger" }); parent.postMessage("shouted", "*"); }, { once: true });
  </script>`,
});
const tag = loaderTag(chat0);
Object.assign(pages, {
  "/favicon.ico": "",
  "/": shopPage({ chatOrigin: chat0, body: tag }),
  "/head": shopPage({ chatOrigin: chat0, head: tag }),
  "/twice": shopPage({ chatOrigin: chat0, head: tag, body: tag + tag }),
  "/hidden": shopPage({ chatOrigin: chat0, body: loaderTag(chat0, "shop-bot", "&amp;hidden=true") }),
  "/picky": shopPage({ chatOrigin: chat0, body: loaderTag(chat0, "picky-bot") }),
  "/visited": shopPage({ chatOrigin: chat0, body: tag, policy: strictPolicy(chat0).replace("frame-src", `frame-src ${stranger} ${site}`) }),
  "/sibling": `<!doctype html><title>Sibling</title>`,
});
await parlour.cli("chatbot", "create", "picky-bot", "--name", "Picky", "--origin", site);

/** The server, with the commands bound: they read its private parts. */
async function startDemo() {
  const server = await startParlour({ command: "demo" });
  return { origin: server.origin, cli: server.cli.bind(server) };
}

scenario("a page under the strictest policy shows the chat and asks nobody else", async ({ page, chat }) => {
  const asked = origins(page);
  await page.goto(`${site}/`);
  assert.equal(await page.locator("#chat-iframe").count(), 0, "no frame before anybody wants it");
  await chat.open();
  await chat.ask("hello");
  assert.deepEqual([...asked].sort(), [chat0, site].sort());
});

scenario("a script in the head waits for the body", async ({ page, chat }) => {
  await page.goto(`${site}/head`);
  await chat.open();
  await chat.ask("hello");
});

scenario("a script loaded three times makes one chat", async ({ page, chat }) => {
  await page.goto(`${site}/twice`);
  await chat.open();
  assert.equal(await page.locator("#chat-container").count(), 1);
  assert.equal(await page.locator("iframe").count(), 1);
  await chat.ask("hello");
  const told = (await eventNames(page)).filter((name) => name !== "chat_conversation_classified");
  assert.deepEqual(told, ["chat_open", "chat_response"]);
});

scenario("a replaced body keeps the chat and its conversation", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await chat.ask("hello");
  await page.evaluate(() => {
    document.body = Object.assign(document.createElement("body"), { textContent: "Another page" });
  });
  await page.locator("body > #chat-container.chat-open").waitFor();
  await chat.answers.waitFor();
  await page.evaluate(() => document.body.replaceChildren());
  await page.locator("body > #chat-container.chat-open").waitFor();
  await chat.answers.waitFor();
  await chat.ask("hello again");
  assert.equal(await chat.questions.count(), 2);
});

scenario("a page that sets its style sheets anew does not take the chat's away", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await page.evaluate(() => void (document.adoptedStyleSheets = []));
  for (const name of ["#chat-container", "#chat-iframe"]) {
    await page.waitForFunction((name) => getComputedStyle(document.querySelector(name)).position === "fixed", name);
  }
});

scenario("a page may hand over what cannot be posted, and give `open` to a button", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  const told = await page.evaluate(() => {
    window.__CHATBOT_HTTP_INTEGRATION_VALUES__ = { customer: new Proxy({ n: 1 }, {}) };
    window.told = window.DialogIntelligens.setMetadata({ user: new Proxy({ name: "Ada" }, {}), act() {} });
    const button = document.createElement("button");
    button.addEventListener("click", window.DialogIntelligens.open);
    button.click();
    return window.told;
  });
  assert.deepEqual(told, { ok: true, permanent: false });
  await chat.input.waitFor();
  assert.equal(await chat.questions.count(), 0);
});

scenario("destroy leaves nothing, and the script can come again", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await page.evaluate(() => window.DialogIntelligens.destroy());
  const left = () =>
    page.evaluate(() => ({
      elements: document.querySelectorAll("[id^=chat], #minimize-button, #di-chatbot-styles, iframe").length,
      sheets: document.adoptedStyleSheets.length,
      globals: [typeof window.Parlour, typeof window.DialogIntelligens],
    }));
  assert.deepEqual(await left(), { elements: 0, sheets: 0, globals: ["undefined", "undefined"] });
  await page.evaluate(() => document.body.append("still a page"));
  assert.equal((await left()).elements, 0, "nothing comes back by itself");
  await page.addScriptTag({ url: `${chat0}/universal-chatbot.js?id=shop-bot` });
  await chat.input.waitFor();
  assert.equal(await page.locator("#chat-container").count(), 1);
});

scenario("blocked storage costs the memory only", async ({ context, page, chat }) => {
  await context.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("storage is blocked", "SecurityError");
        },
      });
    }
  });
  await page.goto(`${site}/`);
  await chat.open();
  await chat.ask("hello");
  await chat.ask("hello again");
  assert.equal(await chat.questions.count(), 2);
});

scenario("a page whose origin is not listed cannot show the chat", { tolerates: [/frame-ancestors/, /ERR_BLOCKED_BY_RESPONSE/, /chrome-error/, /403/] }, async ({ page, chat }) => {
  await page.goto(`${stranger}/`);
  const refused = page.waitForEvent("console", { predicate: (line) => /frame-ancestors/.test(line.text()) });
  await chat.bubble.click();
  await refused;
  assert.equal(page.frames().some((frame) => frame.url().startsWith(chat0)), false);
  assert.equal(await chat.input.count(), 0);
  const { status, body } = await page.evaluate(signIn, { chatOrigin: chat0, visitor_key: newVisitorKey() });
  assert.equal(status, 403);
  assert.equal(body.error.code, "forbidden");
});

scenario("a page whose origin is listed shows the chat and may sign visitors in", async ({ page, chat }) => {
  await page.goto(`${site}/picky`);
  await chat.open();
  await chat.ask("hello");
  const { status, body } = await page.evaluate(signIn, { chatOrigin: chat0, visitor_key: newVisitorKey() });
  assert.equal(status, 200);
  assert.equal(typeof body.token, "string");
});

/** Runs in a page: what its own scripts get from the server. */
async function signIn({ chatOrigin, visitor_key }) {
  const response = await fetch(`${chatOrigin}/api/v1/chatbot-public/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ chatbot_id: "picky-bot", visitor_key, environment: "live" }),
  });
  return { status: response.status, body: await response.json() };
}

scenario("the address opens the chat and says something, once", async ({ page, chat }) => {
  await page.goto(`${site}/?x=1&chat=open&chatbot_message=hello%20there&message=x#part`);
  await chat.answers.waitFor();
  assert.equal(page.url(), `${site}/?x=1#part`);
  await page.reload();
  await chat.answers.waitFor();
  assert.deepEqual((await chat.transcript())[0], ["user", "hello there"]);
  assert.equal(await chat.questions.count(), 1);
  await page.goto(`${site}/?chatbot_message=hello`);
  await chat.questions.nth(1).waitFor();
  await chat.answers.nth(1).waitFor();
  assert.equal(page.url(), `${site}/`);
});

scenario("open says its message even while the chat is open and answering", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await page.evaluate(() => {
    window.DialogIntelligens.open("hello from the page");
    window.DialogIntelligens.open("and hello again");
    window.DialogIntelligens.open();
  });
  await chat.answers.nth(1).waitFor();
  assert.deepEqual(
    (await chat.transcript()).filter(([who]) => who === "user").map(([, text]) => text),
    ["hello from the page", "and hello again"],
  );
  assert.deepEqual((await eventNames(page)).filter((name) => name === "chat_open"), ["chat_open"]);
});

scenario("hide and show take the bubble away and bring it back closed", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await page.evaluate(() => window.DialogIntelligens.hide());
  await page.locator("#chat-iframe").waitFor({ state: "hidden" });
  assert.equal(await chat.bubble.isVisible(), false);
  await page.evaluate(() => window.DialogIntelligens.show());
  await chat.bubble.waitFor();
  assert.equal(await page.locator("#chat-iframe").isVisible(), false);
});

scenario("a hidden bubble stays hidden through opening and closing", async ({ page, chat }) => {
  await page.goto(`${site}/hidden`);
  await page.locator("#chat-container").waitFor({ state: "attached" });
  assert.equal(await chat.bubble.isVisible(), false);
  await page.evaluate(() => window.Parlour.open());
  await chat.input.waitFor();
  await chat.frame.getByRole("button", { name: "Close chat" }).click();
  await page.locator("#chat-iframe").waitFor({ state: "hidden" });
  assert.equal(await chat.bubble.isVisible(), false);
});

scenario("the bubble takes the owner's colour and keeps it on the next page", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  const config = page.waitForResponse((response) => response.url().endsWith("/api/v1/chat/config"));
  await chat.open();
  const { theme } = await (await config).json();
  const colour = () => page.locator("#chat-container").evaluate((one) => one.style.getPropertyValue("--di-color"));
  await page.waitForFunction((wanted) => document.querySelector("#chat-container").style.getPropertyValue("--di-color") === wanted, theme.brand.primary_color);
  await page.locator("#minimize-button").click();
  await page.reload();
  await chat.bubble.waitFor();
  assert.equal(await page.locator("#chat-iframe").count(), 0, "known without asking");
  assert.equal(await colour(), theme.brand.primary_color);
});

scenario("the bubble's colour goes with the visitor's scheme, the owner's and the page's own", { colorScheme: "dark" }, async ({ page, chat }) => {
  const colour = (wanted) =>
    page.waitForFunction((hex) => document.querySelector("#chat-container").style.getPropertyValue("--di-color") === hex, wanted);
  await page.goto(`${site}/`);
  const config = page.waitForResponse((response) => response.url().endsWith("/api/v1/chat/config"));
  await chat.open();
  const { theme, dark_theme } = await (await config).json();
  assert.notEqual(theme.brand.primary_color, dark_theme.brand.primary_color);
  await colour(dark_theme.brand.primary_color);
  await page.emulateMedia({ colorScheme: "light" });
  await colour(theme.brand.primary_color);
  await page.emulateMedia({ colorScheme: "dark" });
  await colour(dark_theme.brand.primary_color);

  await page.goto(`${chat0}/demo/`);
  await colour("#7fc4a5");
  await page.emulateMedia({ colorScheme: "light" });
  await colour("#1f5f4a");
});

scenario("the page hears of opening, answers, recommendations, clicks and forms", async ({ context, page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  const answer = await chat.ask("Do you have a blue shirt under 60?");
  const [response] = await eventsNamed(page, "chat_response");
  assert.equal(response.chat_type, "shopping_assistant");
  assert.ok(Number.isInteger(response.response_latency_ms) && response.response_latency_ms >= 0);
  assert.deepEqual(await eventsNamed(page, "chat_recommendation"), [{ chat_type: "shopping_assistant" }]);
  const shown = context.waitForEvent("page");
  await answer.locator(".card a").first().click();
  await (await shown).waitForURL(/\/demo\/products\//);
  assert.deepEqual(await eventsNamed(page, "chat_product_click"), [{ chat_type: "shopping_assistant" }]);
  await chat.ask("Who won the chess world cup in 1987?");
  assert.deepEqual(await eventsNamed(page, "chat_contact_form_shown"), [{ chat_type: "shopping_assistant" }]);
  await eventsNamed(page, "chat_response", 2);
  // What a question was about is told at a moment of its own.
  const told = (await eventNames(page)).filter((name) => name !== "chat_conversation_classified");
  assert.deepEqual(told, [
    "chat_open",
    "chat_response",
    "chat_recommendation",
    "chat_product_click",
    "chat_response",
    "chat_contact_form_shown",
  ]);
});

scenario("the page hears what each question was about", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  const about = (classification) => ({ chat_type: "shopping_assistant", classification });
  await chat.ask("Where is the order I placed yesterday?");
  assert.deepEqual(await eventsNamed(page, "chat_conversation_classified"), [about("Order")]);
  await chat.ask("Hvordan returnerer jeg en trøje?");
  assert.deepEqual(await eventsNamed(page, "chat_conversation_classified", 2), [about("Order"), about("Returns")]);
});

scenario("a message names the page it was sent from, also after the address changed", async ({ page, chat }) => {
  await page.goto(`${site}/`);
  await chat.open();
  await page.evaluate(() => history.pushState(null, "", "/new/page?x=1"));
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/api/v1/chat/messages")),
    chat.say("hello"),
  ]);
  assert.equal(sent.postDataJSON().context.page, `${site}/new/page?x=1`);
  await chat.answers.waitFor();
});

scenario("page and frame hear each other and nobody else", async ({ page, chat }) => {
  await page.goto(`${site}/visited`);
  await chat.open();
  await chat.ask("hello");
  // A frame of another origin, and one of the page's own origin: neither is the chat, neither is the page.
  await page.evaluate(
    async ({ stranger }) => {
      const frameAt = (src) =>
        new Promise((done) => {
          const frame = document.createElement("iframe");
          frame.src = src;
          frame.onload = () => done(frame);
          document.body.append(frame);
        });
      const other = await frameAt(`${stranger}/shout`);
      const shouted = new Promise((done) => addEventListener("message", (event) => event.data === "shouted" && done()));
      other.contentWindow.postMessage("go", "*");
      await shouted;
      const sibling = await frameAt("/sibling");
      const chatWindow = document.querySelector("#chat-iframe").contentWindow;
      const close = { action: "closeChat" };
      sibling.contentWindow.parent.postMessage(close, "*");
      postMessage(close, "*");
      // Sent from the sibling's own script: its window is the source, the page's origin is right.
      sibling.contentWindow.Function("target", "message", "target.postMessage(message, '*')")(chatWindow, {
        action: "externalMessage",
        message: "I am a sibling",
      });
    },
    { stranger },
  );
  // Whatever was heard came before the answer to this.
  await chat.ask("hello again");
  assert.equal(await page.locator(".chat-open").count(), 1);
  assert.deepEqual((await chat.transcript()).filter(([who]) => who === "user").map(([, text]) => text), ["hello", "hello again"]);
});

scenario("a frame that went to another origin is not heard", async ({ page, chat }) => {
  await page.goto(`${site}/visited`);
  await chat.open();
  await page.evaluate(async (src) => {
    const frame = document.querySelector("#chat-iframe");
    await new Promise((done) => {
      frame.onload = done;
      frame.src = src;
    });
    const shouted = new Promise((done) => addEventListener("message", (event) => event.data === "shouted" && done()));
    frame.contentWindow.postMessage("go", "*");
    await shouted;
  }, `${stranger}/shout`);
  assert.equal(await page.locator(".chat-open").count(), 1);
});

scenario("a frame told of another page than the one around it says nothing to it", { tolerates: [/target origin/, /does not match/] }, async ({ page }) => {
  pages["/liar"] = shopPage({ chatOrigin: chat0 });
  await page.goto(`${site}/liar`);
  const heard = await page.evaluate(
    async ({ src, chatOrigin, visitorId }) => {
      const heard = [];
      addEventListener("message", (event) => heard.push(event.data));
      const frame = document.createElement("iframe");
      frame.id = "chat-iframe";
      frame.src = src;
      await new Promise((done) => {
        frame.onload = done;
        document.body.append(frame);
      });
      frame.contentWindow.postMessage({ action: "integrationOptions", chatbotID: "shop-bot", visitorId }, chatOrigin);
      frame.contentWindow.postMessage({ action: "externalMessage", message: "hello" }, chatOrigin);
      return heard;
    },
    { src: `${chat0}/frame/?chatbot_id=shop-bot&parentOrigin=https://shop.example`, chatOrigin: chat0, visitorId: newVisitorKey() },
  );
  const inside = page.frames().find((frame) => frame.url().startsWith(chat0));
  // A message of the page that comes behind the others has been dealt with when this one is.
  await inside.evaluate(() => new Promise((done) => setTimeout(done)));
  assert.equal(await inside.locator("#input").count(), 0, "it did not start for a stranger");
  assert.deepEqual(heard, []);
});
