/**
 * What a visitor does not lose: the focus when what was pressed goes away, the conversation when one part of it cannot be
 * drawn, the peace of a banner that was put away.
 * Left out: the focus of what stays, which the other tests see on their way.
 */

import assert from "node:assert/strict";
import { faultsOf } from "./support/axe.mjs";
import { startDesk } from "./support/desk.mjs";
import { askedTooLate, scenario } from "./support/scenario.mjs";
import { startHostSite, startParlour } from "./support/server.mjs";
import { startStage } from "./support/stage.mjs";
import { show, statePages, statesOf } from "./support/states.mjs";

const parlour = await startParlour({ command: "demo", env: { PARLOUR_WEBHOOK_ALLOW_LOOPBACK_HTTP: "true" } });
const desk = await startDesk(parlour);
const stage = await startStage(parlour);
const site = await startHostSite(statePages(stage.origin));
const stateOf = (name) => statesOf(stage.origin).find((one) => one.name === name);

/** Presses a control by the keyboard and waits until what has the focus is this. */
async function press(chat, control, next) {
  await control.first().focus();
  await control.first().press("Enter");
  await chat.frame.locator(`${next}:focus`).waitFor();
}

scenario("whoever presses by the keyboard keeps a place when the pressed goes away", { tolerates: askedTooLate }, async ({ page, chat }) => {
  await page.goto(`${parlour.origin}/demo/`);
  await chat.open();
  await press(chat, chat.frame.locator(".prompts button"), "#input");
  await chat.answers.first().waitFor();
  const on = chat.frame.locator(".step.on");
  if ((await on.count()) > 0) {
    await on.focus();
    while ((await on.count()) > 0) await page.keyboard.press("Enter", { delay: 300 });
    await chat.frame.locator(".step.back:focus").waitFor();
  }
  await chat.ask("Which size do I need if my chest is 100 cm?");
  await press(chat, chat.frame.locator("ul.prompts button"), "#input");
  await chat.answers.nth(2).waitFor();
  await chat.ask("Who won the chess world cup in 1987?");
  await chat.form.getByLabel("Name").fill("Ada");
  await chat.form.getByLabel("E-mail").fill("ada@example.com");
  await press(chat, chat.form.locator("button[type=submit]"), "#input");
  await chat.frame.locator(".log").evaluate((log) => (log.scrollTop = 0));
  await press(chat, chat.frame.locator(".to-end"), "#input");
  await chat.choose("Talk to a person");
  await desk.nextWish();
  await press(chat, chat.frame.locator(".livechat button"), "#input");
  await chat.choose("Talk to a person");
  await (await desk.nextWish()).says("Hello.");
  await chat.frame.locator(".livechat").filter({ hasText: "You are chatting with Alice." }).waitFor();
  await press(chat, chat.frame.locator(".livechat button"), "#input");
  await press(chat, chat.frame.locator(".livechat .rating button"), "#input");
  await chat.choose("New conversation");
  await press(chat, chat.frame.locator(".earlier"), ".log");
  await chat.choose("Delete my data");
  await press(chat, chat.frame.getByRole("button", { name: "Delete everything" }), "#input");
});

scenario("on a touch screen what takes the focus over opens no keyboard", { hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } }, async ({ page, chat }) => {
  await page.goto(`${parlour.origin}/demo/`);
  await chat.open();
  await press(chat, chat.frame.locator(".prompts button"), ".log");
});

scenario("what cannot be drawn takes nothing else with it", async ({ page, chat }) => {
  const state = stateOf("answer");
  const broken = [
    { type: "table", part_id: "t", caption: null, headers: [], rows: [[{}]] },
    { type: "rich_text", part_id: "l", blocks: [{ type: "bullet_list" }] },
    { type: "rich_text", part_id: "n" },
    { type: "quick_replies", part_id: "q" },
    { type: "rich_text", part_id: "w", blocks: [{ type: "paragraph", spans: [{ type: "text", text: "Still here." }] }] },
  ];
  const messages = ["user", "assistant"].map((role) => ({ message_id: role, role, parts: broken, created_at: "2026-03-02T09:00:00.000Z" }));
  await show({ ...state, scene: { messages }, ready: "#input" }, { stage, site, page });
  await chat.answers.filter({ hasText: "Still here." }).waitFor();
  assert.deepEqual(await chat.questions.locator(".bubble").allInnerTexts().then((all) => all.filter((one) => one.trim() !== "")), ["Still here."]);
});

