/**
 * Every state that a visitor can see the chat in, each as a scene on the stage and the way into it.
 * Left out: judging them; a test does that for what interests it.
 */

import { createHash } from "node:crypto";
import { chatOn } from "./chat.mjs";
import { loaderTag, shopPage } from "./site.mjs";

const created = "2026-03-02T09:00:00.000Z";
const alice = { agent_id: "5f9f6c1e-0000-4000-8000-000000000001", display_name: "Alice", avatar_url: null };

const text = (words) => ({ type: "text", text: words });
const paragraph = (...spans) => ({ type: "paragraph", spans: spans.map((span) => (typeof span === "string" ? text(span) : span)) });
const list = (...items) => ({ type: "bullet_list", items: items.map((item) => ({ spans: [text(item)] })) });
const rich = (...blocks) => ({ type: "rich_text", blocks: blocks.map((block) => (typeof block === "string" ? paragraph(block) : block)) });

function message(role, parts, more = {}) {
  const id = createHash("sha1").update(JSON.stringify([role, parts])).digest("hex").slice(0, 12);
  const named = parts.map((part, at) => ({ part_id: `${id}_${at}`, ...part }));
  return { message_id: `msg_${id}`, role, parts: named, created_at: created, ...(role === "agent" ? { agent: alice } : {}), ...more };
}

const asks = (words) => message("user", [rich(words)]);
const answers = (...parts) => message("assistant", parts);
const says = (words) => message("agent", [rich(words)]);

