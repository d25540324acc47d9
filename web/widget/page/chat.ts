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
  let isFetched = false;
  let isGone = false;
  let later: Later | null = null;
  let waiting: ((later: Later) => void)[] = [];
  /** Ends the wait for an answer. */
  let unanswered: ((outcome: Outcome) => void)[] = [];
  /** A browser may keep in mind that an address did not come: each attempt has another. */
  let attempt = "";
  /** What comes out of the frame before the other half is here. */
  const heard: MessageEvent[] = [];

  /** Does it at once, or when the other half is here; never, when that does not come. */
  function soon(act: (later: Later) => void): void {
    if (later === null) waiting.push(act);
    else act(later);
  }

  /** The other half does not come: nothing waits for it any more. */
  function giveUp(): void {
    for (const settle of unanswered) settle({ ok: false, permanent: false });
    waiting = [];
    unanswered = [];
    removeEventListener("message", hear);
  }

  async function fetchLater(): Promise<void> {
    if (isFetched || isGone) return;
    isFetched = true;
    try {
      const { createLater } = (await import(`${settings.home}/frame/later.js${attempt}`)) as typeof import("../later/later.ts");
      if (isGone) return;
      place.note("");
      later = createLater(core);
      for (const act of waiting) act(later);
    } catch (thrown) {
      if (isGone) return;
      console.warn(`Parlour: ${settings.home} is blocked; allow it in the content policy and in blockers`, thrown);
      place.note(launcherWords(settings.language)[1]);
      place.close();
      giveUp();
      // The next press begins anew.
      isFetched = false;
      attempt += "?";
      frame?.remove();
      frame = null;
    }
  }

  /** Fetches the frame. On intent only: a pointer or the focus on the bubble, or a call. */
  function want(): void {
    if (frame !== null || isGone) return;
    const made = document.createElement("iframe");
    frame = made;
    made.src = settings.frameUrl.href;
    // Until the other half has dressed it.
    made.hidden = true;
    addEventListener("message", hear);
    place.attach(made);
    soon((other) => {
      other.attach(made, heard);
      removeEventListener("message", hear);
    });
    void fetchLater();
  }

  function hear(event: MessageEvent): void {
    if (event.source === frame?.contentWindow) heard.push(event);
  }

  function ask(asking: Asking): Promise<Outcome> {
    return new Promise((resolve) => {
      if (later === null) unanswered.push(resolve);
      soon((other) => resolve(other.ask(asking)));
    });
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
    // Of a chat that does not come, neither is told.
    opened: (source) => soon(() => events.emit("opened", { source })),
    closed: () =>
      soon((other) => {
        other.closed();
        events.emit("closed", {});
      }),
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
      if (isGone) return;
      isGone = true;
      darkMode.removeEventListener("change", repaint);
      giveUp();
      later?.end();
      place.remove();
      events.emit("destroyed", {});
    },
  };
}
