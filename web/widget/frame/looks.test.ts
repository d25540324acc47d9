/** Proves which links are followed, how prices read, and that every theme can be read. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, Theme } from "../../protocol/wire.ts";
import { formatPrice, isSameSite, safeImage, safeLink } from "./links.ts";
import { contrast, themeVariables } from "./theme.ts";
import { openingWords, plainText } from "./words.ts";

test("only_harmless_links_are_followed", () => {
  for (const good of ["https://a.example/x", "http://a.example/", "mailto:a@b.dk", "tel:+4512345678"]) {
    assert.notEqual(safeLink(good), null, good);
  }
  for (const bad of ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc", "", "  "]) {
    assert.equal(safeLink(bad), null, bad);
  }
});

test("a_bare_path_leads_nowhere_and_not_to_the_chats_own_server", () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "location");
  Object.defineProperty(globalThis, "location", { value: { href: "https://chat.example/frame/shop" }, configurable: true });
  try {
    for (const bare of ["returns.html", "/returns", "//", "#top"]) {
      assert.equal(safeLink(bare), null, bare);
      assert.equal(isSameSite(bare, "https://chat.example"), false, bare);
    }
  } finally {
    Reflect.deleteProperty(globalThis, "location");
    if (before !== undefined) Object.defineProperty(globalThis, "location", before);
  }
});

test("only_pictures_are_shown_as_pictures", () => {
  assert.notEqual(safeImage("data:image/png;base64,QQ=="), null);
  assert.notEqual(safeImage("https://a.example/x.png"), null);
  for (const bad of ["data:text/html,x", "data:image/svg+xml,<svg/>", "javascript:1", "", null, undefined]) {
    assert.equal(safeImage(bad), null, String(bad));
  }
});

test("the_site_is_the_same_with_or_without_www", () => {
  assert.equal(isSameSite("https://www.shop.example/p", "https://shop.example"), true);
  assert.equal(isSameSite("https://shop.example:8443/p", "https://shop.example"), false);
  assert.equal(isSameSite("https://shop.example.evil.example/p", "https://shop.example"), false);
  assert.equal(isSameSite("mailto:a@shop.example", "https://shop.example"), false);
  assert.equal(isSameSite("https://shop.example/p", null), false);
});

test("prices_read_in_the_visitors_way_and_odd_currencies_do_not_break_them", () => {
  assert.equal(formatPrice({ amount: 1299.5, currency: "EUR" }, "de"), "1.299,50\u00a0€");
  assert.equal(formatPrice({ amount: 5, currency: "gold" }, "en"), "5 gold");
});

const pairs = [
  ["--text", "--ground"],
  ["--muted", "--ground"],
  ["--accent", "--ground"],
  ["--danger", "--ground"],
  ["--sale", "--ground"],
  ["--on-brand", "--brand"],
  ["--on-bubble", "--bubble"],
  ["--bubble-accent", "--bubble"],
  ["--on-own", "--own"],
  ["--on-field", "--field"],
  ["--hint", "--field"],
] as const;

function theme(brand: string, ground: string, bubble: string, words: string): Theme {
  return {
    brand: { primary_color: brand },
    surface: { background_color: ground, muted_text_color: "#999999" },
    messages: {
      assistant: { background_color: bubble, text_color: words },
      user: { background_color: brand, text_color: "#ffffff" },
    },
    input: { background_color: bubble, text_color: words, placeholder_color: "#aaaaaa" },
  };
}

test("whatever_the_owner_picks_can_be_read", () => {
  const colours = ["#000000", "#ffffff", "#ffe600", "#777777", "#0b5fff", "#ff2d55"];
  for (const brand of colours) {
    for (const ground of colours) {
      for (const words of colours) {
        for (const scheme of ["light", "dark"] as const) {
          const found = themeVariables(theme(brand, ground, ground, words), scheme);
          for (const [ink, paper] of pairs) {
            const ratio = contrast(found[ink] ?? "", found[paper] ?? "");
            assert.ok(ratio >= 4.5, `${ink} on ${paper}: ${ratio} with ${brand} ${ground} ${words}`);
          }
          const line = contrast(found["--edge"] ?? "", found["--ground"] ?? "");
          assert.ok(line >= 3, `the edge of a field: ${line} with ${brand} ${ground} ${words}`);
        }
      }
    }
  }
});

test("no_theme_and_broken_colours_fall_back", () => {
  assert.equal(themeVariables(null, "light")["--ground"], "#ffffff");
  assert.equal(themeVariables(theme("red", "url(x)", "", ""), "dark")["--ground"], "#15181c");
});

test("the_heads_buttons_are_never_the_colour_of_the_head", () => {
  const theme = (icon_color: string, background_color: string | null): Theme =>
    ({ surface: { background_color: "#ffffff" }, header: { button: { icon_color, background_color } } }) as unknown as Theme;
  assert.ok(contrast(themeVariables(theme("#ffffff", null), "light")["--on-tool"] ?? "", "#ffffff") >= 3);
  assert.equal(themeVariables(theme("#ffffff", "#1f5f4a"), "light")["--on-tool"], "#ffffff");
});

test("a_bubble_in_the_colour_of_its_ground_has_an_edge", () => {
  const own = (primary_color: string) => themeVariables({ brand: { primary_color }, surface: { background_color: "#ffffff" } } as unknown as Theme, "light")["--own-line"] ?? "";
  assert.ok(contrast(own("#ffffff"), "#ffffff") >= 3);
  assert.equal(own("#1f5f4a"), "transparent");
});

test("the_owner_says_how_a_cards_button_looks", () => {
  const looks = (button: object | null) => {
    const variables = themeVariables({ brand: { primary_color: "#1f5f4a" }, product_card: { button } } as unknown as Theme, "light");
    return [variables["--open"], variables["--on-open"], variables["--open-weight"]];
  };
  assert.deepEqual(looks({ background_color: "#ffe600", bold: true }), ["#ffe600", "#16191d", "700"]);
  assert.deepEqual(looks(null), ["#1f5f4a", "#ffffff", "550"]);
});

test("a_greeting_opens_large_when_its_first_words_are_few", () => {
  assert.deepEqual(openingWords("Hello! Ask me anything.\nI am quick."), { headline: "Hello!", lines: ["Ask me anything.", "I am quick."] });
  assert.deepEqual(openingWords("How can I help?"), { headline: "How can I help?", lines: [] });
  assert.deepEqual(openingWords("Ahoy\nAsk me anything."), { headline: "Ahoy", lines: ["Ask me anything."] });
  assert.deepEqual(openingWords("أهلًا بك! اسألني."), { headline: "أهلًا بك!", lines: ["اسألني."] });
  const long = "I know all that there is to know about ropes, knots, sails and the weather, so ask me.";
  assert.deepEqual(openingWords(long), { headline: "", lines: [long] });
  assert.deepEqual(openingWords("Version 2.0 of me"), { headline: "Version 2.0 of me", lines: [] });
});

test("a_message_that_is_told_amiss_has_no_words", () => {
  const broken = [{ type: "rich_text" }, { type: "rich_text", blocks: [{ type: "bullet_list" }, { type: "paragraph" }] }];
  assert.equal(plainText({ message_id: "m", role: "assistant", created_at: "", parts: broken } as unknown as Message), "");
});