/** What is said, by language: the assistant's words and the visitor's. */
const said = {
  en: {
    name: "Windlefold",
    subtitle: "Answers from our own pages",
    welcome: "Hello! Ask me about our clothes and things, delivery, returns, or anything else in the shop.",
    prompts: ["Do you have a blue shirt under 60?", "How do I return a parcel?", "How long does delivery take?"],
    askReturn: "How do I return a parcel that does not fit?",
    return: ["You have ", "30 days", " from the day your parcel arrived. Pack the things as they came, and then:"],
    steps: ["print the label from your order's page,", "tape it over the old one,", "hand the parcel in at any post office."],
    link: "Returns",
    askShirt: "Do you have a blue shirt under 60?",
    shirts: "These come closest. All three are in stock.",
    titles: ["Quayside shirt", "Slipway shirt, washed Oxford cotton", "Tidewrack shirt"],
    about: ["Light poplin, for town", null, "Dyed with indigo"],
    splash: "Last ones",
    askDelivery: "What does delivery cost?",
    caption: "Standard delivery",
    columns: ["Country", "Working days", "Charge", "Free from"],
    rows: [["Denmark", "1–2", "€4.90", "€60"], ["Germany", "3–5", "€8.90", "€100"], ["France", "4–6", "€10.90", "€120"]],
    replies: ["Can I pick it up?", "Do you ship to Norway?"],
    askUnknown: "Will the anchor tattoo shirt come back?",
    unknown: "I do not know that, and I would rather not guess. Leave a line, and somebody who knows writes back.",
    askBroken: "My lamp arrived broken.",
    broken: "I am sorry about that. Tell us what happened, with a picture if you can, and we send another one.",
    labels: { name: "Name", email: "E-mail", phone: "Phone", message: "Message", reason: "What is it about?" },
    reasons: ["A parcel", "A product", "Something else"],
    callMe: "Call me back",
    picture: "The lamp as it arrived",
    file: "invoice-1042.pdf",
    showMore: "Something for the weather:",
    suggestions: [["Jackets", "For windy days"], ["Umbrellas", "For straight rain"]],
    offer: "A colleague can look that up for you.",
    hello: "Hello, I am Alice. Let me look at your order.",
    parcel: "It is number 1042, I think.",
    half: ["Parcels leave our store", " before noon on the day", " you order, and"],
  },
  ar: {
    name: "ويندلفولد",
    subtitle: "إجابات من صفحاتنا",
    welcome: "أهلًا بك! اسألني عن ملابسنا وأغراضنا، أو عن التوصيل والإرجاع، أو عن أي شيء آخر في المتجر.",
    prompts: ["هل لديكم قميص أزرق بأقل من 60؟", "كيف أعيد طردًا؟", "كم يستغرق التوصيل؟"],
    askReturn: "كيف أعيد طردًا لا يناسبني؟",
    return: ["لديك ", "30 يومًا", " من يوم وصول الطرد. غلّف الأغراض كما وصلت، ثم:"],
    steps: ["اطبع الملصق من صفحة طلبك،", "ألصقه فوق الملصق القديم،", "سلّم الطرد في أي مكتب بريد."],
    link: "الإرجاع",
    askShirt: "هل لديكم قميص أزرق بأقل من 60؟",
    shirts: "هذه هي الأقرب. الثلاثة متوفرة.",
    titles: ["قميص المرفأ", "قميص المزلق من قطن أكسفورد المغسول", "قميص المد"],
    about: ["بوبلين خفيف للمدينة", null, "مصبوغ بالنيلة"],
    splash: "آخر القطع",
    askDelivery: "كم تكلفة التوصيل؟",
    caption: "التوصيل العادي",
    columns: ["البلد", "أيام العمل", "الرسوم", "مجاني من"],
    rows: [["الدنمارك", "1–2", "4.90 €", "60 €"], ["ألمانيا", "3–5", "8.90 €", "100 €"], ["فرنسا", "4–6", "10.90 €", "120 €"]],
    replies: ["هل يمكنني الاستلام بنفسي؟", "هل تشحنون إلى النرويج؟"],
    askUnknown: "هل سيعود قميص المرساة؟",
    unknown: "لا أعرف ذلك، ولا أريد أن أخمن. اترك لنا سطرًا وسيجيبك من يعرف.",
    askBroken: "وصل المصباح مكسورًا.",
    broken: "يؤسفني ذلك. أخبرنا بما حدث، مع صورة إن أمكن، وسنرسل لك غيره.",
    labels: { name: "الاسم", email: "البريد الإلكتروني", phone: "الهاتف", message: "الرسالة", reason: "ما الموضوع؟" },
    reasons: ["طرد", "منتج", "شيء آخر"],
    callMe: "اتصلوا بي",
    picture: "المصباح كما وصل",
    file: "invoice-1042.pdf",
    showMore: "شيء يناسب الطقس:",
    suggestions: [["سترات", "للأيام العاصفة"], ["مظلات", "للمطر المستقيم"]],
    offer: "يمكن لأحد زملائنا أن يبحث لك عن ذلك.",
    hello: "مرحبًا، أنا Alice. دعني أنظر في طلبك.",
    parcel: "رقمه 1042 على ما أظن.",
    half: ["تغادر الطرود متجرنا", " قبل ظهر يوم", " الطلب، و"],
  },
};

/**
 * @typedef {object} State
 * @property {string} name
 * @property {import("./stage.mjs").Scene} scene
 * @property {string} [path] the page that shows it; the one with the bubble unless this says otherwise
 * @property {"closed" | "open"} [begin] whether the chat is opened; it is unless this says otherwise
 * @property {string} ready a selector in the chat's frame: what is there once it is
 * @property {(on: {page: any, chat: any}) => Promise<void>} [act] the way into it
 */

/** Shows a state on the page that embeds the chat, as the stage's server answers it. */
export async function show(state, { stage, site, page }) {
  stage.set(state.scene);
  await page.goto(`${site}${state.path ?? "/"}`);
  const chat = chatOn(page, state.path === "/inline" ? "chat-iframe-inline" : "chat-iframe");
  if (state.begin !== "closed") await chat.bubble.click();
  if (state.ready !== "") await chat.frame.locator(state.ready).first().waitFor();
  await state.act?.({ page, chat });
}

