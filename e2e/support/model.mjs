/**
 * A language model for tests: an OpenAI-compatible server that says what it is told to, word by word, and holds its
 * breath wherever a scenario wants to look.
 * Left out: judging what it is asked, errors, and everything but streamed chat completions.
 */

import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { after } from "node:test";

/** In a script: nothing more is said until `release()`. */
export const hold = Symbol("hold");

/** In a script: the model calls a tool. */
export const call = (name, args) => ({ call: { name, arguments: JSON.stringify(args) } });

/** @typedef {string | typeof hold | ReturnType<typeof call>} Step */

/** Takes the port that is free; ends with its test file. */
export async function startModel() {
  /** @type {Step[][]} */
  const scripts = [];
  const requests = [];
  let hangUps = 0;
  /** What lets each answer go on that holds now. */
  const holding = new Set();
  const news = new EventEmitter();

  function rest(response) {
    return new Promise((done) => {
      holding.add(done);
      response.once("close", () => holding.delete(done));
      news.emit("holds");
    });
  }

  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    requests.push(JSON.parse(`${Buffer.concat(pieces)}`));
    response.on("close", () => {
      if (!response.writableFinished) hangUps += 1;
    });
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.flushHeaders();
    let calls = 0;
    for (const step of scripts.shift() ?? ["Yes."]) {
      if (step === hold) {
        await rest(response);
      } else if (typeof step === "string") {
        for (const content of step.match(/\S*\s*/g)) if (content !== "") await say(response, { content });
      } else {
        await say(response, { tool_calls: fragments(step.call, calls++) });
      }
      if (response.destroyed) return;
    }
    write(response, { choices: [{ index: 0, delta: {}, finish_reason: calls > 0 ? "tool_calls" : "stop" }] });
    response.end("data: [DONE]\n\n");
  });

  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  return {
    /** What makes a server speak by this model. */
    env: { PARLOUR_LLM_BASE_URL: `http://127.0.0.1:${server.address().port}/v1`, PARLOUR_LLM_MODEL: "scripted" },
    /** What was asked, oldest first. */
    requests,
    /** How often somebody went away before the end. */
    hangUps: () => hangUps,
    /** The next answers, a script each; later ones are a plain word. */
    script: (...steps) => void scripts.push(...steps),
    /** Resolves once an answer has come to a `hold`. */
    async holds() {
      if (holding.size === 0) await once(news, "holds");
    },
    /** Lets what holds go on, as soon as something does. */
    async release() {
      await this.holds();
      for (const goOn of holding) goOn();
      holding.clear();
    },
    /** Forgets scripts and what was asked; nothing holds any longer. */
    reset() {
      for (const goOn of holding) goOn();
      holding.clear();
      scripts.length = 0;
      requests.length = 0;
      hangUps = 0;
    },
  };
}

/** One call, its arguments in one piece as many servers send them. */
function fragments({ name, arguments: args }, index) {
  return [{ index, id: `call_${index}`, type: "function", function: { name, arguments: args } }];
}

function say(response, delta) {
  write(response, { choices: [{ index: 0, delta, finish_reason: null }] });
  // A turn of the event loop each: fragments travel one by one, as a model's do.
  return new Promise((done) => setImmediate(done));
}

const write = (response, event) => response.write(`data: ${JSON.stringify(event)}\n\n`);
