/**
 * What the widget costs the page that holds it, in Chromium with its processor slowed four times: the page of another origin
 * with Parlour beside the same page without. Medians of several visits; tasks by the processor time that they took, which a
 * busy machine does not make longer.
 * Left out: the server's own speed (the other benchmarks); nothing here is asserted.
 *
 *   PARLOUR_BIN=… CHROMIUM=… node bench/widget.mjs
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const visits = 9;
const slowedTimes = 4;
const restMs = 3000;

const folder = await mkdtemp(join(tmpdir(), "parlour-bench-"));
const demo = spawn(process.env.PARLOUR_BIN ?? "target/release/parlour", ["demo", "--listen", "127.0.0.1:0", "--rate-limits", "off"], {
  env: { PATH: process.env.PATH, PARLOUR_DATA: join(folder, "data") },
  cwd: folder,
  stdio: ["ignore", "pipe", "ignore"],
});
const gone = once(demo, "exit");
const chat = await listening(demo);
const site = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
try {
  const [without, withChat] = [[], []];
  // In turns, so that a busy moment of the machine meets both.
  for (let visit = 0; visit < visits; visit += 1) {
    without.push(await measure("/without"));
    withChat.push(await measure("/with"));
  }
  print(without, withChat);
} finally {
  await browser.close();
  site.close();
  demo.kill();
  await gone;
  await rm(folder, { recursive: true, force: true });
}

/** One visit by somebody new: the page is loaded and left alone, then its button is pressed. */
async function measure(path) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript(watch);
  const page = await context.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(request));
  const slow = await context.newCDPSession(page);
  await slow.send("Emulation.setCPUThrottlingRate", { rate: slowedTimes });
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  await page.goto(`${site.origin}${path}`, { waitUntil: "load" });
  await quiet(page);
  const loaded = await page.evaluate(() => window.seen());
  const idle = await weigh(asked);
  asked.length = 0;
  // No locator: what Playwright puts into a page for one is a long task by itself.
  const { x, y, width, height } = await page.evaluate(() => document.querySelector("#chat-button, #plain-button").getBoundingClientRect().toJSON());
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.up();
  await quiet(page);
  const opened = await page.evaluate(() => window.seen());
  const tasks = tasksOf(await browser.stopTracing());
  const open = await weigh(asked);
  const inFrame = await Promise.all(page.frames().slice(1).map((frame) => frame.evaluate(() => window.seen())));
  await context.close();
  return {
    "layout shift, page left alone": loaded.shift,
    "layout shift, chat opened": opened.shift - loaded.shift,
    "longest task while loading, ms": tasks.loading,
    "longest task with the loader in it, ms": tasks.ours,
    "longest task of the page while opening, ms": tasks.opening,
    "longest task of the frame while opening, ms": tasks.frame,
    "requests before intent": idle.requests,
    "bytes before intent": idle.bytes,
    "requests to open": open.requests,
    "bytes to open": open.bytes,
    "click until usable, ms": Math.min(...inFrame.map(({ usableAt }) => usableAt)) - opened.clickedAt,
  };
}

/**
 * The processor time in ms of the longest tasks, from a trace: the page's before the pointer moved and after it, those with
 * a script of the chat's among the first, and the frame's.
 */
function tasksOf(trace) {
  const { traceEvents } = JSON.parse(trace);
  const threads = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const mains = new Set(threads.map(({ pid, tid }) => `${pid} ${tid}`));
  const loads = traceEvents.filter(({ name }) => name === "CommitLoad");
  const pids = (isOurs) => new Set(loads.filter(({ args }) => isOurs(args.data?.url ?? "")).map(({ pid }) => pid));
  const pages = pids((url) => url.startsWith(site.origin));
  const frames = pids((url) => url.startsWith("http") && !url.startsWith(site.origin));
  const moves = traceEvents.filter(({ name, pid, args }) => name === "EventDispatch" && pages.has(pid) && /move|enter/.test(args.data?.type));
  const moved = Math.min(...moves.map(({ ts }) => ts));
  const scripts = traceEvents.filter(({ name, pid, args }) => /EvaluateScript|FunctionCall|evaluateModule/.test(name) && pages.has(pid) && args.data?.url?.startsWith(chat.origin));
  const longest = { loading: 0, ours: 0, opening: 0, frame: 0 };
  for (const { name, pid, tid, ts, dur, tdur } of traceEvents) {
    if (!name.endsWith("RunTask") || tdur === undefined || !mains.has(`${pid} ${tid}`)) continue;
    // The task in which the pointer moves has begun a little before.
    const when = pages.has(pid) ? (ts + dur < moved ? "loading" : "opening") : frames.has(pid) ? "frame" : null;
    if (when === null) continue;
    longest[when] = Math.max(longest[when], tdur / 1000);
    const isOurs = scripts.some((script) => script.pid === pid && script.tid === tid && script.ts >= ts && script.ts < ts + dur);
    if (when === "loading" && isOurs) longest.ours = Math.max(longest.ours, tdur / 1000);
  }
  return longest;
}

