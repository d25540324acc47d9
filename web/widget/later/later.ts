/**
 * The half of the page's side that is fetched once somebody wants the chat: the talk with the frame, and what follows
 * from what it says.
 * Left out: what is there before (page/chat.ts).
 */

import type { FrameMessage, IntegrationOptions, PageMessage } from "../messages.ts";
import { askPermission, showNotification } from "../notification.ts";
import type { Core, Later } from "../page/core.ts";
import { onMoved } from "../page/moving.ts";
import { noteFirstMessage, noteTalk, noteUnread, rememberColor, renewVisitorKey, visitorKey } from "../page/storage.ts";
import { keepStyles } from "../page/styles.ts";
import { countEvents } from "./analytics.ts";
import { linkFrame } from "./frame_link.ts";
import type { FrameLink } from "./frame_link.ts";
import { readPageTexts } from "./page_texts.ts";
import { labelsOf } from "./labels.ts";
import type { Labels } from "./labels.ts";
import { keep, keptFor } from "./kept.ts";
import { readPageValues } from "./page_values.ts";
import { shadeNote, showPopup, styleNote } from "./popup.ts";
import { isPurchase } from "./purchase.ts";
import { createRequests } from "./requests.ts";
import { fetchSiteConfig } from "./site_config.ts";
import { applySiteLooks } from "./site_looks.ts";
import type { SiteLooks } from "./site_looks.ts";
import { watchFrame } from "./watch.ts";
import type { Watch } from "./watch.ts";
import { dressWindow, phone } from "./window.ts";
import type { ChatWindow } from "./window.ts";

const tablet = "(min-width: 481px) and (max-width: 1024px)";

