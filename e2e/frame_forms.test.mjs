/**
 * Forms as visitors fill them in: what is asked, what is wrong, what is sent, and what becomes of it on a bad network.
 * The owner's forms are the server's own; where a proxy changes what passes, the scenario says so.
 */

import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { tokenFor } from "./support/chat.mjs";
import { startProxy } from "./support/proxy.mjs";
import { scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const actions = "/api/v1/chat/actions";
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const quote = {
  form_id: "quote",
  name: "A quote",
  trigger: "llm",
  trigger_prompt: "The visitor asks for a quote for many pieces",
  confirmation_text: "We write within a day.",
  fields: [
    { key: "kind", label: "You are", type: "dropdown", required: true, options: ["a company", "a person"] },
    { key: "vat", label: "VAT number", required: true, visible_when: [{ field: "kind", operator: "equals", value: "a company" }] },
    { key: "email", label: "E-mail", type: "email", required: true },
    { key: "phone", label: "Phone", type: "tel", required: false },
    { key: "note", label: "Note", type: "textarea", required: false },
    { key: "drawing", label: "Drawing", type: "file", required: false },
  ],
};

const proxy = await startProxy();
const parlour = await startParlour({ command: "demo", args: ["--public-url", proxy.origin] });
proxy.target(parlour.origin);
await parlour.cliWith(JSON.stringify({ forms: [quote] }), "chatbot", "configure", "shop-bot", "-");

beforeEach(() => proxy.reset());

async function openShop(page, chat) {
  await page.goto(`${proxy.origin}/demo/`);
  await chat.open();
}

async function askForQuote(page, chat) {
  await openShop(page, chat);
  await chat.ask("Can I get a quote for 200 pieces?");
  return chat.frame.getByRole("form", { name: "A quote" });
}

const openTicket = async (page, chat) => {
  await openShop(page, chat);
  await chat.ask("My lamp arrived broken, what should I do?");
  await chat.form.getByLabel("Name").fill("Ada");
  await chat.form.getByLabel("E-mail").fill("ada@example.com");
  await chat.form.getByLabel("Message").fill("It is in two.");
};

const sent = () => JSON.parse(proxy.sent("POST", actions).at(-1).body).action;

/** Puts files where they would fall, or be pasted. */
function bring(target, kind, ...files) {
  return target.evaluate(
    (element, [kind, files]) => {
      const carried = new DataTransfer();
      for (const { name, type, base64 } of files) {
        const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
        carried.items.add(new File([bytes], name, { type }));
      }
      const init = { bubbles: true, cancelable: true };
      const event =
        kind === "drop"
          ? new DragEvent("drop", { ...init, dataTransfer: carried })
          : new ClipboardEvent("paste", { ...init, clipboardData: carried });
      element.dispatchEvent(event);
    },
    [kind, files],
  );
}

scenario("a form asks only what fits, says at each field what is wrong, and sends only what it asked", async ({ page, chat }) => {
  const form = await askForQuote(page, chat);
  await page.evaluate(() => window.Parlour.on("formSubmitted", ({ formType }) => (window.sentForm = formType)));
  await form.getByRole("button", { name: "Send" }).click();
  const kind = form.getByLabel("You are");
  await kind.and(form.locator(":focus")).waitFor();
  assert.equal(await kind.getAttribute("aria-invalid"), "true");
  assert.equal(await form.getByLabel("VAT number").count(), 0);
  await kind.selectOption("a company");
  await form.getByLabel("E-mail").fill("ada@example");
  await form.getByRole("button", { name: "Send" }).click();
  await form.getByText("Please fill this in.").waitFor();
  await form.getByText("Please enter an e-mail address").waitFor();
  assert.equal(await form.getByLabel("VAT number").evaluate((field) => field === document.activeElement), true);
  await form.getByLabel("VAT number").fill("DK12345678");
  await form.getByLabel("E-mail").fill("ada@example.com");
  await kind.selectOption("a person");
  assert.equal(await form.getByLabel("VAT number").count(), 0, "hidden again");
  await form.getByRole("button", { name: "Send" }).click();
  await chat.sentForm.filter({ hasText: "We write within a day." }).waitFor();
  assert.deepEqual(sent(), { type: "form_submission", form_id: "quote", values: { kind: "a person", email: "ada@example.com" } });
  await page.waitForFunction(() => window.sentForm === "form_submission");
});

scenario("what only the server can tell stands at its field", { tolerates: [/\b422\b/] }, async ({ page, chat }) => {
  const form = await askForQuote(page, chat);
  await form.getByLabel("You are").selectOption("a person");
  await form.getByLabel("E-mail").fill("ada@example.com");
  await page.route(`**${actions}`, (route) => {
    const error = { code: "validation", message: "the request is not valid", params: [{ field: "phone", message: "This number is not in use." }] };
    return route.fulfill({ status: 422, json: { error } });
  });
  await form.getByRole("button", { name: "Send" }).click();
  await form.getByText("This number is not in use.").waitFor();
  assert.equal(await form.getByLabel("Phone").getAttribute("aria-invalid"), "true");
});

scenario("files of a ticket are picked, dropped and pasted, removed, and refused with the reason", async ({ page, chat }) => {
  await openTicket(page, chat);
  const form = chat.form;
  const picture = (name) => ({ name, type: "image/png", base64: pixel });
  await form.getByLabel("Attachments").setInputFiles({ name: "bill.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") });
  await bring(form, "drop", picture("dropped.png"));
  await bring(form.getByLabel("Message"), "paste", picture("pasted.png"));
  await form.getByText("pasted.png").waitFor();
  await bring(form, "drop", { name: "setup.exe", type: "application/x-msdownload", base64: "TVo=" });
  await form.getByRole("alert").filter({ hasText: "setup.exe cannot be sent. Possible are PNG" }).waitFor();
  await bring(form, "drop", { name: "cat.png", type: "image/png", base64: btoa("no cat") });
  await form.getByRole("alert").filter({ hasText: "cat.png is damaged" }).waitFor();
  await form.getByRole("button", { name: "Remove dropped.png" }).press("Enter");
  await form.getByRole("button", { name: "Send" }).click();
  await chat.sentForm.waitFor();
  assert.deepEqual(sent().attachments.map(({ filename }) => filename), ["bill.pdf", "pasted.png"]);
});

