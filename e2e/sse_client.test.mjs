/**
 * A customer's own page streams with `@microsoft/fetch-event-source`, unmodified, over a bad network:
 * its automatic retry repeats the same POST with the last event's id.
 */

import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { historyOf, newVisitorKey, textOf, tokenFor } from "./support/chat.mjs";
import { startProxy } from "./support/proxy.mjs";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";

const parlour = await startParlour({ command: "demo" });
const proxy = await startProxy(parlour.origin);
const messages = "/api/v1/chat/messages";
const question = "Who won the chess world cup in 1987?";
const broken = [/ERR_(EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_\w+)/];

const { outputFiles } = await build({
  stdin: {
    contents: 'import { fetchEventSource } from "@microsoft/fetch-event-source"; window.fetchEventSource = fetchEventSource;',
    resolveDir: fileURLToPath(new URL("..", import.meta.url)),
  },
  bundle: true,
  write: false,
  format: "iife",
  target: "es2020",
});
const site = await startHostSite({
  "/": {
    body: '<!doctype html><html lang="en"><title>An app</title><script src="/client.js"></script>',
    headers: { "content-security-policy": `default-src 'none'; script-src 'self'; connect-src ${proxy.origin}` },
  },
  "/client.js": outputFiles[0].text,
  "/favicon.ico": "",
});

beforeEach(() => proxy.reset());

/** Sends one message from the page; gives every event that its handler got, and tells `onHeard` their number. */
async function sendFromPage(page, token, body, onHeard = () => undefined) {
  await page.exposeFunction("heard", onHeard);
  return page.evaluate(
    async ({ url, token, body }) => {
      const events = [];
      await window.fetchEventSource(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
        openWhenHidden: true,
        onmessage: ({ id, event, data }) => {
          events.push({ id, event, data: JSON.parse(data) });
          void window.heard(events.length);
        },
      });
      return events;
    },
    { url: proxy.origin + messages, token, body },
  );
}

/** Everything a run must leave behind: each frame once, one question and one answer in the server. */
async function assertOnce(events, token, sentence) {
  assert.deepEqual(events.map(({ id }) => Number(id.split(".").at(-1))), events.map((_, at) => at + 1));
  assert.equal(events.at(-1).event, "done");
  const { messages: held } = await historyOf(parlour.origin, token);
  assert.deepEqual(held.map(({ role }) => role), ["user", "assistant"]);
  assert.equal(textOf(held[0]), sentence);
  assert.deepEqual(events.at(-1).data.message.parts, held[1].parts);
}

const ask = (client_message_id) => ({
  message: { parts: [{ type: "text", text: question }] },
  ...(client_message_id === undefined ? {} : { client_message_id }),
});

scenario("an unmodified client streams an answer across origins", async ({ page }) => {
  await page.goto(`${site}/`);
  const token = await tokenFor(parlour.origin, newVisitorKey());
  await assertOnce(await sendFromPage(page, token, ask()), token, question);
  assert.equal(proxy.sent("POST", messages).length, 1);
});

for (const how of ["cut", "tear"]) {
  const where = how === "cut" ? "between frames" : "in the middle of a frame";
  scenario(`its retry after a cut ${where} gets every frame once and sends nothing twice`, { tolerates: broken }, async ({ page }) => {
    await page.goto(`${site}/`);
    const token = await tokenFor(parlour.origin, newVisitorKey());
    proxy.plan({ holdAfter: 5 }, { holdAfter: 4 });
    const events = await sendFromPage(page, token, ask(), (count) => {
      if (count === 5 || count === 9) proxy[how]();
    });
    await assertOnce(events, token, question);
    const posts = proxy.sent("POST", messages);
    assert.deepEqual(posts.map(({ headers }) => headers["last-event-id"]), [undefined, events[4].id, events[8].id]);
    assert.equal(new Set(posts.map(({ body }) => body)).size, 1);
  });
}

scenario("a cut before the first frame is harmless when the message has a name", { tolerates: broken }, async ({ page }) => {
  await page.goto(`${site}/`);
  const token = await tokenFor(parlour.origin, newVisitorKey());
  proxy.dropAnswer("POST", messages);
  await assertOnce(await sendFromPage(page, token, ask("order-help-1")), token, question);
  const posts = proxy.sent("POST", messages);
  assert.deepEqual(posts.map(({ headers }) => headers["last-event-id"]), [undefined, undefined]);
});
