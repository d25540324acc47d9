/**
 * Every kind of part as a visitor sees it.
 * Tables, products, quick replies, forms and tickets come from the server's own engine. Suggestions,
 * pictures and parts of tomorrow do not: for these a proxy puts frames into the stream.
 */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach } from "node:test";
import { startProxy } from "./support/proxy.mjs";
import { scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { loaderTag, shopPage } from "./support/site.mjs";

const proxy = await startProxy();
const parlour = await startParlour({ command: "demo", args: ["--public-url", proxy.origin] });
proxy.target(parlour.origin);
const pages = { "/favicon.ico": "" };
const site = await startHostSite(pages);
const folder = await mkdtemp(join(tmpdir(), "parlour-e2e-pages-"));
after(() => rm(folder, { recursive: true, force: true }));
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

beforeEach(() => proxy.reset());

async function openShop(page, chat) {
  await page.goto(`${proxy.origin}/demo/`);
  await chat.open();
}

/** The next answer's parts and how they stream: `frames` before the end, all of `parts` in it. */
function answerWith(parts, frames = parts.map((part) => ({ event: "part", data: { part } }))) {
  proxy.plan({
    rewrite(all) {
      const [connected, processing] = all;
      const done = all.at(-1);
      const message = { ...done.data.message, parts };
      const stem = connected.id.replace(/\.\d+$/, "");
      return [connected, processing, ...frames, { ...done, data: { ...done.data, message } }].map((frame, at) => ({
        ...frame,
        id: `${stem}.${at + 1}`,
      }));
    },
  });
}

scenario("a table is a table, with its caption and its headers", async ({ page, chat }) => {
  await openShop(page, chat);
  const answer = await chat.ask("How much does delivery to Germany cost?");
  const table = answer.getByRole("table", { name: "Standard delivery" });
  assert.deepEqual(await table.getByRole("columnheader").allInnerTexts(), ["Country", "Working days", "Charge", "Free from"]);
  assert.match(await table.getByRole("row").nth(1).innerText(), /Germany\s+3–5\s+€8\.90/);
});

scenario("a table of an imported page is shown whole, and a wide one scrolls in its own frame", async ({ page, chat }) => {
  const columns = ["Model", "Capacity in litres", "Weight in grams", "Waterproof rating", "Frame material", "Warranty in years"];
  const cells = (kind, values) => values.map((value) => `<${kind}>${value}</${kind}>`).join("");
  const rows = ["Alder", "Birch", "Cedar"].map((name, at) => [name, 30 + at * 10, 900 + at * 200, "IPX4", "Aluminium alloy", 5]);
  await writeFile(
    join(folder, "rucksacks.html"),
    `<!doctype html><html lang="en"><title>Rucksack capacity</title><main><h1>Rucksack capacity</h1>
     <table><caption>Rucksacks compared</caption><thead><tr>${cells("th", columns)}</tr></thead>
     <tbody>${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("")}</tbody></table></main></html>`,
  );
  await parlour.cli("chatbot", "create", "table-bot", "--name", "Tables", "--origin", "*");
  await parlour.cli("import", "pages", folder, "--chatbot", "table-bot", "--base-url", `${site}/`);
  pages["/"] = shopPage({ chatOrigin: parlour.origin, body: loaderTag(parlour.origin, "table-bot") });
  await page.goto(`${site}/`);
  await chat.open();
  const answer = await chat.ask("What is the capacity of the Birch?");
  const table = answer.getByRole("table");
  assert.deepEqual(await table.getByRole("columnheader").allInnerTexts(), columns);
  const box = answer.locator(".table");
  assert.equal(await box.evaluate((one) => one.scrollWidth > one.clientWidth), true);
  assert.equal(await chat.frame.locator(".log").evaluate((log) => log.scrollWidth <= log.clientWidth), true);
});

scenario("quoted code keeps its lines and its indents", async ({ page, chat }) => {
  await openShop(page, chat);
  const code = "parlour demo\n  --listen 127.0.0.1:8080";
  answerWith([{ type: "rich_text", part_id: "p", blocks: [{ type: "paragraph", spans: [{ type: "text", text: code }] }] }]);
  const answer = await chat.ask("How do I start it?");
  assert.equal(await answer.locator("p").innerText(), code);
});

scenario("quick replies are asked by pressing them, and go with the next answer", async ({ page, chat }) => {
  await openShop(page, chat);
  await chat.ask("Which size do I need if my chest is 100 cm?");
  const replies = chat.frame.getByRole("list", { name: "Suggested answers" });
  await replies.getByRole("button", { name: "Tell me about: Size guide" }).click();
  await chat.answers.nth(1).waitFor();
  assert.equal(await chat.questions.last().locator(".bubble").innerText(), "Tell me about: Size guide");
  assert.equal(await chat.frame.getByRole("button", { name: "Tell me about: Size guide" }).count(), 0);
});

scenario("a ticket takes a file and refuses one that is too large", async ({ page, chat }) => {
  await openShop(page, chat);
  await chat.ask("My lamp arrived broken, what should I do?");
  await chat.form.getByLabel("Name").fill("Ada");
  await chat.form.getByLabel("E-mail").fill("ada@example.com");
  await chat.form.getByLabel("Message").fill("It is in two.");
  const files = chat.form.getByLabel("Attachments");
  await files.setInputFiles({ name: "film.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(2_200_000) });
  await chat.form.locator(".fault", { hasText: "film.mp4" }).waitFor();
  await files.setInputFiles({ name: "lamp.png", mimeType: "image/png", buffer: Buffer.from(pixel, "base64") });
  await chat.form.getByText("lamp.png").waitFor();
  await chat.form.getByRole("button", { name: "Send" }).click();
  await chat.sentForm.waitFor();
  const { action } = JSON.parse(proxy.sent("POST", "/api/v1/chat/actions").at(-1).body);
  assert.deepEqual(action.attachments, [{ filename: "lamp.png", mime_type: "image/png", data_base64: pixel }]);
});

scenario("only the newest form is open", async ({ page, chat }) => {
  await openShop(page, chat);
  const first = await chat.ask("Who won the chess world cup in 1987?");
  await first.locator("form").waitFor();
  await chat.ask("hello");
  await first.getByText("This form is closed.").waitFor();
  assert.equal(await chat.form.count(), 0);
});

scenario("a visitor's pictures are shown, checked, sent and kept", async ({ page, chat }) => {
  await openShop(page, chat);
  const picker = chat.frame.locator("#file-picker");
  const picture = (name, mimeType = "image/png") => ({ name, mimeType, buffer: Buffer.from(pixel, "base64") });
  await picker.setInputFiles(picture("note.txt", "text/plain"));
  await chat.frame.locator(".composer .fault", { hasText: "note.txt cannot be sent. Possible are PNG, JPG, WEBP." }).waitFor();
  await picker.setInputFiles([picture("a.png"), picture("b.png")]);
  await chat.frame.getByRole("button", { name: "Remove a.png" }).click();
  await chat.input.fill("What is this?");
  await chat.send.click();
  await chat.answers.waitFor();
  const shown = chat.questions.locator(".picture img");
  assert.equal(await shown.count(), 1);
  await page.reload();
  await shown.waitFor();
  await shown.evaluate((one) => one.decode());
});

scenario("suggestions are asked by pressing them (frames put in by a proxy)", async ({ page, chat }) => {
  await openShop(page, chat);
  const suggestion = (id, title) => ({ id, title, description: "For windy days", image_url: `/demo/pictures/${id}.svg`, prompt_text: `Tell me about ${title}` });
  const suggestions = [suggestion("jacket-squall-olive", "Jackets"), suggestion("umbrella-lee-navy", "Umbrellas")];
  const delta = (more) => ({ event: "part_delta", data: { part_id: "s1", delta: more } });
  const part = { type: "suggestions", part_id: "s1", suggestions };
  answerWith(
    [part],
    [
      delta({ action: "start_part", part_type: "suggestions" }),
      ...suggestions.map((one) => delta({ action: "append_suggestion", suggestion: one })),
      delta({ action: "end_part" }),
      { event: "part", data: { part } },
    ],
  );
  const answer = await chat.ask("hello");
  assert.equal(await answer.getByRole("list", { name: "Suggestions" }).getByRole("listitem").count(), 2);
  await answer.getByRole("button", { name: /Umbrellas/ }).click();
  await chat.answers.nth(1).waitFor();
  assert.equal(await chat.questions.last().locator(".bubble").innerText(), "Tell me about Umbrellas");
});

scenario("a product is handed to the page's cart (cards put in by a proxy)", async ({ page, chat }) => {
  await openShop(page, chat);
  await page.evaluate(() => window.Parlour.on("custom", (data) => (window.given = data)));
  const product = { id: "lamp", title: "Gale lamp", image_url: `${proxy.origin}/demo/pictures/lamp-gale-red.svg`, price: { amount: 59, currency: "EUR" }, url: "https://shop.example/lamp" };
  const led = { ...product, id: "hat", title: "Lee hat", add_to_cart: { sku: "H-1", url: `${proxy.origin}/demo/?cart=hat` } };
  answerWith([{ type: "products", part_id: "p1", products: [{ ...product, add_to_cart: { sku: "L-1" } }, led] }]);
  const answer = await chat.ask("hello");
  await answer.getByRole("button", { name: "Put Gale lamp in the cart" }).press("Enter");
  await answer.getByRole("button", { name: "Gale lamp was sent to the cart" }).waitFor();
  await page.waitForFunction(() => window.given !== undefined);
  const { id, title, price, url } = product;
  assert.deepEqual(await page.evaluate(() => window.given), { key: "add_to_cart", payload: { sku: "L-1", id, title, price, url } });
  await answer.getByRole("link", { name: "Put Lee hat in the cart" }).click();
  await page.waitForURL(/cart=hat/);
});

scenario("a picture, a file and a wish for a picture are shown (frames put in by a proxy)", async ({ page, chat }) => {
  await openShop(page, chat);
  const image = `${proxy.origin}/demo/hero.svg`;
  answerWith([
    { type: "image", url: image, caption: "The rope works" },
    { type: "file", attachment_id: "att_1", filename: "terms.pdf", mime_type: "application/pdf", size_bytes: 9, url: `${proxy.origin}/terms.pdf`, url_expires_at: "2030-01-01T00:00:00.000Z" },
    { type: "request_image_upload", part_id: "u1", accepted_types: ["image/png"], max_size_bytes: 1000 },
  ]);
  const answer = await chat.ask("hello");
  assert.equal(await answer.getByRole("img", { name: "The rope works" }).getAttribute("src"), image);
  await answer.getByText("The rope works").waitFor();
  assert.equal(await answer.getByRole("link", { name: "terms.pdf" }).getAttribute("href"), `${proxy.origin}/terms.pdf`);
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    answer.getByRole("button", { name: "Choose a picture" }).click(),
  ]);
  assert.equal(chooser.isMultiple(), true);
});

scenario("parts and spans of tomorrow draw nothing and break nothing (frames put in by a proxy)", async ({ page, chat }) => {
  await openShop(page, chat);
  const text = (words) => ({ type: "text", text: words });
  answerWith([
    { type: "hologram", part_id: "h1", beam: 7 },
    { type: "custom", part_id: "c1", key: "open_cart", payload: { items: 2 } },
    { type: "request_human_agent", part_id: "r1" },
    {
      type: "rich_text",
      part_id: "t1",
      blocks: [
        { type: "hologram", rays: [] },
        { type: "paragraph", spans: [text("Still "), { type: "sparkle", text: "?" }, { type: "bold", text: "here" }] },
        { type: "paragraph", spans: [{ type: "link", text: "bad", url: "javascript:alert(1)" }, { type: "strike", text: "old" }] },
      ],
    },
  ]);
  const answer = await chat.ask("hello");
  assert.equal((await answer.locator(".bubble").innerText()).replace(/\s+/g, " "), "Still here badold");
  assert.equal(await answer.locator("a").count(), 0, "a script is no link");
  assert.equal(await answer.locator("strong").innerText(), "here");
});
