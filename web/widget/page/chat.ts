/**
 * The chat on a host page, whatever contract the page knows it by: what is needed before anybody wants it, and the
 * calls of the page, which wait for the rest (later/).
 * Left out: where it is on the page (bubble.ts, inline.ts), its names there (dialects/), everything inside the frame.
 */

import type { IntegrationOptions } from "../messages.ts";
import type { OpenSource, Outcome, Parlour } from "../parlour.d.ts";
import { launcherWords } from "../texts/launcher.ts";
import type { Asking, Core, Later } from "./core.ts";
import { createEvents } from "./events.ts";
import type { Events } from "./events.ts";
import type { MakePlace } from "./place.ts";
import type { Scheme, Settings } from "./settings.ts";
import { knownColor, takeTalk } from "./storage.ts";

export interface Chat extends Omit<Parlour, "on" | "once" | "subscribe" | "open"> {
  readonly settings: Settings;
  readonly events: Events;
  open(message?: string, source?: OpenSource): void;
  /** Somebody is about to want the chat. */
  prepare(): void;
}

const darkMode = matchMedia("(prefers-color-scheme: dark)");

/** `more` is what the frame is told besides, on a page that has something to tell. */
export function createChat(settings: Settings, makePlace: MakePlace, more: Partial<IntegrationOptions> = {}): Chat {
  const events = createEvents();
  let frame: HTMLIFrameElement | null = null;
  let phase: "idle" | "fetching" | "gone" = "idle";
  let later: Later | null = null;
  let waiting: ((later: Later) => void)[] = [];
  /** What comes out of the frame before the other half is here. */
  const heard: MessageEvent[] = [];

  /** Does it at once, or when the other half is here. */
  function soon(act: (later: Later) => void): void {
    if (later === null) waiting.push(act);
    else act(later);
  }

  async function fetchLater(): Promise<void> {
    if (phase !== "idle") return;
    phase = "fetching";
    try {
      const { createLater } = (await import(`${settings.home}/frame/later.js`)) as typeof import("../later/later.ts");
      if (isGone()) return;
      later = createLater(core);
      for (const act of waiting) act(later);
      waiting = [];
    } catch (thrown) {
      console.warn(`Parlour: ${settings.home} is blocked; allow it in the page's content policy and in content blockers`, thrown);
      place.note(launcherWords(settings.language)[1]);
      place.close();
    }
  }

  /** Fetches the frame. On intent only: a pointer or the focus on the bubble, or a call. */
  function want(): void {
    if (frame !== null || isGone()) return;
    const made = document.createElement("iframe");
    frame = made;
    made.src = settings.frameUrl.href;
    // Until the other half has dressed it.
    made.hidden = true;
    addEventListener("message", hear);
    place.attach(made);
    soon((other) => {
      removeEventListener("message", hear);
      other.attach(made, heard);
    });
    void fetchLater();
  }

  function hear(event: MessageEvent): void {
    if (event.source === frame?.contentWindow) heard.push(event);
  }

  function isGone(): boolean {
    return phase === "gone";
  }

  function ask(asking: Asking): Promise<Outcome> {
    return new Promise((resolve) => soon((other) => resolve(other.ask(asking))));
  }

  function scheme(): Scheme {
    if (core.theme !== "auto") return core.theme;
    return darkMode.matches ? "dark" : "light";
  }

  /** What the page asks for goes before what the chatbot's owner has set. */
  function repaint(): void {
    place.paint(settings.color[scheme()] ?? knownColor(settings.chatbotId, scheme()));
  }

  function open(message?: string, source: OpenSource = "public-api"): void {
    place.open(source);
    soon((other) => other.say(message, source));
  }

  const place = makePlace({
    want,
    opened: (source) => events.emit("opened", { source }),
    closed() {
      later?.closed();
      events.emit("closed", {});
    },
    visible: () => events.emit("visible", { chatbotId: settings.chatbotId }),
    moved: () => later?.moved(),
    enter: (by) => soon((other) => other.enter(by)),
  });
  const core: Core = { settings, events, place, more, theme: settings.theme, config: {}, repaint, open };

  darkMode.addEventListener("change", repaint);
  events.emit("ready", { chatbotId: settings.chatbotId });
  repaint();
  place.start();
  if (settings.wishes.length > 0) void fetchLater();
  // Who talks with a person has shown intent, and is to hear of the answer on this page, too.
  if (takeTalk(settings.chatbotId)) want();

  return {
    settings,
    events,
    place: place.kind,
    open,
    prepare: want,
    close: place.close,
    toggle: () => (place.isOpen() ? place.close() : open()),
    show: place.show,
    hide: place.hide,
    isOpen: place.isOpen,
    identify: (info) => ask({ action: "identify", info }),
    setMetadata: (metadata) => ask({ action: "setMetadata", metadata }),
    setSignedMetadata: (token) => ask({ action: "setSignedMetadata", token }),
    reportPurchase(purchase) {
      want();
      soon((other) => other.reportPurchase(purchase));
    },
    endConversation() {
      want();
      soon((other) => other.post({ action: "resetConversation" }));
    },
    setTheme(theme) {
      core.theme = theme;
      repaint();
      later?.setTheme(theme);
    },
    language: () => settings.language ?? core.config.uiLanguage ?? null,
    destroy() {
      if (isGone()) return;
      phase = "gone";
      darkMode.removeEventListener("change", repaint);
      removeEventListener("message", hear);
      later?.end();
      place.remove();
      events.emit("destroyed", {});
    },
  };
}