export function createLater(core: Core): Later {
  const { settings, events, place } = core;
  const { chatbotId } = settings;
  const requests = createRequests(chatbotId, (message) => link?.post(message));
  let frame: HTMLIFrameElement | null = null;
  let link: FrameLink | null = null;
  let around: ChatWindow | null = null;
  let watch: Watch | null = null;
  let early: PageMessage[] = [];
  let askedAt: number | null = null;
  let href = location.href;
  let isOver = false;
  let looks: SiteLooks | null = null;
  let unread = 0;
  let popup = (): void => undefined;

  function options(): { action: "integrationOptions" } & IntegrationOptions {
    const values = readPageValues();
    const texts = readPageTexts();
    const uiLanguage = language();
    return {
      action: "integrationOptions",
      chatbotID: chatbotId,
      visitorId: visitorKey(chatbotId),
      pageUrl: location.href,
      pagePath: location.pathname,
      environment: settings.environment,
      hidden: settings.launcher === "hidden",
      isPhoneView: matchMedia(phone).matches,
      isTabletView: matchMedia(tablet).matches,
      isOpen: place.isOpen(),
      kept: { tab: keptFor(chatbotId, "tab"), visits: keptFor(chatbotId, "visits") },
      gptInterface: place.kind === "inline",
      theme: core.theme,
      size: (around ?? place.room)?.size() ?? "expanded",
      ...(settings.apiUrl === null ? {} : { apiUrl: settings.apiUrl }),
      ...(uiLanguage === null ? {} : { uiLanguage }),
      ...(texts === null ? {} : { texts }),
      ...(values === null ? {} : { httpIntegrationValues: values }),
      ...core.more,
    };
  }

  function language(): string | null {
    return settings.language ?? core.config.uiLanguage ?? null;
  }

  function post(message: PageMessage): void {
    if (link === null) early.push(message);
    else link.post(message);
  }

  function resize(to: "expanded" | "collapsed" | "other"): void {
    (around ?? place.room)?.resize(to);
    tellSize();
  }

  function tellSize(): void {
    const size = (around ?? place.room)?.size();
    if (size !== undefined) post({ action: "sizeChanged", size });
  }

  function count(messages: number): void {
    const shown = messages > 99 ? "99+" : messages > 0 ? `${messages}` : "";
    around?.count(shown);
    noteUnread(chatbotId, shown);
    if (messages !== unread) events.emit("unread", { count: messages });
    unread = messages;
  }

  function start(made: HTMLIFrameElement): void {
    watch = watchFrame(place, made, language(), chatbotId);
    made.hidden = false;
  }

  /** A frame that did not come, or that somebody has taken out, is fetched anew when it is wanted again. */
  function revive(): void {
    if (isOver || frame === null || watch?.isLost() !== true) return;
    watch.end();
    place.note("");
    link?.restart();
    frame.remove();
    place.attach(frame);
    start(frame);
  }

  function label(labels: Labels): void {
    if (frame !== null) frame.title = core.more.title ?? labels.frame;
    around?.relabel(labels);
  }

  function take(message: FrameMessage): void {
    switch (message.action) {
      case "frameReady":
        return watch?.heard();
      case "userMessageSubmitted":
        askedAt = performance.now();
        return events.emit("messageSent", {});
      case "firstMessageSent":
        noteFirstMessage(chatbotId);
        return events.emit("conversationStarted", {});
      case "assistantFirstToken":
        if (askedAt !== null) events.emit("firstToken", { latencyMs: Math.round(performance.now() - askedAt) });
        askedAt = null;
        return;
      case "productRecommendation":
        return events.emit("recommendation", core.config.analyticsUrlsEnabled && message.urls ? { urls: message.urls } : {});
      case "productClick":
        return events.emit("productClick", core.config.analyticsUrlsEnabled && message.url ? { url: message.url } : {});
      case "contactFormShown":
        return events.emit("contactFormShown", {});
      case "conversationClassified":
        return events.emit("classified", { classification: typeof message.emne === "string" ? message.emne : null });
      case "purchaseReported":
        return events.emit("purchaseReported", { totalPrice: message.totalPrice, currency: message.currency });
      case "ratingSubmitted":
        return events.emit("ratingSubmitted", { rating: message.rating });
      case "formSubmitted":
        return events.emit("formSubmitted", { formType: message.form_type });
      case "livechatStarted":
        return events.emit("livechat", { state: "waiting" });
      case "livechatState":
        noteTalk(chatbotId, message.state);
        // `livechatStarted` has told of the wait.
        return message.state === "waiting" ? undefined : events.emit("livechat", { state: message.state });
      case "conversationEnded":
        return events.emit("conversationEnded", {});
      case "leadSubmitted":
        return events.emit("leadSubmitted", message.lead);
      case "unread":
        return count(message.count);
      case "wording":
        return label(labelsOf(`${message.language}`, message));
      case "custom":
        return events.emit("custom", { key: message.key, payload: message.payload });
      case "chatOpenSource":
        return place.open(message.source);
      case "expandChat":
        return resize("expanded");
      case "collapseChat":
        return resize("collapsed");
      case "toggleSize":
        return resize("other");
      case "closeChat":
        return place.close();
      case "navigate":
        if (!isWebAddress(message.url)) return;
        around?.makeWay();
        return location.assign(message.url);
      case "openInNewTab":
        return void (isWebAddress(message.url) && window.open(message.url, "_blank", "noopener"));
      case "setMetadataResult":
      case "identifyResult":
        return requests.settle(message.requestId, message);
      case "refreshHttpIntegrationValues":
        return post({ action: "httpIntegrationValues", requestId: message.requestId, values: readPageValues() ?? {} });
      case "themeColor":
        if (typeof message.color !== "string") return;
        place.root.style.setProperty("--di-ground", `${message.ground ?? ""}`);
        rememberColor(chatbotId, message.scheme === "dark" ? "dark" : "light", message.color);
        return core.repaint();
      case "keep":
        return keep(chatbotId, message.span === "tab" ? "tab" : "visits", `${message.name}`, typeof message.value === "string" ? message.value : null);
      case "askNotifications":
        return void askPermission().then((allowed) => post({ action: "notificationsAllowed", allowed }));
      case "notify":
        return showNotification(`${message.title}`, `${message.body}`, () => place.open("button"));
      case "visitorForgotten":
        // Another tab may have made a new one already.
        if (visitorKey(chatbotId) === message.visitorId) renewVisitorKey(chatbotId);
        return post(options());
    }
  }

  async function learn(): Promise<void> {
    const config = await fetchSiteConfig(core);
    if (isOver) return;
    core.config = config;
    looks = applySiteLooks(core);
    if (core.config.uiLanguage !== undefined) link?.post(options());
    if (core.config.analyticsCaptureEnabled === true) ends.push(countEvents(core));
    if (settings.wishes.includes("popups")) popup = showPopup(core);
  }

  function opened(): void {
    watch?.look();
    if (place.kind === "inline") tellSize();
  }

  function closed(): void {
    if (place.kind === "inline") tellSize();
  }

  function moved(): void {
    // Of this half; the loader's are its own.
    keepStyles();
    if (location.href === href) return;
    href = location.href;
    link?.post(options());
    looks?.moved();
    if (!settings.wishes.includes("popups")) return;
    popup();
    popup = showPopup(core);
  }

  const ends: (() => void)[] = [styleNote(), onMoved(moved), events.on("opened", opened), events.on("closed", closed)];
  shadeNote(core);
  void learn();

  return {
    attach(made, heard) {
      frame = made;
      start(made);
      const labels = labelsOf(language(), window.__CHATBOT_TEXTS__ ?? {});
      if (place.kind === "bubble") around = dressWindow(place, made, labels);
      label(labels);
      link = linkFrame(made, settings.frameUrl.origin, options, take, heard);
      requests.flush();
      early.forEach(post);
      early = [];
    },
    /**
     * Not before the frame listens: when the focus enters a frame whose document is about to change, Chromium can go on
     * sending every key to the page. Until then the container has the focus, and a visitor who has closed the chat, gone
     * elsewhere or to one of its buttons by then stays there.
     */
    enter(by) {
      revive();
      link?.whenReady(() => {
        const at = document.activeElement;
        if (!place.isOpen() || !place.root.contains(at) || at?.localName === "button") return;
        frame?.focus({ preventScroll: true });
        link?.post({ action: "chatOpened", by });
      });
    },
    post,
    ask: requests.ask,
    say(message, source) {
      // An event, where a page gives `open` to a button as its listener.
      if (typeof message !== "string" || message === "") return;
      revive();
      post({ action: "externalMessage", message, source });
    },
    setTheme(theme) {
      shadeNote(core);
      post({ action: "setTheme", theme });
    },
    reportPurchase(purchase) {
      if (!isPurchase(purchase)) return console.warn('Parlour: reportPurchase takes {totalPrice: 12.5, currency: "EUR"}, the price a number that is not negative, the currency its three letters');
      post({ action: "reportPurchase", chatbotID: chatbotId, totalPrice: purchase.totalPrice, currency: purchase.currency });
    },
    closed: () => post({ action: "chatClosed", ...(around?.isLeaving() ? { by: "visitor" } : {}) }),
    moved,
    end() {
      isOver = true;
      for (const end of ends) end();
      popup();
      looks?.end();
      watch?.end();
      around?.end();
      link?.close();
    },
  };
}

function isWebAddress(url: unknown): url is string {
  return typeof url === "string" && /^https?:\/\//i.test(url);
}
