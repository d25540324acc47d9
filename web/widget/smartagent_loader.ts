/**
 * `loader/main.js`: the module script of the SmartAgent contract. Finds its own tag, fetches the settings that the tag
 * names, and has the chat shown where and when they allow it. A second tag does nothing.
 * Left out: the contract's names (dialects/smartagent.ts), the chat itself (smartagent_chat.ts), which comes later.
 *
 * Contract: SmartAgent reference 1.
 */

import type { FormField } from "../protocol/wire.ts";
import { createSmartAgent } from "./dialects/smartagent.ts";
import type { SmartAgent, SmartAgentApi, SmartAgentEvents } from "./dialects/smartagent.ts";
import { onMoved } from "./page/moving.ts";
import { readSettings, readTag } from "./page/settings.ts";
import type { Settings, Tag } from "./page/settings.ts";
import { faultsOf } from "./page/visibility.ts";
import type { VisibilityRules } from "./page/visibility.ts";
import { newUuid } from "./uuid.ts";

declare global {
  interface Window {
    saEvents?: SmartAgentEvents;
    _sa?: SmartAgentApi;
  }
}

/** What the server keeps under a tag's names; every key may be absent. */
interface InstanceConfig {
  chatInstanceName?: string;
  title?: string;
  welcome?: string;
  visibility?: VisibilityRules;
  prechat?: FormField[];
  attachments?: boolean;
  language?: string;
}

/** How often the clock is looked at where there are opening hours. */
const lookMs = 30_000;

const tag = readTag(document.querySelector<HTMLScriptElement>("script#smartagent"));
const settings = tag && readSettings(tag, { option: "company", frame: (id) => `/frame/?chatbot_id=${encodeURIComponent(id)}` });
if (tag === null || settings === null) {
  console.error('loader/main.js: give its tag id="smartagent" and data-company="…"');
} else if (window.saEvents !== undefined || window._sa !== undefined) {
  if (typeof window.saEvents?.subscribe !== "function") console.warn("Parlour: the page has a saEvents or _sa of its own; the chat does not start");
} else {
  void begin(tag, settings);
}

async function begin({ option, src }: Tag, settings: Settings): Promise<void> {
  const agent = createSmartAgent({
    ...contactStore(settings.chatbotId),
    newId: newUuid,
    now: Date.now,
    soon: (act) => void setTimeout(act),
    path: () => location.pathname + location.search,
    warn: (text) => console.warn(text),
  });
  window.saEvents = agent.events;
  window._sa = agent.api;
  const facia = option("facia") ?? option("brand") ?? "default";
  const address = `${src.origin}/config/${encodeURIComponent(settings.chatbotId)}/${encodeURIComponent(facia)}.json`;
  try {
    const response = await fetch(address, { credentials: "omit" });
    if (!response.ok) throw new Error(`${response.status}`);
    start(agent, settings, (await response.json()) as InstanceConfig);
  } catch (thrown) {
    console.warn(`Parlour: no chat, since its settings do not come from ${address}; check data-company and facia, and allow connect-src ${src.origin}`, thrown);
  }
}

function start(agent: SmartAgent, settings: Settings, config: InstanceConfig): void {
  const rules = config.visibility ?? {};
  for (const fault of faultsOf(rules)) console.warn(`Parlour: in the chat's visibility rules, ${fault}`);
  const spoken = { ...settings, language: settings.language ?? config.language ?? null };
  const ends = [onMoved(agent.look)];
  if (rules.hours?.length) {
    const timer = setInterval(agent.look, lookMs);
    ends.push(() => clearInterval(timer));
  }
  agent.load({
    name: config.chatInstanceName ?? settings.chatbotId,
    rules,
    async makeChat(hasContact) {
      const more = {
        ...(config.title ? { title: config.title } : {}),
        ...(config.welcome ? { inlineWelcomeMessage: config.welcome } : {}),
        ...(config.attachments === false ? { attachments: "none" as const } : {}),
        /** Who has begun is not asked again. */
        get prechat() {
          return hasContact() ? [] : (config.prechat ?? []);
        },
      };
      const { showChat } = (await import(`${settings.home}/frame/slideout.js`)) as typeof import("./smartagent_chat.ts");
      const chat = showChat(spoken, more);
      chat.events.once("destroyed", () => {
        for (const end of ends) end();
        delete window.saEvents;
        delete window._sa;
      });
      return chat;
    },
  });
}

/** The contact outlives a change of page, but not the tab. */
function contactStore(company: string): { read(): string | null; write(kept: string | null): void } {
  const name = `saContact_${company}`;
  return {
    read() {
      try {
        return sessionStorage.getItem(name);
      } catch {
        return null;
      }
    },
    write(kept) {
      try {
        if (kept === null) sessionStorage.removeItem(name);
        else sessionStorage.setItem(name, kept);
      } catch {
        // Blocked: the next page begins another contact.
      }
    },
  };
}
