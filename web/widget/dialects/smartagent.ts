/**
 * The SmartAgent contract on a page: `window.saEvents`, `window._sa`, and the rules by which the chat shows here.
 * Only translates between its names and the chat's.
 * Left out: fetching the chat and its settings (smartagent_loader.ts), the elements pages know (smartagent_place.ts).
 *
 * Contract: SmartAgent reference 2 and 3.
 */

import type { Chat } from "../page/chat.ts";
import { createHistory } from "../page/history.ts";
import { allowsPath, allowsTime } from "../page/visibility.ts";
import type { VisibilityRules } from "../page/visibility.ts";
import { mergeAttributes } from "./smartagent_attributes.ts";
import type { Attributes } from "./smartagent_attributes.ts";
import { createContacts } from "./smartagent_contact.ts";
import type { ContactEvent, ContactPorts } from "./smartagent_contact.ts";

export type SmartAgentEvent =
  | { type: "CHAT_LOADED" | "CHAT_VISIBLE"; data: { chatInstanceName: string }; timestamp: number }
  | { type: ContactEvent; data: { contactId: string }; timestamp: number };

export interface SmartAgentEvents {
  /**
   * Calls back at every event: first, before this returns, those since the page was loaded, with the times at which they
   * happened. Returns the function that ends it.
   */
  subscribe(listener: (event: SmartAgentEvent) => void): () => void;
}

export interface SmartAgentApi {
  toggleChat(): void;
  openChat(): void;
  isOpen(): boolean;
  endChat(): void;
  /** Adds to what is known of the customer; null removes a key. */
  updateContact(contact: Attributes | { attributes: Attributes }): void;
}

/** What the dialect needs of the page. */
export interface SmartAgentPorts extends Omit<ContactPorts, "emit"> {
  now(): number;
  /** Does it when the current task and the zero timeouts that were set before are done. */
  soon(act: () => void): void;
  /** Path and query. */
  path(): string;
  warn(text: string): void;
}

export interface Instance {
  name: string;
  rules: VisibilityRules;
  /** Fetches the chat and puts it on the page. */
  makeChat(hasContact: () => boolean): Promise<Chat>;
}

export interface SmartAgent {
  events: SmartAgentEvents;
  api: SmartAgentApi;
  /** The chatbot's settings are there. */
  load(instance: Instance): void;
  /** Follows the rules anew: time has passed, or the page has another address. */
  look(): void;
}

export function createSmartAgent(ports: SmartAgentPorts): SmartAgent {
  const history = createHistory<SmartAgentEvent>();
  let instance: Instance | null = null;
  let chat: Chat | null = null;
  let coming: Promise<void> | null = null;
  let place: "allowed" | "not here" | "not now" = "not here";
  let attributes: Attributes = {};
  /** What the page wishes before the settings say whether it may; null from then on. */
  let early: (() => void)[] | null = [];

  const contacts = createContacts({
    ...ports,
    emit: (type, contactId) => history.add({ type, data: { contactId }, timestamp: ports.now() }),
  });

  function tellInstance(type: "CHAT_LOADED" | "CHAT_VISIBLE", { name }: Instance): void {
    history.add({ type, data: { chatInstanceName: name }, timestamp: ports.now() });
  }

  async function fetchChat(from: Instance): Promise<void> {
    try {
      join(await from.makeChat(() => contacts.current() !== null));
      if (place === "allowed") tellInstance("CHAT_VISIBLE", from);
      else chat?.hide();
    } catch {
      ports.warn("Parlour: no chat, since a part of it does not come; allow it in the page's content policy and in content blockers");
    }
  }

  function join(made: Chat): void {
    const { events } = made;
    chat = made;
    events.on("visible", () => instance && tellInstance("CHAT_VISIBLE", instance));
    events.on("messageSent", begin);
    events.on("formSubmitted", ({ formType }) => formType === "prechat" && begin());
    events.on("livechat", ({ state }) => contacts.livechat(state));
    events.on("conversationEnded", contacts.end);
    events.once("destroyed", () => {
      chat = null;
      instance = null;
    });
    if (Object.keys(attributes).length > 0) void made.setMetadata(attributes);
  }

  function begin(): void {
    contacts.begin();
  }

  function look(): void {
    if (instance === null) return;
    const { rules } = instance;
    // A talk is not cut off by the clock.
    const isTime = contacts.current() !== null || allowsTime(rules, ports.now());
    const next = !allowsPath(rules, ports.path()) ? "not here" : isTime ? "allowed" : "not now";
    const was = place;
    place = next;
    if (next === "allowed") coming ??= fetchChat(instance);
    if (next === "allowed" && was !== "allowed") chat?.show();
    else if (next !== "allowed" && was === "allowed") chat?.hide();
  }

  /** Does it with the chat, where it may be used; elsewhere the console says why not. */
  function use(act: (chat: Chat) => void): void {
    if (early !== null) return void early.push(() => use(act));
    if (place !== "allowed") {
      return ports.warn(`_sa: the chat does not open ${place === "not now" ? "at this time" : "on this page"}, by the rules of its settings`);
    }
    whenThere(act);
  }

  function whenThere(act: (chat: Chat) => void): void {
    if (chat !== null) return act(chat);
    void coming?.then(() => chat && act(chat));
  }

  /** Ends the talk wherever the page is: where the rules show no chat, it is fetched for this and stays hidden. */
  function end(): void {
    if (early !== null) return void early.push(end);
    chat?.close();
    if (contacts.current() === null || instance === null) return;
    coming ??= fetchChat(instance);
    whenThere((one) => {
      one.close();
      // Its end is told when it has come.
      one.endConversation();
    });
  }

  return {
    events: { subscribe: history.subscribe },
    api: {
      toggleChat: () => ports.soon(() => use((one) => one.toggle())),
      openChat: () => ports.soon(() => use((one) => one.isOpen() || one.open())),
      isOpen: () => chat?.isOpen() ?? false,
      endChat: end,
      updateContact(contact) {
        const { all, changed } = mergeAttributes(attributes, contact, ports.warn);
        attributes = all;
        if (Object.keys(changed).length > 0) void chat?.setMetadata(changed);
      },
    },
    load(next) {
      instance = next;
      tellInstance("CHAT_LOADED", next);
      look();
      const wishes = early ?? [];
      early = null;
      for (const wish of wishes) wish();
    },
    look,
  };
}
