/**
 * Reads how the page asked for the chat: the script's own address, its attributes, the page's globals.
 * Left out: settings that the server keeps.
 */

import type { Theme } from "../parlour.d.ts";

declare global {
  interface Window {
    /** Origin of the frame, when not the script's. */
    __CHATBOT_URL__?: string;
    /** Origin of the API, when not the frame's. */
    __CHATBOT_API_URL__?: string;
  }
}

export type Scheme = "light" | "dark";
/** What a page may ask for before a visitor wants the chat. */
export type Wish = "popups" | "config";

export interface Settings {
  chatbotId: string;
  environment: "live" | "test";
  launcher: "shown" | "hidden";
  /** The origin of our scripts. */
  home: string;
  frameUrl: URL;
  apiUrl: string | null;
  /** The bubble's colour, by the visitor's scheme; null leaves it to the chatbot's owner. */
  color: Record<Scheme, string | null>;
  /** Null leaves it to the chatbot's owner, and to how the page reads. */
  position: "right" | "left" | null;
  language: string | null;
  theme: Theme;
  wishes: readonly Wish[];
}

/** How a contract's script names the chatbot, and where its frame lives. */
export interface Naming {
  option: string;
  frame: (chatbotId: string) => string;
}

/** A script tag's options: the script's address goes before its attributes. */
export interface Tag {
  script: HTMLScriptElement;
  src: URL;
  option(name: string): string | null;
}

export const ownNaming: Naming = {
  option: "id",
  frame: (chatbotId) => `/frame/?chatbot_id=${encodeURIComponent(chatbotId)}`,
};

export function readTag(script: HTMLScriptElement | null): Tag | null {
  if (!script?.src) return null;
  const src = new URL(script.src);
  return {
    script,
    src,
    option: (name) => src.searchParams.get(name) ?? script.getAttribute(`data-${name}`) ?? script.getAttribute(name),
  };
}

/** Null when the tag does not say which chatbot is meant. */
export function readSettings({ src, option }: Tag, naming: Naming = ownNaming): Settings | null {
  const chatbotId = option(naming.option);
  if (!chatbotId) return null;
  /** One of these values, or nothing. */
  const pick = <Value extends string>(name: string, ...values: Value[]): Value | undefined => values.find((value) => value === option(name));
  const environment = pick("environment", "test") ?? "live";
  const frameUrl = new URL(naming.frame(chatbotId), origin(window.__CHATBOT_URL__) ?? src.origin);
  frameUrl.searchParams.set("parentOrigin", location.origin);
  frameUrl.searchParams.set("environment", environment);
  return {
    chatbotId,
    environment,
    launcher: pick("hidden", "true") ? "hidden" : "shown",
    home: src.origin,
    frameUrl,
    apiUrl: origin(window.__CHATBOT_API_URL__),
    color: { light: option("color"), dark: option("dark-color") ?? option("color") },
    position: pick("position", "left", "right") ?? null,
    language: option("language"),
    theme: pick("theme", "light", "dark") ?? "auto",
    wishes: (["popups", "config"] as const).filter((wish) => pick(wish, "true")),
  };
}

/** The tag that is running now, else the first one that loads a script of that name. */
export function ownScript(file: string): HTMLScriptElement | null {
  return (document.currentScript ?? document.querySelector(`script[src*="/${file}"]`)) as HTMLScriptElement | null;
}

function origin(url: string | undefined): string | null {
  try {
    return url ? new URL(url, location.href).origin : null;
  } catch {
    return null;
  }
}