scenario("how far a form with files is can be seen", async ({ page, chat }) => {
  await openTicket(page, chat);
  await chat.form.getByLabel("Attachments").setInputFiles({ name: "lamp.png", mimeType: "image/png", buffer: Buffer.from(pixel, "base64") });
  let pass;
  const held = new Promise((done) => (pass = done));
  await page.route(`**${actions}`, async (route) => {
    await held;
    return route.fallback();
  });
  await chat.form.getByRole("button", { name: "Send" }).click();
  await chat.form.getByRole("progressbar", { name: "Sending…" }).waitFor();
  pass();
  await chat.sentForm.waitFor();
});

scenario("a form whose answer was lost on the way is not sent twice", { tolerates: [/ERR_FAILED|\b409\b/] }, async ({ page, chat }) => {
  await openTicket(page, chat);
  let tries = 0;
  await page.route(`**${actions}`, async (route) => {
    tries += 1;
    if (tries > 1) return route.fallback();
    await route.fetch();
    return route.abort();
  });
  await chat.form.getByRole("button", { name: "Send" }).click();
  await chat.form.getByText("It could not be sent. Your entries are still here.").waitFor();
  await chat.form.getByRole("button", { name: "Send" }).click();
  await chat.sentForm.waitFor();
  const headers = { Authorization: `Bearer ${await tokenFor(proxy.origin, await chat.visitorKey())}` };
  const copy = await (await fetch(`${proxy.origin}/api/v1/chat/export`, { headers })).json();
  assert.equal(copy.support_tickets.length, 1);
});

scenario("a form that is only named is fetched, and again when that fails (a proxy takes the fields out)", { tolerates: [/\b503\b/] }, async ({ page, chat }) => {
  const thin = (part) => (part.type === "show_form" ? { type: part.type, part_id: part.part_id, form_id: part.form_id } : part);
  proxy.plan({
    rewrite: (frames) =>
      frames.map((frame) => {
        if (frame.event === "part") return { ...frame, data: { part: thin(frame.data.part) } };
        if (frame.event !== "done") return frame;
        return { ...frame, data: { ...frame.data, message: { ...frame.data.message, parts: frame.data.message.parts.map(thin) } } };
      }),
  });
  proxy.refuse("GET", "/api/v1/chat/forms/quote", 503, "internal");
  const form = await askForQuote(page, chat);
  await chat.frame.getByText("The form could not be fetched.").waitFor();
  await chat.frame.locator(".form-card").getByRole("button", { name: "Try again" }).click();
  await form.getByLabel("You are").selectOption("a person");
  await form.getByLabel("E-mail").fill("ada@example.com");
  await form.getByRole("button", { name: "Send" }).click();
  await chat.sentForm.waitFor();
});

scenario("a wish for a picture sets its kinds and its size (frames put in by a proxy)", async ({ page, chat }) => {
  await openShop(page, chat);
  const part = { type: "request_image_upload", part_id: "u1", accepted_types: ["image/jpeg"], max_size_bytes: 200_000 };
  proxy.plan({
    rewrite: (frames) => [
      ...frames.slice(0, 2),
      { ...frames.at(-1), data: { ...frames.at(-1).data, message: { ...frames.at(-1).data.message, parts: [part] } } },
    ],
  });
  const answer = await chat.ask("hello");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), answer.getByRole("button", { name: "Choose a picture" }).click()]);
  await chooser.setFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from(pixel, "base64") });
  await chat.frame.getByText("a.png cannot be sent. Possible are JPG.").waitFor();
  const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200_000)]);
  await chat.frame.locator("#file-picker").setInputFiles({ name: "b.jpg", mimeType: "image/jpeg", buffer: jpeg });
  await chat.frame.getByText("b.jpg is larger than 0.2 MB.").waitFor();
  await chat.frame.locator("#file-picker").setInputFiles({ name: "c.jpg", mimeType: "image/jpeg", buffer: jpeg.subarray(0, 500) });
  await chat.frame.getByRole("button", { name: "Remove c.jpg" }).waitFor();
});
