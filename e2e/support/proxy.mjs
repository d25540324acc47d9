/**
 * A bad network between a browser and the server: it cuts and holds streams after any frame, swallows
 * answers, goes down and comes back, and writes down what passed.
 * It can also put frames into a stream, rewrite an answer or refuse a request, for what the server
 * does not do by itself; a test that does so says it.
 * Left out: anything but plain HTTP/1.1.
 */

import { createServer, request as send } from "node:http";
import { after } from "node:test";

/**
 * What is to happen to a stream. Frames are counted from 1 and only frames count, not comments.
 * @typedef {object} StreamPlan
 * @property {number} [cutAfter] Breaks the connection behind this frame.
 * @property {number} [holdAfter] Sends nothing behind this frame until `release()`, `cut()` or `tear()`.
 * @property {(frames: Frame[]) => Frame[]} [rewrite] Changes the frames; they are sent when all are there.
 */

/** @typedef {{id: string, event: string, data: any}} Frame */

/** `target()` may be set later, for a server that is to know the proxy's address as its own. */
export async function startProxy(origin = "http://127.0.0.1:1") {
  let target = new URL(origin);
  const streamPlans = [];
  const faults = [];
  const rewrites = [];
  const exchanges = [];
  let state = "up";
  /** What becomes of streams that are held. */
  let decide = () => undefined;
  let decision = new Promise((done) => (decide = done));

  const server = createServer(async (request, response) => {
    response.on("error", () => undefined);
    const body = await readAll(request).catch(() => null);
    if (body === null || state === "down") return request.socket.destroy();
    const path = request.url;
    const exchange = { method: request.method, path, headers: request.headers, body: `${body}`, frames: [], outcome: "open" };
    exchanges.push(exchange);
    const fault = takeFirst(faults, (one) => one.applies(exchange));
    if (fault?.kind === "unheard") return breakOff(exchange, request.socket);
    if (fault?.kind === "instead") {
      exchange.outcome = "refused";
      response.writeHead(fault.status, { "Content-Type": "application/json", ...fault.headers });
      return response.end(JSON.stringify({ error: { code: fault.code, message: "the proxy says so" } }));
    }
    forward(exchange, body, response, fault);
  });

  function forward(exchange, body, response, fault) {
    const { method, path, headers } = exchange;
    const onward = send({ hostname: target.hostname, port: target.port, method, path, headers, agent: false }, async (answer) => {
      exchange.status = answer.statusCode;
      if (fault?.kind === "unanswered") {
        await readAll(answer).catch(() => undefined);
        return breakOff(exchange, response.socket);
      }
      if (/^text\/event-stream/.test(answer.headers["content-type"] ?? "")) {
        return passStream(exchange, answer, response);
      }
      const rewrite = takeFirst(rewrites, (one) => one.applies(exchange));
      if (rewrite === undefined) {
        response.writeHead(answer.statusCode, answer.headers);
        return answer.pipe(response).on("finish", () => (exchange.outcome = "whole"));
      }
      const changed = Buffer.from(JSON.stringify(rewrite.change(JSON.parse(`${await readAll(answer)}`))));
      const { "content-encoding": _encoding, "content-length": _length, "transfer-encoding": _chunks, ...rest } = answer.headers;
      response.writeHead(answer.statusCode, { ...rest, "Content-Length": changed.length });
      response.end(changed);
      exchange.outcome = "whole";
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    onward.end(body);
  }

  async function passStream(exchange, answer, response) {
    const plan = streamPlans.shift() ?? {};
    response.writeHead(answer.statusCode, answer.headers);
    response.flushHeaders();
    const frames = plan.rewrite ? plan.rewrite(await allFrames(answer)) : framesOf(answer);
    let fate = plan.holdAfter === 0 ? await decision : "go on";
    try {
      for await (const frame of frames) {
        const text = frame.text ?? print(frame);
        if (fate === "tear") await write(response, text.slice(0, text.length / 2));
        if (fate !== "go on" || exchange.frames.length === plan.cutAfter) {
          // What was sent is given the time to arrive: a broken connection may take it along.
          await new Promise((done) => setTimeout(done, 50));
          return breakOff(exchange, response.socket);
        }
        await write(response, text);
        if (frame.id !== undefined) exchange.frames.push(frame);
        if (exchange.frames.length === plan.holdAfter) fate = await decision;
        if (response.destroyed) return breakOff(exchange, null);
      }
      response.end();
      exchange.outcome = "whole";
    } catch {
      response.destroy();
    }
  }

  function settle(fate) {
    decide(fate);
    decision = new Promise((done) => (decide = done));
  }

  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Where to pass everything on to. */
    target: (origin) => void (target = new URL(origin)),
    /** All that passed, oldest first. */
    exchanges,
    /** Those for a method and a path, the query left out. */
    sent: (method, path) =>
      exchanges.filter((one) => one.method === method && matches(one.path.split("?")[0], path)),
    /** The next streams go by these plans, one each; later ones pass untouched. */
    plan: (...plans) => void streamPlans.push(...plans),
    /** The next such request never reaches the server. */
    dropRequest: (method, path) => void faults.push({ kind: "unheard", applies: asks(method, path) }),
    /** The next such request reaches the server, and its answer is lost. */
    dropAnswer: (method, path) => void faults.push({ kind: "unanswered", applies: asks(method, path) }),
    /** The next such request never reaches the server, and is refused as a server would. */
    refuse: (method, path, status, code, headers = {}) =>
      void faults.push({ kind: "instead", status, code, headers, applies: asks(method, path) }),
    /** Changes the JSON of the next such answer. */
    rewriteAnswer: (method, path, change) => void rewrites.push({ applies: asks(method, path), change }),
    /** Lets held streams go on. */
    release: () => settle("go on"),
    /** Breaks held streams where they are. */
    cut: () => settle("cut"),
    /** Breaks held streams in the middle of their next frame. */
    tear: () => settle("tear"),
    /** Breaks every connection and takes no other until `up()`. */
    down() {
      state = "down";
      server.closeAllConnections();
    },
    up: () => void (state = "up"),
    /** Forgets plans and what passed. */
    reset() {
      state = "up";
      for (const list of [streamPlans, faults, rewrites, exchanges]) list.length = 0;
    },
  };
}

function breakOff(exchange, socket) {
  exchange.outcome = "cut";
  socket?.destroy();
}

const matches = (path, pattern) => (typeof pattern === "string" ? path === pattern : pattern.test(path));
const asks = (method, path) => (one) => one.method === method && matches(one.path.split("?")[0], path);

function takeFirst(list, fits) {
  const at = list.findIndex(fits);
  return at < 0 ? undefined : list.splice(at, 1)[0];
}

async function readAll(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The frames of a stream as they come; comments pass as frames without an id. */
async function* framesOf(stream) {
  let rest = "";
  stream.setEncoding("utf8");
  for await (const piece of stream) {
    rest += piece;
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const text = rest.slice(0, end + 2);
      rest = rest.slice(end + 2);
      yield { text, ...read(text) };
    }
  }
}

async function allFrames(stream) {
  const all = [];
  for await (const { id, event, data } of framesOf(stream)) if (id !== undefined) all.push({ id, event, data });
  return all;
}

/** Members are missing where the text is only a comment. */
function read(text) {
  const field = (name) => new RegExp(`^${name}: ?(.*)$`, "m").exec(text)?.[1];
  const data = field("data");
  return data === undefined ? {} : { id: field("id") ?? "", event: field("event"), data: JSON.parse(data) };
}

const print = ({ id, event, data }) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

const write = (response, text) => new Promise((done) => response.write(text, done));
