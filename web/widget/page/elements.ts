/**
 * The page's elements and their look, as far as they are there before anybody wants the chat.
 * Built and styled through the object model only, so that a strict content policy permits all of it.
 * Left out: behaviour (bubble.ts), the window (later/window.ts).
 */

import { launcherWords } from "../texts/launcher.ts";
import type { Settings } from "./settings.ts";
import { knownUnread } from "./storage.ts";

export interface Elements {
  container: HTMLElement;
  bubble: HTMLButtonElement;
  /** What the visitor is told beside the bubble. */
  note: HTMLElement;
}

const bubblePath = "M12 4c4.7 0 8.5 3.1 8.5 7s-3.8 7-8.5 7c-.9 0-1.8-.1-2.6-.3L5 20l.9-3.9C4.4 14.8 3.5 13 3.5 11c0-3.9 3.8-7 8.5-7Z";

export function createElements({ chatbotId, position, language }: Settings): Elements {
  const container = element("div", "chat-container");
  container.tabIndex = -1;
  // Where a line ends, unless the page says otherwise.
  container.className = `di-${position ?? (document.dir === "rtl" ? "left" : "right")}`;
  const unread = knownUnread(chatbotId);
  const open = window.__CHATBOT_TEXTS__?.open ?? launcherWords(language)[0];
  // The word for it comes with the rest.
  const bubble = createButton("chat-button", unread ? `${open}, ${unread}` : open, bubblePath);
  const badge = element("span", "chat-unread");
  badge.textContent = unread;
  bubble.append(badge);
  const note = element("div", "chatbase-message-bubbles");
  note.setAttribute("role", "status");
  container.append(note, bubble);
  return { container, bubble, note };
}

/** Gives the container's buttons a colour; what is no colour changes nothing. */
export function paint(container: HTMLElement, color: string | null): void {
  if (color === null || !CSS.supports("color", color)) return;
  container.style.setProperty("--di-color", color);
  container.style.setProperty("--di-icon", iconColor(color));
}

export function createButton(id: string, label: string, path: string): HTMLButtonElement {
  const button = element("button", id);
  button.type = "button";
  button.setAttribute("aria-label", label);
  const svg = svgElement("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  svg.append(svgElement("path", { d: path }));
  button.append(svg);
  return button;
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, id: string): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.id = id;
  return made;
}

function svgElement(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes) element.setAttribute(key, attributes[key]!);
  return element;
}

/** White or near black, whichever stands out more from a `#rrggbb` colour; white for others. */
function iconColor(color: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return "#fff";
  const light = [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => sum + weight * (parseInt(color.slice(1 + at * 2, 3 + at * 2), 16) / 255) ** 2.2, 0);
  return light > 0.18 ? "#16191d" : "#fff";
}

/** Both buttons; the second comes with the window, and so does what moves. */
export const buttons = ":is(#chat-button,#minimize-button)";

export const bubbleRules = [
  `#chat-container{all:initial;position:fixed;z-index:2147483000;bottom:max(20px,env(safe-area-inset-bottom));right:20px;color-scheme:normal}`,
  `#chat-container.di-left{right:auto;left:20px}`,
  `#chat-container [hidden]{display:none}`,
  `${buttons}{all:unset;position:relative;box-sizing:border-box;display:grid;place-items:center;width:58px;height:58px;border:1px solid transparent;border-radius:50%;cursor:pointer;background:var(--di-color,#243b55);color:var(--di-icon,#fff);box-shadow:0 1px 2px rgba(16,24,32,.18),0 8px 24px rgba(16,24,32,.22)}`,
  `${buttons}:focus-visible{outline:3px solid var(--di-color,#243b55);outline-offset:3px}`,
  `#chat-container svg{width:30px;height:30px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}`,
  `#chat-container.di-bare #chat-button{display:none}`,
  `#chatbase-message-bubbles{position:absolute;bottom:72px;right:0;width:max-content;max-width:280px;border-radius:14px;background:#fff;color:#16191d;font:15px/1.4 system-ui}`,
  `#chat-unread:not(:empty){all:unset;position:absolute;top:-2px;right:-2px;padding:0 7px;border-radius:14px;background:#c8321f;color:#fff;font:600 12px/20px system-ui}`,
  `@media print{#chat-container{display:none}}`,
].join("");
