/**
 * Scenarios: a visitor of their own each, and none passes while a page reports an error or breaks a
 * content policy.
 * Left out: what a chat looks like inside (chat.mjs).
 */

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { newPage, watched } from "./browser.mjs";
import { chatOn } from "./chat.mjs";

/**
 * What a page may complain of that asks what its question was about in the moment in which its visitor is deleted: nobody
 * is there any more.
 */
export const askedTooLate = [/\/classification 40[14]$/, /^console: Failed to load resource: .* status of 40[14] /];

const pictures = fileURLToPath(new URL("../../target/e2e", import.meta.url));

/**
 * Declares a scenario. Its options are those of a browser context, and `tolerates`: patterns of the
 * complaints that it provokes on purpose. `body` gets the page, its chat, and `tab`, which opens
 * another page for the same visitor.
 */
export function scenario(name, options, body) {
  const { tolerates = [], ...look } = typeof options === "function" ? {} : options;
  const play = typeof options === "function" ? options : body;
  test(name, { timeout: 90_000 }, async () => {
    const page = await newPage({ viewport: { width: 1280, height: 800 }, ...look });
    const context = page.context();
    await context.addInitScript(watchPage);
    const tabs = [page];
    async function tab() {
      const other = watched(await context.newPage());
      tabs.push(other);
      return { page: other, chat: chatOn(other) };
    }
    const unwanted = () =>
      tabs.flatMap((one) => one.complaints).filter((line) => !tolerates.some((pattern) => pattern.test(line)));
    try {
      await play({ context, page, chat: chatOn(page), tab });
      assert.deepEqual(unwanted(), [], "the page complained");
    } catch (thrown) {
      await mkdir(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}.png`) }).catch(() => undefined);
      if (thrown instanceof Error && unwanted().length > 0) thrown.message += `\nthe page complained:\n${unwanted().join("\n")}`;
      throw thrown;
    } finally {
      await context.close();
    }
  });
}

/** Runs in every page and frame: reports broken policies, and keeps the events that the chat fires. */
function watchPage() {
  addEventListener("securitypolicyviolation", (event) => {
    console.error(`content policy: ${event.violatedDirective} forbids ${event.blockedURI || "inline"}`);
  });
  const names = [
    "chat_open",
    "chat_response",
    "chat_recommendation",
    "chat_product_click",
    "chat_contact_form_shown",
    "chat_conversation_classified",
  ];
  window.chatEvents = [];
  for (const name of names) addEventListener(name, (event) => window.chatEvents.push({ name, detail: event.detail }));
}

/** The chat's events that the page has seen so far, by name. */
export const eventNames = (page) => page.evaluate(() => window.chatEvents.map((event) => event.name));

/** Resolves once the page has seen `count` events called `name`; gives their details. */
export async function eventsNamed(page, name, count = 1) {
  const seen = ([name, count]) => window.chatEvents.filter((event) => event.name === name).length >= count;
  await page.waitForFunction(seen, [name, count]);
  return page.evaluate((name) => window.chatEvents.filter((event) => event.name === name).map((event) => event.detail), name);
}
