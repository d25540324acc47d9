/**
 * Starts the chat in its frame: learns who the visitor is from the host page, or keeps a key of
 * its own when opened as a page, and draws.
 * Left out: everything with a screen or a call of its own.
 */

import { render } from "preact";
import { createChatClient } from "../../sdk/client.ts";
import type { ChatClient } from "../../sdk/client.ts";
import { isPermanent, problemOf } from "../../sdk/failure.ts";
import type { FrameMessage, IntegrationOptions, PageMessage, PageRequest } from "../messages.ts";
import type { Theme } from "../parlour.d.ts";
import { newUuid } from "../uuid.ts";
import { renewVisitorKey, visitorKey } from "../page/storage.ts";
import type { Wording } from "../texts.ts";
import { createAlerts } from "./alerts.ts";
import { App } from "./app.tsx";
import { comesFirst, createAsking } from "./asking.ts";
import { createAttention } from "./attention.ts";
import { createBanners } from "./banners.ts";
import { meetForm } from "./before_early.ts";
import { createBeginning } from "./beginning.ts";
import { createChat } from "./chat.ts";
import { createDesktop } from "./desktop.ts";
import { chatDataId, meetChatData } from "./dialects/chat_data_early.ts";
import { createPageLine } from "./dialects/page_line.ts";
import type { TabNews } from "./engine.ts";
import { hasSpoken } from "./entries.ts";
import { createHost, createPlacedHost } from "./host.ts";
import type { Host } from "./host.ts";
import { askForRoom, fitPlace } from "./inline.ts";
import { createKeeping } from "./keeping.ts";
import { createOutbox } from "./outbox.ts";
import { createPageValues } from "./page_values.ts";
import { createSpeech } from "./speech.ts";
import { createTabs } from "./tabs.ts";
import { applyTheme } from "./theme.ts";

/** How often the server is asked what other tabs do, where they cannot say it. */
const askAfterMs = 15_000;

/** Where the visitor writes, or says who they are before that. */
const toFillIn = "#input, .entry-form.before input";

const query = new URLSearchParams(location.search);
const parentOrigin = query.get("parentOrigin");
const environment = query.get("environment") === "test" ? "test" : "live";
/** Null where the page knows the chat by another contract than Chat Data's. */
const dataId = chatDataId(location.pathname);
const chatbotId = dataId ?? query.get("chatbot_id") ?? "";
const source = query.get("source") === "widget" ? "widget" : "iframe";
/** A frame that the page has placed itself has no script of ours beside it. */
const script = dataId !== null && source === "iframe" ? createPlacedHost(window) : createHost(window, parentOrigin);
/** The page, by whatever contract it knows the chat. */
const host: Host = {
  ...script,
  post(message) {
    script.post(message);
    dialect?.told(message);
  },
};
const asking = createAsking();
const root = document.documentElement;
const darkMode = matchMedia("(prefers-color-scheme: dark)");

let visitor = "";
/** The visitor who had everything deleted in this tab. */
let deleted = "";
let client: ChatClient | null = null;
let scheme: Theme = "auto";
let focus: typeof toFillIn | ".log" | null = null;
/** Whoever came by touch sees no ring round what has the focus, until a key is pressed. */
let isRingHidden = false;
let isPhone = false;
/** Whether the window is open; alone or in the page's own text it always is. */
let view: "open" | "closed" = host.place === "embedded" ? "closed" : "open";
let drawn: Wording | null = null;
let dialect: ReturnType<typeof meetChatData> | null = null;

const tabs = createTabs(() => new BroadcastChannel(`parlour_${environment}_${chatbotId}`), () => visitor, heed);
const keeping = createKeeping(host, { tab: () => sessionStorage, visits: () => localStorage });
if (dataId !== null) {
  const line = createPageLine({ window, named: parentOrigin, referrer: document.referrer });
  dialect = meetChatData(line, { chatbotId, source, asking, keeping, sleep, tell: script.post, setTheme, proved: () => chat.proved() });
}
const asks = { client: () => client, store: keeping.tab, changed: asking.changed };
const prechatFields = () => host.page().prechat ?? [];
const prechat = meetForm(
  {
    ...asks,
    fields: prechatFields,
    name: `prechat_${chatbotId}`,
    answered: () => host.post({ action: "formSubmitted", form_type: "prechat" }),
  },
  () => prechatFields().length > 0,
  ({ createPrechat }) => createPrechat,
);
asking.add(prechat.asker);
const forms = () => {
  const state = chat.state();
  return state.phase === "ready" ? (state.config.forms ?? []) : [];
};
const sessionForm = meetForm(
  {
    ...asks,
    forms,
    name: `session_form_${environment}_${chatbotId}`,
    sent() {
      host.post({ action: "formSubmitted", form_type: "session_start" });
      // It may have asked for a person.
      void chat.refresh();
    },
  },
  // Who has begun is not stopped.
  (conversation) => forms().some(({ trigger }) => trigger === "session_start") && !hasSpoken(conversation),
  ({ createSessionForm }) => createSessionForm,
);
asking.add(sessionForm.asker);
const desktop = createDesktop(host);
const alerts = createAlerts(keeping.visits, `alerts_${chatbotId}`, desktop, play);
const chat = createChat({
  chatbotId,
  tell,
  tellTabs: tabs.tell,
  pageUrl: () => host.pageUrl(),
  visitor: () => visitor,
  sleep,
  network: () => (navigator.onLine ? "unknown" : "offline"),
  now: Date.now,
  newId: newUuid,
  asksFirst: (conversation) => comesFirst(asking.now(conversation)),
});
asking.subscribe(chat.proceed);

