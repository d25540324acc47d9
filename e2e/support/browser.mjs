/**
 * A real Chromium for tests: one a test file, a fresh context for every page.
 * A page tells what went wrong in it; a test that wants a clean one asks `page.complaints`.
 */

import { existsSync } from "node:fs";
import { after } from "node:test";
import { chromium } from "playwright-core";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Letters and colours as they are, whatever the machine's screen would like.
  "--font-render-hinting=none",
  "--disable-lcd-text",
  "--force-color-profile=srgb",
];

const WAIT_MS = 15_000;

let running = null;

/** The browser of this test file; started when it is first asked for, closed when the file's tests are done. */
export async function browser() {
  if (running === null) {
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    if (!existsSync(executablePath)) {
      throw new Error(`${executablePath} is missing: run \`cargo xtask test --only e2e\`, or set CHROMIUM`);
    }
    running = chromium.launch({ executablePath, args: ARGS });
    after(async () => {
      const ending = running;
      running = null;
      await (await ending)?.close();
    });
  }
  return running;
}

/**
 * A page in a context of its own: no cookies, no storage. Close it by `page.context().close()`, or leave it to the end.
 *
 * @param {import("playwright-core").BrowserContextOptions} [options] such as `{ viewport, locale, colorScheme }`
 * @returns {Promise<import("playwright-core").Page & { complaints: string[] }>}
 */
export async function newPage(options = {}) {
  const context = await (await browser()).newContext({ locale: "en-GB", timezoneId: "Europe/Copenhagen", ...options });
  context.setDefaultTimeout(WAIT_MS);
  return watched(await context.newPage());
}

/** Notes errors on the console, exceptions and requests that failed or were refused, for `page.complaints`. */
export function watched(page) {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // A stream that the page itself has closed is no failure.
    if (why !== "net::ERR_ABORTED") complaints.push(`request: ${request.url()} ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`answer: ${response.url()} ${response.status()}`);
  });
  return Object.assign(page, { complaints });
}

/** The origins that a page asks anything of from now on, as a set that fills. */
export function origins(page) {
  const asked = new Set();
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol === "http:" || protocol === "https:") asked.add(origin);
  });
  return asked;
}
