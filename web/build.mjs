/**
 * Builds what the server embeds: the loader, the chat frame, and the demo shop where there is one.
 * Fails when a bundle outgrows its budget. Left out: type checks (`npm run typecheck`) and tests.
 *
 *   node web/build.mjs --out DIR
 */

import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const web = dirname(fileURLToPath(import.meta.url));

const loaderLimit = 5 * 1024;
/** The scripts that a site owner puts on a page, by the path they are served at. */
const loaders = {
  "universal-chatbot": "widget/universal_chatbot.ts",
  chatbotinline: "widget/chatbotinline.ts",
  "inline-search-bar": "widget/inline_search_bar.ts",
  "embed.min": "widget/embed.ts",
  "chatbotsdk.min": "widget/chatbotsdk.ts",
  "loader/main": "widget/smartagent_loader.ts",
};
/** What is loaded until the first message is shown. */
const frameLimit = 45 * 1024;

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

const [, frame] = await Promise.all([
  build({
    ...common,
    entryPoints: loaders,
    outdir: out,
    // Read in the host page's encoding, whatever that is.
    charset: "ascii",
    format: "iife",
  }),
  build({
    ...common,
    entryPoints: { frame: "widget/frame/main.tsx" },
    outdir: join(out, "frame"),
    // What is imported later is a file of its own, named by its content.
    splitting: true,
    chunkNames: "[name]-[hash]",
    metafile: true,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
  }),
  build({
    ...common,
    entryPoints: { later: "widget/later/later.ts", slideout: "widget/smartagent_chat.ts" },
    outdir: join(out, "frame"),
    charset: "ascii",
    format: "esm",
  }),
  build({
    ...common,
    entryPoints: { "frame/frame": "widget/frame/frame.css", "frame/views": "widget/frame/views.css", "css/loader": "widget/loader.css" },
    outdir: out,
  }),
]);

const demo = join(web, "../examples/demo-shop/build.mjs");
if (existsSync(demo)) {
  const shop = await import(pathToFileURL(demo).href);
  await shop.build(join(out, "demo"));
}

/** A script with all that it imports at once, as paths below `out`. */
function loadedWith(entry, outputs) {
  const loaded = new Set();
  const follow = (path) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind } of outputs[path].imports) if (kind === "import-statement") follow(next);
  };
  follow(entry);
  return [...loaded].map((path) => relative(out, resolve(web, path)));
}

async function pack(file) {
  return gzipSync(await readFile(join(out, file)), { level: 9 });
}

async function gzipped(file) {
  return (await pack(file)).length;
}

async function hold(name, limit, files) {
  let total = 0;
  for (const file of files) {
    const size = await gzipped(file);
    total += size;
    console.log(`${file}: ${size} bytes gzip`);
  }
  console.log(`${name}: ${total} of ${limit} bytes gzip`);
  if (total <= limit) return;
  console.error(`${name} is ${total - limit} bytes over its budget`);
  process.exitCode = 1;
}

const { outputs } = frame.metafile;
const entryOf = (source) => Object.keys(outputs).find((path) => source.test(outputs[path].entryPoint ?? ""));
const texts = Object.keys(outputs).filter((path) => /^widget\/texts\//.test(outputs[path].entryPoint ?? ""));
const sizes = await Promise.all(texts.map(async (path) => [await gzipped(relative(out, resolve(web, path))), path]));
const [, wordiest] = sizes.sort(([one], [other]) => other - one)[0];

const [script, ...shared] = loadedWith(entryOf(/frame\/main/), outputs);
// What the script imports is fetched with it, not after it.
const preloads = shared.map((file) => `<link rel="modulepreload" href="/${file}">`).join("\n    ");
const page = await readFile(join(web, "widget/frame/index.html"), "utf8");
await writeFile(join(out, "frame/index.html"), page.replace(/(<script .*<\/script>)/, `$1\n    ${preloads}`));

for (const name of [...Object.keys(loaders), "frame/slideout"]) await hold(name, loaderLimit, [`${name}.js`]);
await hold("frame", frameLimit, ["frame/frame.css", script, ...shared, ...loadedWith(wordiest, outputs)]);

// Packed once here, so that what is sent is what was measured.
for (const file of await readdir(out, { recursive: true })) {
  if (/\.(js|css)$/.test(file)) await writeFile(join(out, `${file}.gz`), await pack(file));
}