const banners = createBanners(() => client, keeping.tab, `banners_${chatbotId}`);
const tellValues = createPageValues(async (metadata) => client?.changeSession({ metadata }));
const speech = createSpeech(draw, () => navigator.languages);

function tell(message: FrameMessage): void {
  if (message.action === "conversationEnded") askAnew();
  if (message.action !== "visitorForgotten") return host.post(message);
  deleted = visitor;
  forget();
}

/** Becomes somebody new, by a key of the host page's or of our own. Another tab may have made one already. */
function forget(): void {
  if (host.place === "embedded") return host.post({ action: "visitorForgotten", visitorId: visitor });
  dialect?.told({ action: "visitorForgotten", visitorId: visitor });
  const kept = visitorKey(chatbotId);
  begin(kept === visitor ? renewVisitorKey(chatbotId) : kept);
}

/** Another conversation has begun: what is asked before one is asked again. */
function askAnew(): void {
  prechat.forget();
  sessionForm.forget();
  asking.changed();
}

/** What another tab has done. */
function heed(news: TabNews): void {
  switch (news.kind) {
    case "changed":
      return void chat.refresh();
    case "began":
      chat.beganElsewhere(news.since);
      askAnew();
      return void chat.refresh();
    case "read":
      return attention.readElsewhere(news.id);
    case "forgotten":
      return forget();
  }
}

function play(): void {
  import("./views.ts").then(({ chime }) => chime(), () => undefined);
}

function isWatched(): boolean {
  return view === "open" && document.visibilityState === "visible";
}

const attention = createAttention({
  isWatched,
  tell: (count) => host.post({ action: "unread", count }),
  ring(message) {
    const state = chat.state();
    const shop = state.phase === "ready" ? state.config.display.name : "";
    const name = message.agent?.display_name ?? shop;
    alerts.ring(drawn?.texts.from({ name }) ?? name, message);
  },
  tellRead: (id) => tabs.tell({ kind: "read", id }),
  claim: (id) => import("./views.ts").then(({ isTurnToRing }) => isTurnToRing(id), () => true),
  store: keeping.visits,
  name: `read_${environment}_${chatbotId}`,
  visitor: () => visitor,
});

function begin(visitorId: string, apiUrl = ""): void {
  if (visitorId === visitor) return;
  // By now the new key is where the other tabs look for it.
  if (visitor !== "" && visitor === deleted) tabs.tell({ kind: "forgotten" });
  visitor = visitorId;
  const outbox = createOutbox(() => keeping.tab, `unsent_${environment}_${chatbotId}`, visitorId);
  const beginning = createBeginning(keeping.visits, `since_${environment}_${chatbotId}`, visitorId);
  client = createChatClient({ apiUrl, chatbotId, visitorKey: visitorId, environment });
  dialect?.begin(client);
  void chat.start(client, outbox, beginning);
}

function take(message: PageMessage): void {
  switch (message.action) {
    case "integrationOptions":
      return meet(message);
    case "chatOpened":
      view = "open";
      attention.look(chat.state());
      focus = isPhone ? ".log" : toFillIn;
      isRingHidden = message.by !== "keyboard";
      settleFocus();
      if (host.page().httpIntegrationValues) host.post({ action: "refreshHttpIntegrationValues", requestId: newUuid() });
      return void chat.refresh();
    case "chatClosed":
      view = "closed";
      // By a button of the page's side; of its own button the frame has told already.
      if (message.by === "visitor") dialect?.told({ action: "closeChat" });
      return;
    case "externalMessage":
      return chat.sendWhenFree(message.message);
    case "resetConversation":
      chat.reset(message.firstMessage).catch((thrown) => console.warn("Parlour: the conversation could not be ended; it goes on", thrown));
      return;
    case "notificationsAllowed":
      return desktop.answered(message.allowed);
    case "setMetadata":
    case "setSignedMetadata":
    case "identify":
      return void answer(message);
    case "reportPurchase":
      return host.post({ ...message, action: "purchaseReported", chatbotID: chatbotId });
    case "httpIntegrationValues":
      return tellValues(message.values);
    case "sizeChanged":
      return redraw();
    case "setTheme":
      return setTheme(message.theme);
  }
}

