/**
 * Turns a chatbot's colours into the custom properties that frame.css reads.
 * A text colour that could not be read on its ground (WCAG AA, 4.5:1) is replaced.
 * Left out: fonts; the frame uses the system's.
 */

import type { Theme } from "../../protocol/wire.ts";

export type Scheme = "light" | "dark";

const ink = "#16191d";
const paper = "#ffffff";

const fallback = {
  light: { brand: "#2f4b6e", ground: "#ffffff", muted: "#5d6670", bubble: "#f2f4f6", text: "#1b1f24", line: "#e3e6ea", sale: "#b3261e" },
  dark: { brand: "#8fb3de", ground: "#15181c", muted: "#9aa4af", bubble: "#22272d", text: "#eceff2", line: "#30363d", sale: "#ff8a80" },
};

/** Custom property names and values for one theme. */
export function themeVariables(theme: Theme | null | undefined, scheme: Scheme): Record<string, string> {
  const base = fallback[scheme];
  const ground = colour(theme?.surface?.background_color, base.ground);
  const isDark = luminance(ground) < 0.2;
  const shade = fallback[isDark ? "dark" : "light"];
  const brand = colour(theme?.brand?.primary_color, base.brand);
  const bubble = colour(theme?.messages?.assistant?.background_color, shade.bubble);
  const own = colour(theme?.messages?.user?.background_color, brand);
  const field = colour(theme?.input?.background_color, ground);
  const text = readable(colour(theme?.messages?.assistant?.text_color, shade.text), ground);
  const line = colour(theme?.input?.border_color, shade.line);
  const open = colour(theme?.product_card?.button?.background_color, brand);
  const tool = colour(theme?.header?.button?.background_color, "transparent");
  return {
    "--ground": ground,
    "--text": text,
    "--muted": readable(colour(theme?.surface?.muted_text_color, shade.muted), ground),
    "--line": line,
    "--brand": brand,
    "--on-brand": readable(paper, brand),
    "--accent": readable(brand, ground, text),
    "--bubble": bubble,
    "--on-bubble": readable(colour(theme?.messages?.assistant?.text_color, shade.text), bubble),
    "--bubble-accent": readable(brand, bubble, readable(text, bubble)),
    "--bubble-line": colour(theme?.messages?.assistant?.border_color, "transparent"),
    "--own": own,
    "--on-own": readable(colour(theme?.messages?.user?.text_color, paper), own),
    // On its own colour a bubble would not be seen.
    "--own-line": colour(theme?.messages?.user?.border_color, contrast(own, ground) < 1.1 ? edge(null, ground, text) : "transparent"),
    // What is to be filled in is seen by its edge, whatever it stands on (WCAG 1.4.11).
    "--edge": edge(theme?.input?.border_color, ground, text),
    "--field": field,
    "--on-field": readable(colour(theme?.input?.text_color, text), field),
    "--hint": readable(colour(theme?.input?.placeholder_color, shade.muted), field),
    "--send-icon": readable(colour(theme?.input?.send_button?.icon_color, paper), brand, undefined, 3),
    "--open": open,
    "--on-open": readable(paper, open),
    "--open-weight": theme?.product_card?.button?.bold ? "700" : "550",
    "--sale": readable(colour(theme?.product_card?.discount_price_color, shade.sale), ground),
    "--danger": readable(shade.sale, ground),
    "--tool": tool,
    "--on-tool": readable(colour(theme?.header?.button?.icon_color, text), tool === "transparent" ? ground : tool, text, 3),
    "--scheme": isDark ? "dark" : "light",
  };
}

/** Sets the properties through the style object, which a strict content policy allows. */
export function applyTheme(root: HTMLElement, theme: Theme | null | undefined, scheme: Scheme): void {
  for (const [name, value] of Object.entries(themeVariables(theme, scheme))) root.style.setProperty(name, value);
}

/** `wanted` when it can be read on `ground`, else the substitute, else what can be. */
export function readable(wanted: string, ground: string, substitute?: string, ratio = 4.5): string {
  if (contrast(wanted, ground) >= ratio) return wanted;
  // Black comes last: on a middle grey nothing softer is dark enough.
  const others = [substitute ?? wanted, paper, ink];
  return others.find((other) => contrast(other, ground) >= ratio) ?? "#000000";
}

/** A line that can be seen on `ground`: the wanted one, else the faintest between ground and text. */
export function edge(wanted: string | null | undefined, ground: string, text: string): string {
  const shades = [0.35, 0.4, 0.45, 0.5, 0.6, 0.75, 1].map((share) => mix(text, ground, share));
  return [colour(wanted, ground), ...shades].find((line) => contrast(line, ground) >= 3) ?? text;
}

function mix(one: string, other: string, share: number): string {
  const channel = (hex: string, at: number): number => parseInt(hex.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(channel(one, at) * share + channel(other, at) * (1 - share)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** The WCAG contrast ratio of two `#RRGGBB` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const a = luminance(one);
  const b = luminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function colour(given: string | null | undefined, otherwise: string): string {
  return typeof given === "string" && /^#[0-9a-f]{6}$/i.test(given) ? given : otherwise;
}
