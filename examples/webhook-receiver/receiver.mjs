// Receives Parlour's webhooks: believes only what is signed, and handles an event once.
//
//   SIGNING_SECRET=whsec_… PORT=3000 node receiver.mjs

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const secret = process.env.SIGNING_SECRET;
const port = Number(process.env.PORT ?? 3000);
/** How old a request may be, in seconds: one that was overheard is of no use later. */
const MAX_AGE_S = 300;
/** How much one request may carry. */
const MAX_BYTES = 16 * 1024 * 1024;

if (!secret) {
  console.error("set SIGNING_SECRET to the webhook's signing_secret");
  process.exit(2);
}

/** The events that were handled. Keep them in your database, beside what handling them changed. */
const handled = new Set();

/** Whether these very bytes were signed with the secret. Parse them only afterwards. */
function isSigned(headers, body) {
  const timestamp = String(headers["x-di-timestamp"] ?? "");
  const expected = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest();
  const given = String(headers["x-di-signature"] ?? "");
  // What is no digit would end the reading there: a signature is 64 of them, and nothing else.
  return /^[0-9a-f]{64}$/.test(given) && timingSafeEqual(Buffer.from(given, "hex"), expected);
}

function isFresh(headers) {
  const timestamp = String(headers["x-di-timestamp"] ?? "");
  return /^[0-9]{1,12}$/.test(timestamp) && Math.abs(Date.now() / 1000 - Number(timestamp)) <= MAX_AGE_S;
}

/** The whole body; null when it is too large. */
async function bodyOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function answer(request, response) {
  const body = await bodyOf(request);
  if (body === null) return response.writeHead(413).end("too large");
  if (!isSigned(request.headers, body) || !isFresh(request.headers)) {
    return response.writeHead(401).end("not signed with this secret, or too old");
  }
  const event = JSON.parse(body.toString("utf8"));
  if (typeof event?.event_id !== "string" || typeof event.type !== "string") {
    return response.writeHead(400).end("no event");
  }
  if (!handled.has(event.event_id)) {
    handled.add(event.event_id);
    console.log(`${event.event_id} ${event.type}`);
  }
  return response.writeHead(204).end();
}

const server = createServer((request, response) => {
  // Whoever hangs up, or sends what is no JSON, ends only their own request.
  answer(request, response).catch((error) => {
    console.error(`${request.method} ${request.url}: ${error.message}`);
    if (!response.headersSent) response.writeHead(400).end();
  });
});
server.requestTimeout = 10_000;

server.listen(port, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
