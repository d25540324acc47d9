/**
 * `inline-search-bar.js`: a field in the page's text whose question opens the chat.
 * Left out: the chat, which another script brings.
 */

import { readable } from "./frame/theme.ts";
import { searchWords } from "./texts/search.ts";
import { pageChat } from "./page/shared.ts";
import { addStyles, keepStyles } from "./page/styles.ts";

export interface SearchOptions {
  placeholder?: string;
  /** The message, with `{query}` where the visitor's words go. */
  messageTemplate?: string;
  messagePrefix?: string;
  messageSuffix?: string;
  sendIconColor?: string;
  backgroundColor?: string;
  borderColor?: string;
  shadowColor?: string;
  focusShadowColor?: string;
  borderRadius?: string;
  width?: string;
  maxWidth?: string;
}

declare global {
  interface Window {
    initChatbotSearchWidget?: (selector: string | Element, options?: SearchOptions) => void;
  }
}

/** An option's custom property, and the property that knows what values it may have. */
const looks = {
  sendIconColor: ["--di-search-icon", "color"],
  backgroundColor: ["--di-search-ground", "color"],
  borderColor: ["--di-search-line", "color"],
  shadowColor: ["--di-search-shadow", "color"],
  focusShadowColor: ["--di-search-focus", "color"],
  borderRadius: ["--di-search-radius", "border-radius"],
  width: ["--di-search-width", "width"],
  maxWidth: ["--di-search-max", "max-width"],
} as const;

const rules = [
  `.di-search{display:flex;box-sizing:border-box;align-items:center;width:var(--di-search-width,100%);max-width:var(--di-search-max,640px);margin:0 auto;padding:4px;padding-inline-start:18px;border:1px solid var(--di-search-line,#8a94a0);border-radius:var(--di-search-radius,28px);background:var(--di-search-ground,var(--di-search-paper,#fff));box-shadow:0 2px 10px var(--di-search-shadow,rgba(16,24,32,.12))}`,
  `.di-search:focus-within{border-color:var(--di-search-icon,var(--di-search-mark,#243b55));box-shadow:0 0 0 3px var(--di-search-focus,rgba(36,59,85,.3))}`,
  `.di-search input{all:unset;flex:1;min-width:0;min-height:44px;font:16px/1.4 system-ui,sans-serif;color:var(--di-search-ink,#16191d)}`,
  `.di-search input::placeholder{color:var(--di-search-hint,#5d6670);opacity:1}`,
  `.di-search button{all:unset;display:grid;place-items:center;width:44px;height:44px;border-radius:50%;cursor:pointer;color:var(--di-search-icon,var(--di-search-mark,#243b55))}`,
  `.di-search button:focus-visible{outline:2px solid;outline-offset:-2px}`,
  `.di-search svg{width:22px;height:22px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}`,
  // Dark on pages that are: what a page says of itself by `color-scheme` counts, not what the visitor would like.
  `@supports(color:light-dark(#000,#fff)){.di-search{--di-search-paper:light-dark(#fff,#22272d);--di-search-ink:light-dark(#16191d,#eceff2);--di-search-hint:light-dark(#5d6670,#9aa4af);--di-search-mark:light-dark(#243b55,#8fb3de)}}`,
].join("");

const done = new WeakSet<Element>();
let hasStyles = false;

function init(selector: string | Element, options: SearchOptions = {}): void {
  const found = typeof selector === "string" ? [...document.querySelectorAll<HTMLElement>(selector)] : [selector];
  if (found.length === 0) console.warn(`inline-search-bar.js: the page has no ${String(selector)}; call again once it is there`);
  for (const container of found) {
    if (!(container instanceof HTMLElement)) {
      console.warn(`inline-search-bar.js: ${String(container)} is no element; initChatbotSearchWidget takes one, or a selector such as "#search"`);
      continue;
    }
    if (done.has(container)) continue;
    done.add(container);
    build(container, { ...(container.dataset as SearchOptions), ...options });
  }
}

