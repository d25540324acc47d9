/** Proves how calls authenticate, stream and fail. Leaves out resuming (turn.test.ts). */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SendRequest, TurnFrame } from "../protocol/wire.ts";
import { createChatClient } from "./client.ts";
import type { ChatClient } from "./client.ts";
import { Failure, parseRetryAfter } from "./failure.ts";
import type { Problem } from "./failure.ts";

interface Call {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: unknown;
}

type Answer = (call: Call, init: RequestInit) => Response | Promise<Response>;

function stage(answer: Answer, silenceMs?: number): { client: ChatClient; calls: Call[] } {
  const calls: Call[] = [];
  let sessions = 0;
  const client = createChatClient({
    apiUrl: "https://chat.example",
    chatbotId: "shop-bot",
    visitorKey: "visitor-1-2",
    environment: "test",
    ...(silenceMs === undefined ? {} : { silenceMs }),
    fetch: async (url, init) => {
      const call: Call = {
        url: url.replace("https://chat.example/api/v1", ""),
        method: init.method ?? "GET",
        headers: init.headers as Record<string, string>,
        body: typeof init.body === "string" ? JSON.parse(init.body) : null,
      };
      calls.push(call);
      if (call.url !== "/chatbot-public/session") return answer(call, init);
      sessions += 1;
      return Response.json({ token: `token-${sessions}` });
    },
  });
  return { client, calls };
}

const request: SendRequest = { client_message_id: "c1", message: { parts: [] }, context: {} };

function sse(text: string): Response {
  return new Response(text, { headers: { "Content-Type": "text/event-stream" } });
}

