/**
 * The page's elements and their look: the bubble, the frame's place, the minimise button.
 * Built and styled through the object model only, so that a strict content policy permits all of it.
 * Left out: behaviour (chat_window.ts).
 */

import type { Settings } from "./settings.ts";

export interface Words {
  open: string;
  close: string;
  frame: string;
}

export interface Elements {
  container: HTMLElement;
  bubble: HTMLButtonElement;
  minimize: HTMLButtonElement;
}

export function createElements(settings: Settings, words: Words): Elements {
  const container = document.createElement("div");
  container.id = "chat-container";
  container.tabIndex = -1;
  container.classList.add(`di-${settings.position}`);
  const bubble = button("chat-button", words.open, "M12 4c4.7 0 8.5 3.1 8.5 7s-3.8 7-8.5 7c-.9 0-1.8-.1-2.6-.3L5 20l.9-3.9C4.4 14.8 3.5 13 3.5 11c0-3.9 3.8-7 8.5-7Z");
  const minimize = button("minimize-button", words.close, "m6 9.5 6 6 6-6");
  container.append(bubble, minimize);
  return { container, bubble, minimize };
}

/** Gives bubble and minimise button a colour; what is no colour changes nothing. */
export function paint(container: HTMLElement, color: string | null): void {
  if (color === null || !CSS.supports("color", color)) return;
  container.style.setProperty("--di-color", color);
  container.style.setProperty("--di-icon", iconColor(color));
}

export function createFrame(url: URL, words: Words): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.id = "chat-iframe";
  frame.title = words.frame;
  frame.src = url.href;
  return frame;
}

function button(id: string, label: string, path: string): HTMLButtonElement {
  const element = document.createElement("button");
  element.id = id;
  element.type = "button";
  element.setAttribute("aria-label", label);
  const svg = svgElement("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  svg.append(svgElement("path", { d: path }));
  element.append(svg);
  return element;
}

function svgElement(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** White or near black, whichever stands out more from a `#rrggbb` colour; white for others. */
function iconColor(color: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return "#fff";
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => (parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#16191d" : "#fff";
}

const rules = [
  `#chat-container{all:initial;position:fixed;z-index:2147483000;bottom:max(20px,env(safe-area-inset-bottom));right:20px;color-scheme:normal}`,
  `#chat-container.di-left{right:auto;left:20px}`,
  `#chat-container[hidden]{display:none}`,
  `#chat-button,#minimize-button{all:unset;box-sizing:border-box;display:flex;align-items:center;justify-content:center;width:58px;height:58px;border-radius:50%;cursor:pointer;background:var(--di-color,#243b55);color:var(--di-icon,#fff);box-shadow:0 1px 2px rgba(16,24,32,.18),0 8px 24px rgba(16,24,32,.22);transition:transform .18s ease,box-shadow .18s ease,background .18s ease;-webkit-tap-highlight-color:transparent}`,
  `#chat-button:hover,#minimize-button:hover{transform:translateY(-2px);box-shadow:0 2px 4px rgba(16,24,32,.18),0 12px 30px rgba(16,24,32,.28)}`,
  `#chat-button:active,#minimize-button:active{transform:scale(.96)}`,
  `#chat-button:focus-visible,#minimize-button:focus-visible{outline:3px solid var(--di-color,#243b55);outline-offset:3px}`,
  `#chat-container svg{width:30px;height:30px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}`,
  `#minimize-button,#chat-container.chat-open #chat-button,#chat-container.di-bare #chat-button{display:none}`,
  `#chat-container.chat-open #minimize-button{display:flex}`,
  `#chat-iframe{all:initial;position:fixed;bottom:max(92px,calc(72px + env(safe-area-inset-bottom)));right:20px;width:400px;max-width:calc(100vw - 40px);height:680px;max-height:calc(100vh - 116px);border:0;border-radius:18px;background:transparent;box-shadow:0 0 0 1px rgba(128,136,144,.18),0 2px 6px rgba(16,24,32,.1),0 18px 60px rgba(16,24,32,.26);visibility:hidden;opacity:0;transform:translateY(12px) scale(.985);transform-origin:bottom right;transition:opacity .18s ease,transform .22s cubic-bezier(.2,.8,.2,1),visibility 0s .22s}`,
  `#chat-container.di-left #chat-iframe{right:auto;left:20px;transform-origin:bottom left}`,
  `#chat-container.chat-open #chat-iframe{visibility:visible;opacity:1;transform:none;transition-delay:0s}`,
  `@media(max-width:480px){#chat-container #chat-iframe{inset:0;width:100%;height:100%;max-width:none;max-height:none;border-radius:0;box-shadow:none}#chat-container.chat-open #minimize-button{display:none}html:has(#chat-container.chat-open){overflow:hidden}}`,
  // A low window, or a page enlarged to twice its size: the chat needs all of the height.
  `@media(min-width:481px) and (max-height:560px){#chat-container #chat-iframe{bottom:8px;height:calc(100vh - 16px);max-height:none}#chat-container.chat-open #minimize-button{display:none}}`,
  `@media(prefers-reduced-motion:reduce){#chat-container *{transition:none!important}}`,
  `@media print{#chat-container{display:none}}`,
];

/** Adds the rules to the document; the returned function takes them away again. */
export function addStyles(): () => void {
  try {
    const sheet = new CSSStyleSheet();
    for (const rule of rules) insert(sheet, rule);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    };
  } catch {
    // A browser without constructable sheets: an empty element, filled through its rules.
    const style = document.createElement("style");
    style.id = "di-chatbot-styles";
    document.head.append(style);
    for (const rule of rules) if (style.sheet) insert(style.sheet, rule);
    return () => style.remove();
  }
}

function insert(sheet: CSSStyleSheet, rule: string): void {
  try {
    sheet.insertRule(rule, sheet.cssRules.length);
  } catch {
    // A rule the browser does not know (`:has`) is only a nicety.
  }
}
