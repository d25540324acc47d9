/**
 * Where on a page Chat Data's frames are: found by their address, told when they can hear, heard when it is them.
 * Left out: what is said (chat_data_sdk.ts).
 */

import { eachPageChat } from "../page/shared.ts";
import type { Bubble, SdkPorts } from "./chat_data_sdk.ts";

/** Whether a frame's address is that of the chatbot's frame at our origin; null means any chatbot. */
export function isFrameAddress(src: string, domain: string, chatbotId: string | null): boolean {
  try {
    const { origin, pathname } = new URL(src);
    const [, id] = /^\/chatbot-iframe\/([^/]+)\/?$/.exec(pathname) ?? [];
    return origin === domain && id !== undefined && (chatbotId === null || decodeURIComponent(id) === chatbotId);
  } catch {
    return false;
  }
}

function framesOf(domain: string, chatbotId: string | null): HTMLIFrameElement[] {
  return [...document.querySelectorAll("iframe")].filter(({ src }) => isFrameAddress(src, domain, chatbotId));
}

/** Calls back with what one of our frames says; whoever else speaks is not heard. */
export function hearFrames(domain: string, hear: (data: unknown) => void): void {
  addEventListener("message", (event) => {
    if (event.origin !== domain || event.source === null) return;
    if (framesOf(domain, null).some(({ contentWindow }) => contentWindow === event.source)) hear(event.data);
  });
}

/** As `SdkPorts.send` has it: at once to a frame whose page is there, and to each again when it is loaded. */
export function sendToFrames(domain: string): SdkPorts["send"] {
  return (chatbotId, message) => {
    const known = new Map<HTMLIFrameElement, () => void>();
    function look(): void {
      for (const frame of framesOf(domain, chatbotId)) {
        if (known.has(frame)) continue;
        const post = (): void => frame.contentWindow?.postMessage(message, domain);
        frame.addEventListener("load", post);
        known.set(frame, () => frame.removeEventListener("load", post));
        if (hasPage(frame)) post();
      }
    }
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true });
    look();
    return () => {
      observer.disconnect();
      for (const end of known.values()) end();
    };
  };
}

/** Before its page has come a frame is empty and ours to look into; a message to it then would be an error on the console. */
function hasPage(frame: HTMLIFrameElement): boolean {
  try {
    return frame.contentWindow?.location.href !== "about:blank";
  } catch {
    return true;
  }
}

/** The page as the SDK needs it. */
export function sdkPorts(domain: string, chatbotId: string | null): SdkPorts {
  let found: Bubble | null = null;
  const waiting: ((bubble: Bubble) => void)[] = [];
  eachPageChat((chat) => {
    const { prepare, close, toggle, isOpen, setTheme } = chat;
    found = { prepare, open: () => chat.open(), close, toggle, isOpen, setTheme };
    chat.events.once("destroyed", () => (found = null));
    for (const act of waiting.splice(0)) act(found);
  });
  return {
    domain,
    chatbotId,
    scheme: () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
    bubble: () => found,
    whenBubble: (act) => (found === null ? void waiting.push(act) : act(found)),
    send: sendToFrames(domain),
    after(ms, act) {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    newId,
    warn: (text) => console.warn(text),
  };
}

/** Random, so that no other page of the visitor's has the same. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join("");
}