/** Runs in every page and frame: adds up what moved, and notes the click and when one could write. */
function watch() {
  let shift = 0;
  // The click is the visitor's wish; what moves the page is counted nevertheless.
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (shift += entry.value))).observe({ type: "layout-shift", buffered: true });
  // By the clock of the machine, which page and frame share.
  const now = () => performance.timeOrigin + performance.now();
  let clickedAt = 0;
  let usableAt = Infinity;
  addEventListener("pointerup", () => (clickedAt = now()), true);
  const look = new MutationObserver(() => {
    if (document.querySelector("#input, #plain-input") === null) return;
    usableAt = now();
    look.disconnect();
  });
  look.observe(document, { childList: true, subtree: true });
  window.seen = () => ({ shift, clickedAt, usableAt });
}

/** Gives the page time to do all that it wants to do. */
async function quiet(page) {
  await new Promise((done) => setTimeout(done, restMs));
  await page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
}

/** What went over the wire to Parlour and for Parlour. */
async function weigh(requests) {
  const ours = requests.filter((request) => request.url().startsWith(chat.origin));
  const sizes = await Promise.all(ours.map((request) => request.sizes().catch(() => null)));
  return { requests: ours.length, bytes: sizes.reduce((sum, size) => sum + (size?.responseBodySize ?? 0) + (size?.responseHeadersSize ?? 0), 0) };
}

function print(without, withChat) {
  const names = Object.keys(withChat[0]);
  console.log(`\nThe widget on a page of another origin, processor slowed ${slowedTimes} times, medians of ${visits} visits`);
  console.log(`  ${"".padEnd(46)} ${"without".padStart(10)} ${"with".padStart(10)}   from – to`);
  for (const name of names) {
    const [reference, values] = [without, withChat].map((all) => all.map((one) => one[name]).sort((a, b) => a - b));
    const show = (value) => (name.includes("shift") ? value.toFixed(4) : value.toFixed(0)).padStart(10);
    console.log(`  ${name.padEnd(46)} ${show(median(reference))} ${show(median(values))}   ${show(values[0]).trim()} – ${show(values.at(-1)).trim()}`);
  }
  console.log("  without: a button that shows an empty page with a field in a frame of the same other origin");
}

function median(sorted) {
  return sorted[Math.floor(sorted.length / 2)];
}

async function listening(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("listening on ")) return { origin: line.slice("listening on ".length) };
  }
  throw new Error("the demo does not listen: run `cargo xtask bench widget`, which builds it, or set PARLOUR_BIN");
}

/** A site of text and a picture, with and without the chat, and the plain frame to compare with. */
async function serve() {
  const text = "<p>Wool that has been to sea keeps warm when it is wet, which is more than can be said of the sea.</p>".repeat(40);
  const page = (more) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title><h1>A shop</h1>${text}${more}</html>`;
  const plain = `<button id="plain-button" style="position:fixed;right:20px;bottom:20px;width:58px;height:58px">Open</button>
    <script>document.querySelector("#plain-button").onclick = () => {
      const frame = document.createElement("iframe");
      frame.src = location.protocol + "//127.0.0.1:" + location.port + "/frame";
      frame.style.cssText = "position:fixed;right:20px;bottom:92px;width:400px;height:600px";
      document.body.append(frame);
    }</script>`;
  const pages = {
    "/with": page(`<script src="${chat.origin}/universal-chatbot.js?id=shop-bot"></script>`),
    "/without": page(plain),
    "/frame": `<!doctype html><title>A field</title><input id="plain-input">`,
  };
  const server = createServer((request, response) => {
    const found = pages[request.url];
    response.writeHead(found ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(found ?? "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() };
}