/** The pages of somebody else's that the states are shown on, for `startHostSite`. */
export function statePages(chatOrigin, direction = "ltr") {
  const page = (body) => shopPage({ chatOrigin, body, direction });
  const search = `<div id="chatbot-search-widget"></div>${loaderTag(chatOrigin)}<script src="${chatOrigin}/inline-search-bar.js"></script>`;
  return {
    "/": page(loaderTag(chatOrigin)),
    "/search": page(search),
    "/inline": page(`<div id="chatbot-placeholder"></div><script src="${chatOrigin}/chatbotinline.js?id=shop-bot"></script>`),
    "/popup": page(loaderTag(chatOrigin, "shop-bot", "&popups=true")),
    "/favicon.ico": "",
  };
}

/**
 * The states, in a language, with the chat's pages and pictures at `origin`.
 * @returns {State[]}
 */
export function statesOf(origin, language = "en") {
  const words = said[language];
  const euros = (amount) => ({ amount, currency: "EUR" });
  const handles = ["shirt-quayside-blue", "shirt-slipway-sky", "shirt-tidewrack-indigo"];
  const picture = (handle) => `${origin}/demo/pictures/${handle}.svg`;
  const products = {
    type: "products",
    products: handles.map((id, at) => ({
      id,
      title: words.titles[at],
      description: words.about[at],
      image_url: picture(id),
      price: euros([49, 54.5, 39.9][at]),
      original_price: at === 2 ? euros(59) : null,
      splash: at === 2 ? words.splash : null,
      url: `https://shop.example/${id}`,
      add_to_cart: at === 0 ? { sku: id } : null,
    })),
  };
  const cell = (content) => ({ blocks: [paragraph(content)] });
  const table = {
    type: "table",
    caption: words.caption,
    headers: words.columns.map(cell),
    alignments: ["left", "right", "right", "right"],
    rows: words.rows.map((row) => row.map(cell)),
  };
  const field = (key, type, required, more = {}) => ({ key, type, required, label: words.labels[key], ...more });
  const contact = {
    type: "show_contact_form",
    fields: [field("name", "text", true), field("email", "email", true), field("phone", "tel", false), field("message", "textarea", true)],
  };
  const ticket = { ...contact, type: "show_support_ticket", attachments_accepted: true, max_attachment_size_bytes: 2_097_152 };
  const form = {
    type: "show_form",
    form_id: "call",
    name: words.callMe,
    confirmation_text: null,
    fields: [field("reason", "dropdown", true, { options: words.reasons }), field("phone", "tel", true)],
  };
  const suggestions = {
    type: "suggestions",
    suggestions: words.suggestions.map(([title, description], at) => ({
      id: `${at}`,
      title,
      description,
      image_url: picture(["jacket-squall-olive", "umbrella-lee-navy"][at]),
      prompt_text: title,
    })),
  };

  const link = { type: "link", text: words.link, url: "https://shop.example/returns" };
  const [before, days, after] = words.return;
  const returned = [asks(words.askReturn), answers(rich(paragraph(before, { type: "bold", text: days }, after), list(...words.steps), paragraph(link)))];
  const shirts = [asks(words.askShirt), answers(rich(words.shirts), products)];
  const delivery = [asks(words.askDelivery), answers(table, { type: "quick_replies", replies: words.replies })];
  const unknown = [asks(words.askUnknown), answers(rich(words.unknown), contact)];
  const sentForm = unknown[1].parts[1].part_id;
  const broken = [asks(words.askBroken), answers(rich(words.broken), ticket)];
  const offered = [asks(words.askUnknown), answers(rich(words.offer), { type: "request_human_agent" })];
  const withPerson = [asks(words.askUnknown), answers(rich(words.offer)), says(words.hello), asks(words.parcel)];

  const config = (shop) => ({
    ...shop,
    display: {
      ...shop.display,
      name: words.name,
      subtitle: { text: words.subtitle, link: null },
      welcome_message: words.welcome,
      privacy_policy_url: "https://shop.example/privacy",
    },
    start_prompts: words.prompts.map((prompt_text) => ({ prompt_text, url_pattern: null })),
    livechat: { ...shop.livechat, enabled: true, availability_status: "live", availability_reason: "always_on" },
  });
  const waiting = { form_id: "wait", name: words.callMe, trigger: "livechat_waiting", fields: form.fields };
  const files = (shop) => ({ ...config(shop), livechat: { ...config(shop).livechat, attachments_enabled: true, max_attachment_size_bytes: 300_000 } });
  const openMenu = async (chat) => {
    await chat.frame.locator(".menu [aria-controls]").click();
    await chat.frame.locator(".menu-list").waitFor();
  };
  const state = (name, scene, ready, act) => ({ name, scene: { config, ...scene }, ready, ...(act === undefined ? {} : { act }) });
  const session = { livechat_session_id: "lcs_1", state_version: 2 };
  const active = { ...session, status: "active", active_agent: alice };

  const delta = (more) => ({ event: "part_delta", data: { part_id: "d1", delta: more } });
  const half = [
    delta({ action: "start_part", part_type: "rich_text" }),
    delta({ action: "start_block", block_index: 0, block_type: "paragraph" }),
    ...words.half.map((piece) => delta({ action: "append_text", block_index: 0, text: piece })),
  ];

  return [
    { ...state("closed", {}, "", ({ chat }) => chat.bubble.waitFor()), begin: "closed" },
    { ...state("search bar", {}, "", ({ page }) => page.locator(".di-search input").waitFor()), begin: "closed", path: "/search" },
    { ...state("popup", { popup: words.welcome }, "", ({ page }) => page.locator("#chatbase-message-bubbles").getByText(words.welcome).waitFor()), begin: "closed", path: "/popup" },
    state("unread", {}, ".prompts", async ({ page, chat }) => {
      await page.keyboard.press("Escape");
      await chat.bubble.waitFor();
      await chat.frame.locator("html").evaluate(() => parent.postMessage({ action: "unread", count: 3 }, "*"));
      await page.locator("#chat-unread").getByText("3").waitFor();
    }),
    { ...state("inline low", {}, ".collapsed .field"), begin: "closed", path: "/inline" },
    {
      ...state("inline", { messages: returned }, ".collapsed .field", async ({ page, chat }) => {
        await chat.input.click();
        await page.locator("html").locator("#chat-iframe-inline").waitFor();
        await chat.frame.locator("html:not(.collapsed) .message.assistant a").waitFor();
      }),
      begin: "closed",
      path: "/inline",
    },
    state("starting", { refuse: { "GET /api/v1/chat/config": "never" } }, ".ghosts"),
    state("unavailable", { refuse: { "GET /api/v1/chat/config": 503 } }, ".blank"),
    state("unidentified", { config: (shop) => ({ ...config(shop), identity_required: true }) }, ".blank"),
    state("empty", {}, ".prompts"),
    state("answer", { messages: returned }, ".message.assistant a"),
    state("products", { messages: shirts }, ".card"),
    state("table", { messages: delivery }, ".table"),
    state("pictures", {
      messages: [
        message("user", [rich(words.askBroken), { type: "image", url: picture("lamp-gale-red"), caption: words.picture }]),
        answers(rich(words.showMore), suggestions, { type: "request_image_upload", accepted_types: ["image/png"], max_size_bytes: 1000 }),
        message("agent", [
          { type: "file", attachment_id: "a1", filename: words.file, mime_type: "application/pdf", size_bytes: 81_920, url: `${origin}/terms.pdf`, url_expires_at: created },
          { type: "image", url: picture("lamp-gale-red"), caption: words.picture, removed_at: created },
        ]),
      ],
    }, ".file"),
    state("form", { messages: unknown }, ".form-card"),
    state("form with faults", { messages: unknown }, ".form-card", async ({ chat }) => {
      await chat.form.locator("[name=email]").fill("ada@");
      await chat.form.locator("[name=message]").fill("");
      await chat.form.locator("button[type=submit]").click();
      await chat.form.locator(".fault").first().waitFor();
    }),
    state("form sent", { messages: unknown, submitted: [sentForm] }, ".form-card.sent"),
    state("form closed", { messages: [...unknown, ...returned] }, ".form-card.closed"),
    state("own form", { messages: [asks(words.askUnknown), answers(form)] }, ".form-card select"),
    state("ticket", { messages: broken }, ".form-card"),
    state("ticket with files", { messages: broken }, ".form-card", async ({ chat }) => {
      const files = chat.form.locator("input[type=file]");
      await files.setInputFiles({ name: words.file, mimeType: "application/pdf", buffer: Buffer.from("%PDF") });
      await files.setInputFiles({ name: "film.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(9) });
      await chat.form.locator(".fault").waitFor();
    }),
    state("form missing", { messages: [asks(words.askUnknown), answers({ type: "show_form", form_id: "call" })], refuse: { "GET /api/v1/chat/forms/call": 503 } }, ".form-card.closed"),
    state("thinking", { messages: returned, frames: [] }, ".message", async ({ chat }) => {
      await chat.say(words.askDelivery);
      await chat.draft.locator(".typing").waitFor();
    }),
    state("streaming", { messages: returned, frames: half }, ".message", async ({ chat }) => {
      await chat.say(words.askDelivery);
      await chat.draft.getByText(words.half.join("").trim().slice(-12)).waitFor();
    }),
    state("refused", { messages: returned, refuse: { "POST /api/v1/chat/messages": 422 } }, ".message", async ({ chat }) => {
      await chat.say(words.askDelivery);
      await chat.frame.locator(".message.refused").waitFor();
    }),
    state("offline", { messages: returned }, ".message", async ({ page, chat }) => {
      await page.context().setOffline(true);
      await chat.say(words.askDelivery);
      await chat.notice.locator("p").waitFor();
    }),
    state("too long", { messages: returned }, ".message", async ({ chat }) => {
      await chat.input.fill("words ".repeat(1400).trim());
      await chat.frame.locator(".length.over").waitFor();
    }),
    state("menu", { messages: returned }, ".message", async ({ chat }) => {
      await openMenu(chat);
    }),
    state("rating", { messages: returned }, ".message", async ({ chat }) => {
      await openMenu(chat);
      await chat.frame.locator(".menu-list button").nth(2).click();
      await chat.frame.locator(".stars label").nth(3).click();
      await chat.frame.locator("dialog textarea").waitFor();
    }),
    state("begun anew", { messages: returned }, ".message", async ({ chat }) => {
      await openMenu(chat);
      await chat.frame.locator(".menu-list button").nth(1).click();
      await chat.frame.locator(".earlier").waitFor();
    }),
    state("deleting", { messages: returned }, ".message", async ({ chat }) => {
      await openMenu(chat);
      await chat.frame.locator(".menu-list .grave").click();
      await chat.frame.locator("dialog[open]").waitFor();
    }),
    state("person offered", { messages: offered }, ".pill.wide"),
    state("person away", { messages: offered, config: (shop) => ({ ...config(shop), livechat: { ...config(shop).livechat, availability_status: "offline" } }) }, ".message .notice"),
    state("person waited for", { messages: offered, livechat: { ...session, status: "waiting" } }, ".livechat"),
    state("person told", { config: (shop) => ({ ...config(shop), forms: [waiting] }), form: waiting, messages: offered, livechat: { ...session, status: "waiting" } }, "form.form-card"),
    state("person sent files", { config: files, messages: withPerson, livechat: active }, ".livechat", async ({ chat }) => {
      await chat.frame.locator("#file-picker").setInputFiles([
        { name: words.file, mimeType: "application/pdf", buffer: Buffer.from("%PDF") },
        { name: "film.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(9) },
      ]);
      await chat.frame.locator(".composer .fault").waitFor();
    }),
    state("person there", { messages: withPerson, livechat: { ...active, is_agent_typing: true } }, ".livechat"),
    state("person judged", { messages: withPerson, livechat: { ...active, status: "closed", feedback: { status: "pending" } } }, ".livechat .rating"),
    state("person judged in words", { messages: withPerson, livechat: { ...active, status: "closed", feedback: { status: "pending" } } }, ".livechat .rating", async ({ chat }) => {
      await chat.frame.locator(".stars label").nth(3).click();
      await chat.frame.locator(".rating textarea").waitFor();
    }),
  ];
}
