/**
 * Reads how the page asked for the chat: the script's own address, its attributes, two globals.
 * Left out: settings that the server keeps.
 */

declare global {
  interface Window {
    /** Origin of the frame, when not the script's. */
    __CHATBOT_URL__?: string;
    /** Origin of the API, when not the frame's. */
    __CHATBOT_API_URL__?: string;
  }
}

export type Scheme = "light" | "dark";

export interface Settings {
  chatbotId: string;
  environment: "live" | "test";
  launcher: "shown" | "hidden";
  frameUrl: URL;
  apiUrl: string | null;
  /** The bubble's colour, by the visitor's scheme; null leaves it to the chatbot's owner. */
  color: Record<Scheme, string | null>;
  position: "right" | "left";
  language: string | null;
}

/** Null when the script cannot tell which chatbot is meant. */
export function readSettings(script: HTMLScriptElement | null): Settings | null {
  if (script === null || !script.src) return null;
  const src = new URL(script.src);
  const option = (name: string): string | null =>
    src.searchParams.get(name) ?? script.getAttribute(`data-${name}`) ?? script.getAttribute(name);
  const chatbotId = option("id");
  if (!chatbotId) return null;
  const environment = option("environment") === "test" ? "test" : "live";
  const frameUrl = new URL("/frame/", origin(window.__CHATBOT_URL__) ?? src.origin);
  frameUrl.searchParams.set("chatbot_id", chatbotId);
  frameUrl.searchParams.set("parentOrigin", location.origin);
  frameUrl.searchParams.set("environment", environment);
  return {
    chatbotId,
    environment,
    launcher: option("hidden") === "true" ? "hidden" : "shown",
    frameUrl,
    apiUrl: origin(window.__CHATBOT_API_URL__),
    color: { light: option("color"), dark: option("dark-color") ?? option("color") },
    position: option("position") === "left" ? "left" : "right",
    language: option("language"),
  };
}

export function ownScript(): HTMLScriptElement | null {
  const { currentScript } = document;
  if (currentScript instanceof HTMLScriptElement) return currentScript;
  // Imported or injected as a module: the first tag that loads us.
  return document.querySelector<HTMLScriptElement>('script[src*="/universal-chatbot.js"]');
}

function origin(url: string | undefined): string | null {
  try {
    return url ? new URL(url, location.href).origin : null;
  } catch {
    return null;
  }
}