function build(container: HTMLElement, options: SearchOptions): void {
  if (!hasStyles) addStyles(rules);
  hasStyles = true;
  const words = searchWords();
  const form = document.createElement("form");
  form.className = "di-search";
  form.setAttribute("role", "search");
  for (const [option, [variable, property]] of Object.entries(looks)) {
    const value = options[option as keyof typeof looks];
    if (value === undefined) continue;
    if (CSS.supports(property, value)) form.style.setProperty(variable, value);
    else console.warn(`inline-search-bar.js: ${value} is no ${property}; ${option} stays as it is`);
  }
  const field = document.createElement("input");
  field.type = "text";
  field.autocomplete = "off";
  field.enterKeyHint = "send";
  field.placeholder = options.placeholder ?? words.placeholder;
  field.setAttribute("aria-label", field.placeholder);
  form.setAttribute("aria-label", landmarkName(field.placeholder));
  const send = document.createElement("button");
  send.type = "submit";
  send.setAttribute("aria-label", words.send);
  send.append(arrow());
  form.append(field, send);
  field.addEventListener("focus", () => pageChat()?.prepare());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = field.value.trim();
    if (query !== "" && ask(messageOf(query, options))) field.value = "";
  });
  container.replaceChildren(form);
  if (options.backgroundColor !== undefined) standOut(form);
}

/** Has words and icon seen on a ground that the page has chosen; through one that is hardly there, as the page's own text. */
function standOut(form: HTMLElement): void {
  const found = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(getComputedStyle(form).backgroundColor);
  // Not on the page yet, or in colours that nobody gives in numbers from 0 to 255.
  if (found === null) return;
  const ground = `#${found.slice(1, 4).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
  const isThin = Number(found[4] ?? 1) < 0.5;
  const put = (name: string, color: string): void => form.style.setProperty(name, isThin ? "currentColor" : color);
  put("--di-search-ink", readable("#16191d", ground));
  put("--di-search-hint", readable("#5d6670", ground, "#9aa4af"));
  put("--di-search-mark", readable("#243b55", ground, "#8fb3de", 3));
}

/** A landmark's name is its own: several bars with the same words are numbered. */
function landmarkName(words: string): string {
  const taken = [...document.querySelectorAll(".di-search")].map((one) => one.getAttribute("aria-label"));
  let name = words;
  for (let at = 2; taken.includes(name); at += 1) name = `${words} ${at}`;
  return name;
}

function messageOf(query: string, { messageTemplate, messagePrefix = "", messageSuffix = "" }: SearchOptions): string {
  if (messageTemplate === undefined) return `${messagePrefix}${query}${messageSuffix}`;
  const pieces = messageTemplate.split("{query}");
  // A template that has no place for the visitor's words loses none of them.
  return pieces.length === 1 ? `${messageTemplate} ${query}` : pieces.join(query);
}

/** False where there is no chat to ask. */
function ask(message: string): boolean {
  const chat = pageChat();
  // A page may have the chat in its text only.
  const other = window.DialogIntelligens ?? window.Parlour;
  if (chat !== null) chat.open(message, "inline-search-widget");
  else if (other) other.open(message);
  else {
    console.warn("inline-search-bar.js: the page has no chat; put universal-chatbot.js or chatbotinline.js before this script");
    return false;
  }
  return true;
}

function arrow(): SVGElement {
  const make = (name: string): SVGElement => document.createElementNS("http://www.w3.org/2000/svg", name);
  const svg = make("svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = make("path");
  path.setAttribute("d", "M12 19V5m-6 6 6-6 6 6");
  svg.append(path);
  return svg;
}

/** The containers that the page has by name, also after it has got another body. */
function initNamed(): void {
  keepStyles();
  for (const container of document.querySelectorAll("#chatbot-search-widget, .chatbot-search-widget")) init(container);
}

if (window.initChatbotSearchWidget === undefined) {
  window.initChatbotSearchWidget = init;
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", initNamed);
  else initNamed();
  new MutationObserver(initNamed).observe(document.documentElement, { childList: true });
}
