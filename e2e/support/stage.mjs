/**
 * A chat on a stage: the real binary's pages and scripts, and a server's answers that a test sets, so that every state can
 * be looked at, the same each time.
 * Left out: whether the real server answers so; that is for the other tests.
 */

import { createServer } from "node:http";
import { once } from "node:events";
import { after } from "node:test";
import { newVisitorKey, tokenFor } from "./chat.mjs";

/**
 * What the server answers.
 * @typedef {object} Scene
 * @property {(config: any) => any} [config] changes the demo shop's configuration
 * @property {any[]} [banners] what stands above the chat
 * @property {any[]} [messages] the conversation, oldest first
 * @property {any} [livechat] the state of the talk with a person
 * @property {any} [form] the form `wait`
 * @property {string[]} [submitted] forms that were sent, by their part
 * @property {string} [popup] what stands beside the bubble
 * @property {any[]} [frames] how the next answer begins; it goes no further
 * @property {Record<string, number | "never">} [refuse] a status for `METHOD /path`, or no answer at all
 */

const noLivechat = {
  status: "inactive",
  livechat_session_id: null,
  active_agent: null,
  is_agent_typing: false,
  feedback: { status: "not_available" },
  state_version: 1,
};

/** A stage before the binary `parlour`, which serves the demo. */
export async function startStage(parlour) {
  const headers = { Authorization: `Bearer ${await tokenFor(parlour.origin, newVisitorKey())}` };
  const shop = await (await fetch(`${parlour.origin}/api/v1/chat/config`, { headers })).json();
  /** @type {Scene} */
  let scene = {};

  const answers = {
    "POST /api/v1/chatbot-public/session": () => ({ token: "stage" }),
    "GET /api/v1/chat/config": () => (scene.config ?? ((config) => config))(structuredClone(shop)),
    "GET /api/v1/chat/banners": () => ({ banners: scene.banners ?? [] }),
    "GET /api/v1/chat/messages": () => ({
      messages: [...(scene.messages ?? [])].reverse(),
      next_cursor: null,
      has_more: false,
      active_turn: null,
      submitted_part_ids: scene.submitted ?? [],
    }),
    "GET /api/v1/chat/livechat/sync": () => ({
      state: { ...noLivechat, ...scene.livechat },
      messages: [],
      has_more: false,
      sync_cursor: "1",
    }),
    "POST /api/v1/chat/livechat/typing": () => ({}),
    "GET /api/v1/chat/forms/wait": () => scene.form,
    "GET /api/v1/chat/session": () => ({ values: [] }),
    "GET /api/v1/popup-messages": () => ({ popup_text: scene.popup ?? null, popup_key: scene.popup ? "popup" : null, delay_ms: 0 }),
    "GET /api/v1/chatbot-public/integration-config/shop-bot": () => ({}),
    "POST /api/v1/chatbot-public/opens": () => ({}),
  };

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://stage");
    const call = `${request.method} ${pathname}`;
    const refusal = scene.refuse?.[call];
    // Longer than a test: who waits for news waits, and so does who is not answered.
    if (refusal === "never" || searchParams.has("wait_ms")) return;
    if (refusal !== undefined) return json(response, refusal, { error: { code: "stage", message: "the stage says so" } });
    if (call === "POST /api/v1/chat/messages") return begin(response, scene.frames ?? []);
    if (request.method === "OPTIONS") return response.writeHead(204, anyPage).end();
    const answer = answers[call];
    if (answer !== undefined) return json(response, 200, answer());
    await passOn(request, response);
  });

  async function passOn(request, response) {
    const found = await fetch(parlour.origin + request.url, { headers: { accept: request.headers.accept ?? "*/*" }, redirect: "manual" });
    const kept = [...found.headers].filter(([name]) => !["content-encoding", "content-length", "transfer-encoding"].includes(name));
    response.writeHead(found.status, Object.fromEntries(kept)).end(Buffer.from(await found.arrayBuffer()));
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** @param {Scene} next what is answered from now on */
    set: (next) => void (scene = next),
  };
}

const anyPage = { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type, authorization" };

function json(response, status, body) {
  response.writeHead(status, { ...anyPage, "content-type": "application/json" }).end(JSON.stringify(body));
}

function begin(response, frames) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const all = [{ event: "status", data: { status: "connected", message_id: "msg_now", user_message_id: "msg_asked" } }, ...frames];
  all.forEach(({ event, data }, at) => response.write(`id: t.${at + 1}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
}