async function answer(request: PageRequest): Promise<void> {
  if (client === null) return;
  const by = { client, identify: dialect?.identify, proved: chat.proved };
  const outcome = await import("./page_requests.ts").then(({ carryOut }) => carryOut(request, by)).catch((thrown) => ({ ok: false, permanent: isPermanent(problemOf(thrown)) }));
  host.post({ action: request.action === "identify" ? "identifyResult" : "setMetadataResult", requestId: request.requestId, ...outcome });
}

function setTheme(theme: Theme): void {
  scheme = theme;
  paint();
}

function meet(options: IntegrationOptions): void {
  isPhone = options.isPhoneView === true;
  if (options.theme === "light" || options.theme === "dark") scheme = options.theme;
  if (options.uiLanguage || options.texts) speech.page({ language: options.uiLanguage ?? query.get("language"), texts: options.texts ?? {} });
  if (options.gptInterface || options.isOpen) view = "open";
  if (visitor === "") keeping.learn(options.kept?.tab, options.kept?.visits);
  redraw();
  begin(options.visitorId, apiOrigin(options.apiUrl));
  if (options.httpIntegrationValues) tellValues(options.httpIntegrationValues);
}

function apiOrigin(url: string | undefined): string {
  try {
    return url ? new URL(url).origin : "";
  } catch {
    return "";
  }
}

/** Draws what the page has told anew of the chat's place. */
function redraw(): void {
  fitPlace(root, host);
  if (drawn !== null) draw(drawn);
}

function draw(wording: Wording): void {
  const { language, direction, locale, texts } = wording;
  const { chat: name, open, close } = texts;
  if (wording !== drawn) host.post({ action: "wording", language, chat: name, open, close });
  drawn = wording;
  root.lang = language;
  root.dir = direction;
  const app = document.getElementById("app");
  if (app !== null) render(<App chat={chat} texts={texts} locale={locale} host={host} alerts={alerts} asking={asking} banners={banners} />, app);
}

function paint(): void {
  const state = chat.state();
  const config = "config" in state ? state.config : null;
  const shade = scheme === "auto" ? (darkMode.matches ? "dark" : "light") : scheme;
  applyTheme(root, shade === "dark" ? (config?.dark_theme ?? config?.theme) : config?.theme, shade);
  if (config === null) return;
  speech.owner(config);
  document.title = config.display.name;
  const { style } = root;
  host.post({ action: "themeColor", color: style.getPropertyValue("--brand"), ground: style.getPropertyValue("--ground"), scheme: shade });
}

/** Puts the focus where opening asked for it, as soon as that place exists. */
function settleFocus(): void {
  if (focus === null) return;
  const target = document.querySelector<HTMLElement>(focus);
  if (target === null) return;
  focus = null;
  root.classList.toggle("by-touch", isRingHidden);
  target.focus({ preventScroll: true });
}

/** Waits, but not past the moment when the network comes back. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      removeEventListener("online", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    addEventListener("online", wake);
  });
}

let painted = "";
chat.subscribe(() => {
  const { phase } = chat.state();
  if (phase !== painted) paint();
  painted = phase;
  dialect?.watch(chat.state());
  attention.look(chat.state());
});
// What is to have the focus may be drawn long after the state that it belongs to.
new MutationObserver(settleFocus).observe(root, { childList: true, subtree: true });
darkMode.addEventListener("change", paint);
document.addEventListener("keydown", (event) => {
  root.classList.remove("by-touch");
  if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]")) return;
  host.post({ action: host.page().gptInterface ? "collapseChat" : "closeChat" });
});
addEventListener("offline", () => chat.disconnected());
addEventListener("online", () => chat.reconnected());
document.addEventListener("visibilitychange", () => {
  attention.look(chat.state());
  if (document.visibilityState === "visible") void chat.refresh();
});
if (tabs.hearing === "nothing") setInterval(() => isWatched() && void chat.refresh(), askAfterMs);

// Nothing has the focus before that, so nothing can lose it.
document.addEventListener("focusin", () => void import("./focus.ts").then(({ keepFocus }) => keepFocus(), () => undefined), { once: true });
paint();
speech.page({ language: query.get("language") });
host.listen(take);
askForRoom(host);
if (host.place !== "embedded") begin(visitorKey(chatbotId));
