/**
 * The chat on a host page: bubble, window, focus, events, and the object the page's scripts call.
 * Left out: everything inside the frame.
 */

import type { FrameMessage, IntegrationOptions } from "../messages.ts";
import { launcherTexts } from "../texts/launcher.ts";
import { addStyles, createElements, createFrame, paint } from "./elements.ts";
import { linkFrame } from "./frame_link.ts";
import type { FrameLink } from "./frame_link.ts";
import type { Scheme, Settings } from "./settings.ts";
import { knownColor, readWindowState, rememberColor, renewVisitorKey, visitorKey, writeWindowState } from "./storage.ts";

export interface ChatWindow {
  open(message?: string): void;
  hide(): void;
  show(): void;
  destroy(): void;
}

/** `bare` is closed without a bubble; only `open()` or `show()` lead out of it. */
type Phase = "bare" | "closed" | "open" | "destroyed";
/** Who asked: a reload that restores an open window neither counts as opening nor takes the focus. */
type Opener = "person" | "restore";

const phone = "(max-width: 480px)";
const darkMode = matchMedia("(prefers-color-scheme: dark)");

export function createChatWindow(settings: Settings, onDestroy: () => void): ChatWindow {
  const words = launcherTexts[uiLanguage(settings)] ?? launcherTexts.en!;
  const { container, bubble, minimize } = createElements(settings, words);
  const removeStyles = addStyles();
  const ends: (() => void)[] = [removeStyles];
  const resting: Phase = settings.launcher === "hidden" ? "bare" : "closed";
  let phase: Phase = resting;
  let key = visitorKey(settings.chatbotId);
  let frame: HTMLIFrameElement | null = null;
  let link: FrameLink | null = null;
  let askedAt: number | null = null;
  let lastHref = location.href;

  function options(): { action: "integrationOptions" } & IntegrationOptions {
    return {
      action: "integrationOptions",
      chatbotID: settings.chatbotId,
      visitorId: key,
      pageUrl: location.href,
      pagePath: location.pathname,
      environment: settings.environment,
      hidden: settings.launcher === "hidden",
      isPhoneView: matchMedia(phone).matches,
      ...(settings.apiUrl === null ? {} : { apiUrl: settings.apiUrl }),
      ...(settings.language === null ? {} : { uiLanguage: settings.language }),
    };
  }

  /** The frame is fetched on intent only: a pointer or the focus on the bubble, or a call. */
  function wantFrame(): void {
    if (frame !== null || phase === "destroyed") return;
    frame = createFrame(settings.frameUrl, words);
    link = linkFrame(frame, settings.frameUrl.origin, options, take);
    container.insertBefore(frame, minimize);
  }

  function enter(next: Phase): void {
    phase = next;
    container.classList.toggle("chat-open", next === "open");
    container.classList.toggle("di-bare", next === "bare");
    bubble.setAttribute("aria-expanded", `${next === "open"}`);
    fit();
  }

  /** On a phone the keyboard covers the page's lower part: the chat takes what can be seen. */
  function fit(): void {
    const view = window.visualViewport;
    if (frame === null || !view) return;
    const covers = phase === "open" && matchMedia(phone).matches && Math.abs(view.scale - 1) < 0.01;
    frame.style.height = covers ? `${view.height}px` : "";
    frame.style.top = covers ? `${view.offsetTop}px` : "";
  }

  function open(by: Opener): void {
    if (phase === "destroyed" || phase === "open") return;
    wantFrame();
    enter("open");
    writeWindowState("open");
    if (by === "restore") return;
    const means = document.activeElement?.matches(":focus-visible") ? "keyboard" : "pointer";
    container.focus({ preventScroll: true });
    link?.whenLoaded(() => enterFrame(means));
    tellPage("chat_open");
  }

  /**
   * Takes the visitor into the frame. Not before it is loaded: when the focus enters a frame whose document is about to
   * change, Chromium can go on sending every key to the page. Until then the container has the focus, and a visitor who
   * has closed the chat or gone elsewhere by then stays there.
   */
  function enterFrame(by: "keyboard" | "pointer"): void {
    if (phase !== "open" || !container.contains(document.activeElement)) return;
    frame?.focus({ preventScroll: true });
    link?.post({ action: "chatOpened", by });
  }

  function close(to: Phase): void {
    if (phase === "destroyed") return;
    const hadFocus = container.contains(document.activeElement);
    enter(to);
    writeWindowState("closed");
    if (!hadFocus) return;
    if (to === "closed") bubble.focus({ preventScroll: true });
    else (document.activeElement as HTMLElement).blur();
  }

  function take(message: FrameMessage): void {
    switch (message.action) {
      case "userMessageSubmitted":
        askedAt = performance.now();
        return;
      case "assistantFirstToken":
        if (askedAt === null) return;
        tellPage("chat_response", { response_latency_ms: Math.round(performance.now() - askedAt) });
        askedAt = null;
        return;
      case "productRecommendation":
        return tellPage("chat_recommendation");
      case "productClick":
        return tellPage("chat_product_click");
      case "contactFormShown":
        return tellPage("chat_contact_form_shown");
      case "conversationClassified":
        return tellPage("chat_conversation_classified", {
          classification: typeof message.emne === "string" ? message.emne : null,
        });
      case "closeChat":
        return close(resting);
      case "navigate":
        return navigate(message.url);
      case "themeColor":
        // What the page asks for goes before what the chatbot's owner has set.
        if (typeof message.color !== "string") return;
        rememberColor(settings.chatbotId, scheme(), message.color);
        return paint(container, settings.color[scheme()] ?? message.color);
      case "visitorForgotten":
        key = renewVisitorKey(settings.chatbotId);
        return link?.post(options());
    }
  }

  function scheme(): Scheme {
    return darkMode.matches ? "dark" : "light";
  }

  function repaint(): void {
    paint(container, settings.color[scheme()] ?? knownColor(settings.chatbotId, scheme()));
  }

  /** On a phone the chat covers the page, so it makes way for the page the visitor chose. */
  function navigate(url: unknown): void {
    if (typeof url !== "string" || !/^https?:\/\//i.test(url)) return;
    if (matchMedia(phone).matches) close(resting);
    location.assign(url);
  }

  /** Puts the chat back after a page swapped its body, and tells the frame of a new address. */
  function keepUp(): void {
    if (phase === "destroyed") return;
    const { body } = document;
    if (body && container.parentNode !== body) {
      body.append(container);
      observer.observe(body, { childList: true });
    }
    if (location.href !== lastHref) {
      lastHref = location.href;
      link?.post(options());
    }
  }

  function on(target: EventTarget, type: string, listener: (event: Event) => void): void {
    target.addEventListener(type, listener);
    ends.push(() => target.removeEventListener(type, listener));
  }

  on(bubble, "pointerenter", wantFrame);
  on(bubble, "focus", wantFrame);
  on(bubble, "click", () => open("person"));
  on(minimize, "click", () => close(resting));
  on(container, "keydown", (event) => {
    if (phase === "open" && (event as KeyboardEvent).key === "Escape") close(resting);
  });
  if (window.visualViewport) {
    on(window.visualViewport, "resize", fit);
    on(window.visualViewport, "scroll", fit);
  }
  on(darkMode, "change", repaint);
  on(window, "popstate", keepUp);
  on(window, "hashchange", keepUp);
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) on(navigation, "currententrychange", keepUp);
  const observer = new MutationObserver(keepUp);
  observer.observe(document.documentElement, { childList: true });
  ends.push(() => observer.disconnect());
  on(document, "DOMContentLoaded", keepUp);

  repaint();
  enter(resting);
  keepUp();
  if (readWindowState() === "open") open("restore");

  return {
    open(message) {
      open("person");
      if (message && phase === "open") link?.post({ action: "externalMessage", message: `${message}`, source: "public-api" });
    },
    hide: () => close("bare"),
    show: () => close("closed"),
    destroy() {
      if (phase === "destroyed") return;
      enter("destroyed");
      link?.close();
      for (const end of ends) end();
      container.remove();
      onDestroy();
    },
  };
}

function uiLanguage(settings: Settings): string {
  const wanted = [settings.language ?? "", ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((tag) => tag in launcherTexts) ?? "en";
}

function tellPage(name: string, extra: Record<string, unknown> = {}): void {
  dispatchEvent(new CustomEvent(name, { detail: { chat_type: "shopping_assistant", ...extra } }));
}
