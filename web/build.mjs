/**
 * Builds what the server embeds: the loader, the chat frame, and the demo shop where there is one.
 * Fails when a bundle outgrows its budget. Left out: type checks (`npm run typecheck`) and tests.
 *
 *   node web/build.mjs --out DIR
 */

import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const web = dirname(fileURLToPath(import.meta.url));

const budgets = [
  { name: "loader", files: ["universal-chatbot.js"], limit: 5 * 1024 },
  { name: "frame", files: ["frame/frame.js", "frame/frame.css"], limit: 45 * 1024 },
];

const common = {
  absWorkingDir: web,
  bundle: true,
  minify: true,
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

const { values } = parseArgs({ options: { out: { type: "string" } } });
if (values.out === undefined) {
  console.error("usage: node web/build.mjs --out DIR");
  process.exit(2);
}
const out = resolve(values.out);

await rm(join(out, "frame"), { recursive: true, force: true });
await mkdir(join(out, "frame"), { recursive: true });

await Promise.all([
  build({
    ...common,
    entryPoints: ["widget/loader.ts"],
    outfile: join(out, "universal-chatbot.js"),
    // Read in the host page's encoding, whatever that is.
    charset: "ascii",
    format: "iife",
  }),
  build({
    ...common,
    entryPoints: ["widget/frame/main.tsx"],
    outfile: join(out, "frame/frame.js"),
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
  }),
  build({
    ...common,
    entryPoints: ["widget/frame/frame.css"],
    outfile: join(out, "frame/frame.css"),
  }),
  copyFile(join(web, "widget/frame/index.html"), join(out, "frame/index.html")),
]);

const demo = join(web, "../examples/demo-shop/build.mjs");
if (existsSync(demo)) {
  const shop = await import(pathToFileURL(demo).href);
  await shop.build(join(out, "demo"));
}

for (const { name, files, limit } of budgets) {
  let total = 0;
  for (const file of files) {
    const bytes = await readFile(join(out, file));
    const gzip = gzipSync(bytes, { level: 9 }).length;
    total += gzip;
    console.log(`${file}: ${bytes.length} bytes, ${gzip} gzip`);
  }
  console.log(`${name}: ${total} of ${limit} bytes gzip`);
  if (total > limit) {
    console.error(`${name} is ${total - limit} bytes over its budget`);
    process.exitCode = 1;
  }
}
