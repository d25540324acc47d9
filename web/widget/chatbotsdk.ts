/**
 * `chatbotsdk.min.js`: `window.chatbot` of the Chat Data contract, over a bubble or over frames that the page has placed,
 * whichever comes first. Loaded twice, it stays one.
 * Left out: what the members do (dialects/chat_data_sdk.ts).
 */

import { hearFrames, sdkPorts } from "./dialects/chat_data_page.ts";
import { createChatbot } from "./dialects/chat_data_sdk.ts";
import type { Chatbot } from "./dialects/chat_data_sdk.ts";
import { ownScript, readTag } from "./page/settings.ts";

declare global {
  interface Window {
    chatbot?: Chatbot;
  }
}

const tag = readTag(ownScript("chatbotsdk.min.js"));
if (tag === null) {
  console.error("chatbotsdk.min.js: load it by a script tag with an address, so that it knows where the chat is");
} else if (window.chatbot === undefined) {
  const domain = window.__CHATBOT_URL__ ? new URL(window.__CHATBOT_URL__, location.href).origin : tag.src.origin;
  const { chatbot, hear } = createChatbot(sdkPorts(domain, tag.option("chatbot-id")));
  hearFrames(domain, hear);
  window.chatbot = chatbot;
} else if (typeof window.chatbot.sendUserInfo !== "function") {
  console.warn("Parlour: the page has a chatbot of its own, which stays; rename it to use the SDK");
}