async function collect(frames: AsyncIterable<TurnFrame>): Promise<TurnFrame[]> {
  const all: TurnFrame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

async function problem(work: Promise<unknown>): Promise<Problem> {
  const thrown = await work.then(() => null, (error: unknown) => error);
  assert.ok(thrown instanceof Failure);
  return thrown.problem;
}

test("what_a_question_was_about_is_asked_for_by_its_answer", async () => {
  const { client, calls } = stage(() => Response.json({ classification: "Order", classified: true }));
  assert.deepEqual(await client.classification("msg 1"), { classification: "Order", classified: true });
  assert.equal(calls.at(-1)?.url, "/chat/messages/msg%201/classification");
});

test("an_answer_is_stopped_by_its_id", async () => {
  const { client, calls } = stage(() => Response.json({ stopped: true }));
  assert.deepEqual(await client.stop("msg 1"), { stopped: true });
  assert.deepEqual([calls.at(-1)?.method, calls.at(-1)?.url], ["POST", "/chat/messages/msg%201/stop"]);
});

test("calls_that_start_together_share_one_session", async () => {
  const { client, calls } = stage(() => Response.json({}));
  await Promise.all([client.config(), client.history()]);
  assert.deepEqual(calls.map((call) => call.url), ["/chatbot-public/session", "/chat/config", "/chat/messages?limit=50"]);
  assert.deepEqual(calls[0]?.body, { chatbot_id: "shop-bot", visitor_key: "visitor-1-2", environment: "test" });
  assert.equal(calls[1]?.headers.Authorization, "Bearer token-1");
});

test("an_expired_token_is_renewed_once", async () => {
  const { client, calls } = stage((call) =>
    call.headers.Authorization === "Bearer token-1" ? Response.json({}, { status: 401 }) : Response.json({ ok: 1 }),
  );
  await client.config();
  assert.deepEqual(calls.map((call) => call.url), ["/chatbot-public/session", "/chat/config", "/chatbot-public/session", "/chat/config"]);
});

test("a_second_refusal_is_final", async () => {
  const { client, calls } = stage(() => Response.json({ error: { code: "unauthorized", message: "" } }, { status: 401 }));
  const found = await problem(client.config());
  assert.equal(found.kind === "refused" && found.status, 401);
  assert.equal(calls.filter((call) => call.url === "/chat/config").length, 2);
});

test("frames_carry_their_name_and_id_and_strangers_are_skipped", async () => {
  const { client } = stage(() =>
    sse(
      'id: m.1\nevent: status\ndata: {"status":"connected"}\n\n' +
        "event: aurora\ndata: {}\n\n" +
        "event: part\ndata: not json\n\n" +
        'id: m.2\nevent: error\ndata: {"code":"generation_failed","message":"","retryable":true}\n\n' +
        'event: status\ndata: {"status":"late"}\n\n',
    ),
  );
  assert.deepEqual(await collect(client.send(request)), [
    { type: "status", id: "m.1", status: "connected" },
    { type: "error", id: "m.2", code: "generation_failed", message: "", retryable: true },
  ]);
});

test("the_token_in_done_replaces_the_old_one", async () => {
  const { client, calls } = stage((call) =>
    call.method === "POST" ? sse('event: done\ndata: {"message":{"parts":[]},"visitor_token":"bound"}\n\n') : Response.json({}),
  );
  await collect(client.send(request));
  await client.config();
  assert.equal(calls.at(-1)?.headers.Authorization, "Bearer bound");
});

test("resuming_names_the_last_frame_or_none", async () => {
  const { client, calls } = stage(() => sse("event: done\ndata: {}\n\n"));
  await collect(client.resume("msg_1", null));
  await collect(client.resume("msg_1", "msg_1.7"));
  const [, first, second] = calls;
  assert.equal(first?.url, "/chat/messages/msg_1/stream");
  assert.equal("Last-Event-ID" in (first?.headers ?? {}), false);
  assert.equal(second?.headers["Last-Event-ID"], "msg_1.7");
});

test("refusals_keep_code_fields_and_the_time_to_wait", async () => {
  const params = [{ field: "email", message: "no" }];
  const { client } = stage(() =>
    Response.json({ error: { code: "rate_limited", message: "", params } }, { status: 429, headers: { "Retry-After": "7" } }),
  );
  assert.deepEqual(await problem(client.config()), { kind: "refused", status: 429, code: "rate_limited", params, retryAfterMs: 7000 });
});

test("a_proxy_page_instead_of_json_is_a_plain_refusal", async () => {
  const { client } = stage(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  assert.deepEqual(await problem(client.config()), { kind: "refused", status: 502, code: "internal", params: [], retryAfterMs: null });
});

test("no_answer_at_all_is_unreachable", async () => {
  const { client } = stage(() => Promise.reject(new TypeError("fetch failed")));
  assert.deepEqual(await problem(client.config()), { kind: "unreachable" });
});

test("leaving_the_stream_closes_the_connection", async () => {
  let signal: AbortSignal | null | undefined;
  const { client } = stage((_call, init) => {
    signal = init.signal;
    return new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('event: status\ndata: {"status":"connected"}\n\n')),
      }),
    );
  });
  for await (const _frame of client.send(request)) break;
  assert.equal(signal?.aborted, true);
});

test("a_silent_stream_counts_as_broken", async () => {
  const { client } = stage(
    (_call, init) =>
      new Response(
        new ReadableStream({
          start: (controller) => init.signal?.addEventListener("abort", () => controller.error(new Error("aborted"))),
        }),
      ),
    10,
  );
  assert.deepEqual(await problem(collect(client.send(request))), { kind: "unreachable" });
});

test("after_deletion_the_next_call_opens_a_new_session", async () => {
  const { client, calls } = stage((call) => (call.method === "DELETE" ? new Response(null, { status: 204 }) : Response.json({})));
  await client.deleteData();
  await client.config();
  assert.deepEqual(calls.map((call) => `${call.method} ${call.url}`), [
    "POST /chatbot-public/session",
    "DELETE /chat",
    "POST /chatbot-public/session",
    "GET /chat/config",
  ]);
});

test("retry_after_reads_seconds_and_dates", () => {
  assert.equal(parseRetryAfter("2", 0), 2000);
  assert.equal(parseRetryAfter("Thu, 01 Jan 1970 00:00:05 GMT", 1000), 4000);
  assert.equal(parseRetryAfter("soon", 0), null);
  assert.equal(parseRetryAfter(null, 0), null);
});
