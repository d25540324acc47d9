/**
 * Which addresses the chat follows, and how prices read. Pure functions.
 * Left out: the act of going there.
 */

import type { Money } from "../../protocol/wire.ts";

const linkSchemes = ["https:", "http:", "mailto:", "tel:"];

/** The address when a visitor may follow it, else null. A bare path is none: it would lead to the chat's own server. */
export function safeLink(url: string): string | null {
  const parsed = webAddress(url);
  return parsed !== null && linkSchemes.includes(parsed.protocol) ? parsed.href : null;
}

/** The address when it may be shown as a picture, else null. */
export function safeImage(url: string | null | undefined): string | null {
  const parsed = parse(url ?? "");
  if (parsed === null) return null;
  if (parsed.protocol === "data:") return /^data:image\/(png|jpeg|gif|webp|avif)[;,]/i.test(parsed.href) ? parsed.href : null;
  return ["https:", "http:", "blob:"].includes(parsed.protocol) ? parsed.href : null;
}

/** Whether an address belongs to the site the chat is embedded in; `www.` makes no difference. */
export function isSameSite(url: string, pageOrigin: string | null): boolean {
  const target = webAddress(url);
  const page = webAddress(pageOrigin ?? "");
  if (target === null || page === null || !target.protocol.startsWith("http")) return false;
  return bareHost(target) === bareHost(page);
}

export function formatPrice(price: Money, language: string): string {
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency: price.currency }).format(price.amount);
  } catch {
    return `${price.amount} ${price.currency}`;
  }
}

/** A server's own files may come without a host. */
export function absolute(url: string): string {
  return parse(url)?.href ?? url;
}

/** `12 kB`: as large as a file is said to be; what is less than one is one. */
export function formatSize(bytes: number, locale: string): string {
  const [value, unit] = bytes < 1_000_000 ? [Math.max(1, bytes / 1000), "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  const digits = value < 10 ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: digits }).format(value);
}

function bareHost(url: URL): string {
  return url.host.replace(/^www\./, "");
}

function webAddress(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

function parse(url: string): URL | null {
  if (url.trim() === "") return null;
  try {
    return new URL(url, typeof location === "undefined" ? undefined : location.href);
  } catch {
    return null;
  }
}
