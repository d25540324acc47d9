/** Proves by what address the SDK knows a frame of the chatbot. Leaves out the page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isFrameAddress } from "./chat_data_page.ts";

const domain = "https://chat.example";

const addresses: [string, string | null, boolean][] = [
  [`${domain}/chatbot-iframe/shop-bot`, "shop-bot", true],
  [`${domain}/chatbot-iframe/shop-bot/`, "shop-bot", true],
  [`${domain}/chatbot-iframe/shop-bot?source=widget#x`, "shop-bot", true],
  [`${domain}/chatbot-iframe/shop%2Dbot`, "shop-bot", true],
  [`${domain}/chatbot-iframe/other-bot`, null, true],
  [`${domain}/chatbot-iframe/other-bot`, "shop-bot", false],
  [`${domain}/chatbot-iframe/`, null, false],
  [`${domain}/chatbot-iframe/%`, "shop-bot", false],
  [`${domain}/frame/?chatbot_id=shop-bot`, "shop-bot", false],
  ["https://evil.example/chatbot-iframe/shop-bot", "shop-bot", false],
  [`https://evil.example/?${domain}/chatbot-iframe/shop-bot`, "shop-bot", false],
  ["about:blank", null, false],
  ["", null, false],
];

test("a_frame_is_known_by_its_whole_address", () => {
  for (const [src, chatbotId, isOurs] of addresses) assert.equal(isFrameAddress(src, domain, chatbotId), isOurs, src);
});
