/**
 * Servers for tests: the real binary with data of its own, and a host site on another origin.
 * Each takes a free port and ends with its test file.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";

const START_LIMIT_MS = 60_000;

/**
 * Starts the binary: `serve`, or `demo` for the seeded shop. Resolves once it accepts connections.
 *
 * @param {{ command?: "serve" | "demo", args?: string[], env?: Record<string, string> }} [options]
 * @returns {Promise<Parlour>}
 */
export async function startParlour({ command = "serve", args = [], env = {} } = {}) {
  const parlour = new Parlour(await mkdtemp(join(tmpdir(), "parlour-e2e-")), env);
  after(() => parlour.remove());
  await parlour.start(command, args);
  return parlour;
}

class Parlour {
  /** Where it listens, `http://HOST:PORT`; another port after each start. */
  origin = "";
  /** What it has logged, over all its lives. */
  log = "";
  #child = null;
  #folder;
  #env;

  constructor(folder, env) {
    this.#folder = folder;
    const outer = Object.entries(process.env).filter(([name]) => !name.startsWith("PARLOUR_"));
    this.#env = { ...Object.fromEntries(outer), PARLOUR_DATA: join(folder, "data"), ...env };
  }

  /** Starts it on the data it has. */
  async start(command = "serve", args = []) {
    const child = this.#spawn([command, "--listen", "127.0.0.1:0", ...args]);
    this.#child = child;
    child.stderr.on("data", (chunk) => (this.log += chunk));
    this.origin = await listening(child);
    if (this.origin === "") throw new Error(`the server does not listen; its log:\n${this.log}`);
  }

  /** Ends it: in good order by default, as a power cut would with `SIGKILL`. */
  async stop(signal = "SIGTERM") {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  /** Runs a command of the binary on the same data; resolves with its JSON. */
  async cli(...args) {
    const child = this.#spawn([...args, "--json"]);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`parlour ${args.join(" ")} ended with ${code}:\n${stderr}`);
    return JSON.parse(stdout);
  }

  /** Ends it and removes its data. */
  async remove() {
    await this.stop("SIGKILL");
    await rm(this.#folder, { recursive: true, force: true });
  }

  #spawn(args) {
    const binary = process.env.PARLOUR_BIN;
    if (!binary) throw new Error("PARLOUR_BIN is not set: run `cargo xtask test --only e2e`, which builds the binary");
    return spawn(binary, args, { cwd: this.#folder, env: this.#env, stdio: ["ignore", "pipe", "pipe"] });
  }
}

/** Where the server says it listens; empty when it ends or takes too long instead. */
function listening(child) {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => resolve(""), START_LIMIT_MS);
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      if (!line.startsWith("listening on ")) return;
      clearTimeout(limit);
      resolve(line.slice("listening on ".length));
    });
    lines.once("close", () => {
      clearTimeout(limit);
      resolve("");
    });
    child.once("error", reject);
  });
}

/**
 * Serves somebody's own site, which is another origin than the chat's.
 *
 * @param {Record<string, string | { body: string, headers?: Record<string, string> }> | string} pages
 *   pages by path (`.html` unless the path says otherwise), or a folder of files
 * @returns {Promise<string>} its origin
 */
export async function startHostSite(pages) {
  const find = typeof pages === "string" ? (path) => fileAt(pages, path) : (path) => pages[path];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    const page = await find(path);
    if (page === undefined) {
      response.writeHead(404, { "content-type": "text/plain" }).end("no such page");
      return;
    }
    const { body, headers } = page.body === undefined ? { body: page, headers: {} } : page;
    response.writeHead(200, { "content-type": mime(path), "cache-control": "no-store", ...headers }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  // Another name than the chat's server has: another site to the browser, not only another port.
  return `http://localhost:${server.address().port}`;
}

async function fileAt(folder, path) {
  const inside = normalize(decodeURIComponent(path));
  let file = join(folder, inside);
  if ((await stat(file).catch(() => null))?.isDirectory()) file = join(file, "index.html");
  return readFile(file).catch(() => undefined);
}

function mime(path) {
  const types = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
  };
  return types[extname(path)] ?? "text/html; charset=utf-8";
}
