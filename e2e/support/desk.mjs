/**
 * The agents' side of livechat: an app that hears of visitors by webhook and answers with the session's token.
 * Left out: judging signatures and retries; those are the server's own tests.
 */

import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { after } from "node:test";

const ALICE = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

/** Turns livechat on for a chatbot, hires Alice and listens. The server must allow webhooks to loopback. */
export async function startDesk(parlour, chatbotId = "shop-bot") {
  const { key } = await parlour.cli("key", "create");
  const told = [];
  const news = new EventEmitter();
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    told.push(JSON.parse(`${Buffer.concat(pieces)}`));
    response.writeHead(200).end();
    news.emit("told");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function call(method, path, authorization, body) {
    const response = await fetch(`${parlour.origin}/api/v1/chat${path}`, {
      method,
      headers: { Authorization: authorization, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
  const owner = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  const setUp = (path, body) => call("PUT", `${path}?chatbot_id=${chatbotId}`, owner, body);
  await setUp("/livechat/settings", { enabled: true });
  await setUp(`/livechat/agents/${ALICE}`, { display_name: "Alice", avatar_url: null });
  const events = ["livechat.customer.typing.started", "livechat.feedback.submitted"];
  await setUp("/webhook", { enabled: true, url: `http://127.0.0.1:${server.address().port}/`, events });

  async function hears(kind, fits = () => true) {
    for (;;) {
      const at = told.findIndex((event) => event.type === kind && fits(event));
      if (at >= 0) return told.splice(at, 1)[0];
      await once(news, "told");
    }
  }

  return {
    /** Changes how the chatbot's people can be reached. */
    set: (settings) => setUp("/livechat/settings", settings),
    /** Resolves with Alice in the session of the next visitor who asks for a person, asked already or later. */
    async nextWish() {
      const { livechat_session: session } = await hears("livechat.handover.requested");
      const bearer = `Bearer ${session.token}`;
      const isHere = (event) => event.livechat_session.livechat_session_id === session.livechat_session_id;
      const act = (path, body) => call("POST", `/livechat/agent/${path}`, bearer, { agent_id: ALICE, ...body });
      return {
        says: (text, ...files) => act("messages", { message: { parts: [...files, { type: "text", text }] } }),
        /** What an agent can read of the visitor and the talk. */
        context: () => call("GET", "/livechat/agent/context", bearer),
        types: (isTyping) => act("typing", { is_typing: isTyping }),
        ends: () => act("close", {}),
        /** Resolves with the next event of a kind in this session, told already or later. */
        hears: (kind) => hears(kind, isHere),
        /** The events of a kind in this session that nobody has asked for yet. */
        unheard: (kind) => told.filter((event) => event.type === kind && isHere(event)),
      };
    },
  };
}