scenario("what the owner says above the chat is words and a link, and stays away once it is put away", async ({ page, chat }) => {
  const banner = { background_color: "#1f5f4a", text_color: "#ffffff", cta_url: null, cta_label: null, cta_style: "link", dismissible: true };
  const banners = [
    { ...banner, id: "sale", message: "<b>Sale</b> until Friday", cta_url: "https://shop.example/sale", cta_label: "See it", cta_style: "button" },
    { ...banner, id: "fixed", message: "Closed on Sunday", text_color: "#1f5f4b", cta_url: "javascript:alert(1)", cta_label: "No", dismissible: false },
  ];
  await show({ ...stateOf("answer"), scene: { banners }, ready: ".banner" }, { stage, site, page });
  const shown = chat.frame.locator(".banner");
  assert.deepEqual(await shown.locator("p").allInnerTexts(), ["<b>Sale</b> until Friday See it", "Closed on Sunday"]);
  assert.equal(await shown.getByRole("link").getAttribute("href"), "https://shop.example/sale");
  assert.deepEqual(await faultsOf(page), []);
  await press(chat, shown.getByRole("button"), "#input");
  assert.equal(await shown.count(), 1);
  await page.reload();
  await shown.filter({ hasText: "Closed on Sunday" }).waitFor();
  assert.equal(await shown.count(), 1, "kept for the tab");
});

scenario("a word without an end makes nothing wider than the window", { viewport: { width: 320, height: 568 } }, async ({ page, chat }) => {
  const long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk".repeat(4);
  const field = (key, type, more = {}) => ({ key, label: long, type, required: false, ...more });
  const form = { type: "show_form", form_id: "z", name: long, confirmation_text: null, min_filled_fields: 0, submit_actions: [], fields: [field("a", "dropdown", { options: [long] }), field("b", "text"), field("c", "file")] };
  const parts = [
    { type: "suggestions", suggestions: [{ id: "a", title: long, description: long, image_url: "", prompt_text: "a" }] },
    { type: "quick_replies", replies: [long, "Short"] },
    form,
  ].map((part, at) => ({ part_id: `p${at}`, ...part }));
  const agent = { agent_id: "5f9f6c1e-0000-4000-8000-000000000001", display_name: long, avatar_url: null };
  const said = [{ type: "rich_text", part_id: "r", blocks: [{ type: "paragraph", spans: [{ type: "text", text: "Hello" }] }] }];
  const at = "2026-03-02T09:00:00.000Z";
  const messages = [
    { message_id: "g", role: "agent", agent, parts: said, created_at: at },
    { message_id: "m", role: "assistant", parts, created_at: at },
  ];
  const livechat = { status: "active", livechat_session_id: "s", active_agent: agent };
  await show({ ...stateOf("answer"), scene: { messages, livechat }, ready: "form.form-card" }, { stage, site, page });
  await chat.frame.locator(".livechat").filter({ hasText: "You are chatting with" }).waitFor();
  const wide = await chat.frame.locator("body").evaluate((body) => {
    const isOver = (one) => one.getBoundingClientRect().width > 0 && (one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1);
    return [...body.querySelectorAll("main *:not(.hidden, .hidden *)")].filter((one) => isOver(one) && !one.closest(".cards")).map((one) => `${one.tagName}.${one.className}`);
  });
  assert.deepEqual(wide, []);
  assert.equal(await chat.frame.locator(".card").evaluate((card) => card.offsetWidth), 164);
});

scenario("who waits for a person reads their place in the queue", async ({ page, chat }) => {
  const livechat = { status: "waiting", livechat_session_id: "s", queue_position: 2 };
  await show({ ...stateOf("answer"), scene: { livechat }, ready: ".livechat" }, { stage, site, page });
  await chat.frame.locator(".livechat").getByText("You are number 2 in the queue. We have asked for a person.").waitFor();
});

scenario("an owner may be there by name alone while a person answers", async ({ page, chat }) => {
  const logo = { url: `${stage.origin}/demo/mark.svg` };
  const config = (shop) => ({ ...shop, theme: { ...shop.theme, header: { ...shop.theme.header, logo } }, livechat: { ...shop.livechat, show_livechat_logo: false } });
  const livechat = { status: "waiting", livechat_session_id: "s" };
  const head = chat.frame.locator("h1");
  await show({ ...stateOf("answer"), scene: { config, livechat }, ready: "h1 img" }, { stage, site, page });
  const agent = { agent_id: "5f9f6c1e-0000-4000-8000-000000000001", display_name: "Alice", avatar_url: null };
  stage.set({ config, livechat: { ...livechat, status: "active", active_agent: agent } });
  await page.reload();
  await chat.frame.locator(".livechat").filter({ hasText: "Alice" }).waitFor();
  assert.deepEqual([await head.locator("img").count(), (await head.innerText()) !== ""], [0, true]);
});
