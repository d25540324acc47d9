/**
 * The visitor API as typed calls: one visitor of one chatbot, whose token is fetched when needed.
 * Left out: resuming a broken answer (turn.ts), live chat, and anything that draws.
 */

import { readSse } from "../protocol/sse.ts";
import type { SseEvent } from "../protocol/sse.ts";
import type {
  Action,
  ActionReceipt,
  Banner,
  Classification,
  Config,
  FormDefinition,
  History,
  Lead,
  LeadKey,
  LivechatNews,
  Message,
  Profile,
  SendRequest,
  SessionValues,
  Stopped,
  ToldProfile,
  TurnFrame,
} from "../protocol/wire.ts";
import { Failure, failureOf } from "./failure.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ClientOptions {
  /** Origin of the API, without a slash at the end; "" is the page's own. */
  apiUrl: string;
  chatbotId: string;
  /** The visitor's secret: who knows it is this visitor. */
  visitorKey: string;
  environment: "live" | "test";
  fetch?: Fetch;
  now?: () => number;
  /** A stream without a byte for this long counts as broken. The server sends a comment every 15 s. */
  silenceMs?: number;
}

export interface ChatClient {
  config(): Promise<Config>;
  /** What stands above the chat on a page of this address. */
  banners(pageUrl: string): Promise<Banner[]>;
  history(cursor?: string | null): Promise<History>;
  /** Safe to repeat with the same `client_message_id`. */
  send(request: SendRequest, signal?: AbortSignal): AsyncIterable<TurnFrame>;
  /** The frames of a turn after `lastFrameId`, or all of them. */
  resume(messageId: string, lastFrameId: string | null, signal?: AbortSignal): AsyncIterable<TurnFrame>;
  /**
   * Ends an answer with what was said so far; its stream says so. Named by its own id or by the id of the
   * message it answers. Leaving a stream stops nothing.
   */
  stop(messageId: string): Promise<Stopped>;
  /** What the question behind an answer was about, once that is known. */
  classification(messageId: string): Promise<Classification>;
  /** Without a part for a form that no message shows. `fetchIt` may be one that tells how far large files have come (upload.ts). */
  submit(partId: string | null, action: Action, fetchIt?: Fetch): Promise<ActionReceipt>;
  form(formId: string): Promise<FormDefinition>;
  /** Keeps values for the person who is waited for; blank ones are passed over. Gives all that is kept. */
  fillForm(formId: string, values: Record<string, string>): Promise<SessionValues>;
  sessionValues(): Promise<SessionValues>;
  /** Asks for a person, on the offer that a part made or of the visitor's own accord. While one is asked for or there, nothing changes. */
  handover(partId: string | null, context: { current_page_url?: string; browser_language?: string }): Promise<void>;
  /** What is new in the talk with a person: at once when there is anything, else after the wait. */
  livechatNews(seen: { after: number; cursor: string | null; waitMs: number }, signal?: AbortSignal): Promise<LivechatNews>;
  /** Says something to the person. Safe to repeat with the same `client_message_id`. */
  say(request: SendRequest, signal?: AbortSignal): Promise<Message>;
  livechatTyping(isTyping: boolean): Promise<void>;
  closeLivechat(): Promise<void>;
  rateLivechat(rating: number, feedback?: string): Promise<void>;
  rate(rating: number, feedback?: string): Promise<void>;
  profile(): Promise<Profile>;
  /** Tells what the page knows of its visitor. Refused with 403 when `user_hash` is wrong. */
  tellProfile(told: ToldProfile): Promise<Profile>;
  /** Takes back what the page has told. */
  forgetProfile(): Promise<void>;
  /** Sends what the visitor has left in a lead form. */
  submitLead(lead: Partial<Record<LeadKey, string>>, source: "widget" | "iframe"): Promise<Lead>;
  /** Everything the server keeps about this visitor, as it came. */
  exportData(): Promise<string>;
  /** Deletes everything the server keeps about this visitor; the next call is a new acquaintance. */
  deleteData(): Promise<void>;
  /** Adds to what is known of the visitor: by the page's word, or by a token that the site's own server has signed. */
  changeSession(change: { metadata: Record<string, unknown> } | { signed_metadata: string }): Promise<void>;
}

const historyPage = 50;
/** How much longer than asked for the server may hold an answer before the connection counts as broken. */
const lateMs = 15_000;

export function createChatClient(options: ClientOptions): ChatClient {
  const fetchIt = options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));
  const now = options.now ?? Date.now;
  const silenceMs = options.silenceMs ?? 45_000;
  const chat = `${options.apiUrl}/api/v1/chat`;
  /** Shared by calls that start together, so that they open one session between them. */
  let token: Promise<string> | null = null;

  async function openSession(): Promise<string> {
    const response = await reach(`${options.apiUrl}/api/v1/chatbot-public/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        chatbot_id: options.chatbotId,
        visitor_key: options.visitorKey,
        environment: options.environment,
      }),
    });
    if (!response.ok) throw await failureOf(response, now);
    const answer = (await readJson(response)) as { token: string };
    return answer.token;
  }

  async function reach(url: string, init: RequestInit, by: Fetch = fetchIt): Promise<Response> {
    try {
      return await by(url, { credentials: "omit", ...init });
    } catch (thrown) {
      if (init.signal?.aborted) throw thrown;
      throw new Failure({ kind: "unreachable" });
    }
  }

  async function call(path: string, init: RequestInit = {}, by?: Fetch): Promise<Response> {
    let renewed = false;
    for (;;) {
      const current = (token ??= openSession());
      let bearer: string;
      try {
        bearer = await current;
      } catch (thrown) {
        if (token === current) token = null;
        throw thrown;
      }
      const headers = { ...(init.headers as Record<string, string>), Authorization: `Bearer ${bearer}` };
      const response = await reach(chat + path, { ...init, headers }, by);
      if (response.ok) return response;
      if (response.status !== 401 || renewed) throw await failureOf(response, now);
      renewed = true;
      if (token === current) token = null;
    }
  }

  function json(method: string, body: unknown): RequestInit {
    return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  }

  async function* stream(path: string, init: RequestInit, signal?: AbortSignal): AsyncGenerator<TurnFrame> {
    const cut = new AbortController();
    const abort = (): void => cut.abort();
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) cut.abort();
    let alarm = setTimeout(abort, silenceMs);
    const onBytes = (): void => {
      clearTimeout(alarm);
      alarm = setTimeout(abort, silenceMs);
    };
    try {
      const headers = { ...(init.headers as Record<string, string>), Accept: "text/event-stream" };
      const response = await call(path, { ...init, headers, signal: cut.signal });
      if (response.body === null) throw new Failure({ kind: "unreachable" });
      for await (const event of readSse(response.body, { onBytes })) {
        const frame = toFrame(event);
        if (frame === null) continue;
        if (frame.type === "done" && frame.visitor_token) token = Promise.resolve(frame.visitor_token);
        yield frame;
        if (frame.type === "done" || frame.type === "error") return;
      }
    } catch (thrown) {
      if (signal?.aborted || thrown instanceof Failure) throw thrown;
      throw new Failure({ kind: "unreachable" });
    } finally {
      clearTimeout(alarm);
      signal?.removeEventListener("abort", abort);
      cut.abort();
    }
  }

  return {
    config: async () => (await readJson(await call("/config"))) as Config,
    banners: async (pageUrl) =>
      ((await readJson(await call(`/banners?url=${encodeURIComponent(pageUrl)}`))) as { banners: Banner[] }).banners,
    history: async (cursor) => {
      const from = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
      return (await readJson(await call(`/messages?limit=${historyPage}${from}`))) as History;
    },
    send: (request, signal) => stream("/messages", json("POST", request), signal),
    resume: (messageId, lastFrameId, signal) => {
      const headers = lastFrameId === null ? {} : { "Last-Event-ID": lastFrameId };
      return stream(`/messages/${encodeURIComponent(messageId)}/stream`, { headers }, signal);
    },
    stop: async (messageId) =>
      (await readJson(await call(`/messages/${encodeURIComponent(messageId)}/stop`, { method: "POST" }))) as Stopped,
    classification: async (messageId) =>
      (await readJson(await call(`/messages/${encodeURIComponent(messageId)}/classification`))) as Classification,
    submit: async (partId, action, by) =>
      (await readJson(await call("/actions", json("POST", partId === null ? { action } : { part_id: partId, action }), by))) as ActionReceipt,
    form: async (formId) => (await readJson(await call(`/forms/${encodeURIComponent(formId)}`))) as FormDefinition,
    fillForm: async (formId, values) =>
      (await readJson(await call(`/forms/${encodeURIComponent(formId)}/values`, json("PATCH", { values })))) as SessionValues,
    sessionValues: async () => (await readJson(await call("/session"))) as SessionValues,
    handover: async (partId, context) => {
      const from = partId === null ? { source: "manual_button" } : { source: "assistant_marker", part_id: partId };
      await call("/livechat/handover", json("POST", { platform: "website", ...from, client_context: context }));
    },
    livechatNews: async ({ after, cursor, waitMs }, signal) => {
      const wait = cursor === null ? "" : `&sync_cursor=${cursor}&wait_ms=${waitMs}`;
      return inTime(waitMs + lateMs, signal, async (init) => {
        const response = await call(`/livechat/sync?after_sequence_number=${after}${wait}`, init);
        return (await readJson(response)) as LivechatNews;
      });
    },
    say: async (request, signal) => {
      const init = signal === undefined ? {} : { signal };
      const answer = (await readJson(await call("/livechat/messages", { ...json("POST", request), ...init }))) as { message: Message };
      return answer.message;
    },
    livechatTyping: async (isTyping) => void (await call("/livechat/typing", json("POST", { is_typing: isTyping }))),
    closeLivechat: async () => void (await call("/livechat/close", json("POST", {}))),
    rateLivechat: async (rating, feedback) => {
      await call("/livechat/feedback", json("POST", feedback ? { rating, feedback } : { rating }));
    },
    rate: async (rating, feedback) => {
      await call("/rate", json("POST", feedback ? { rating, feedback } : { rating }));
    },
    profile: async () => (await readJson(await call("/profile"))) as Profile,
    tellProfile: async (told) => (await readJson(await call("/profile", json("PUT", told)))) as Profile,
    forgetProfile: async () => void (await call("/profile", { method: "DELETE" })),
    submitLead: async (lead, source) => (await readJson(await call("/lead", json("POST", { ...lead, source })))) as Lead,
    exportData: async () => (await call("/export")).text(),
    deleteData: async () => {
      await call("", { method: "DELETE" });
      token = null;
    },
    changeSession: async (change) => void (await call("/session", json("PATCH", change))),
  };
}

/** A connection that was lost without a word would be waited for without end: past the time it counts as broken. */
async function inTime<T>(limitMs: number, signal: AbortSignal | undefined, doing: (init: RequestInit) => Promise<T>): Promise<T> {
  const cut = new AbortController();
  const abort = (): void => cut.abort();
  const alarm = setTimeout(abort, limitMs);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) cut.abort();
  try {
    return await doing({ signal: cut.signal });
  } catch (thrown) {
    if (thrown instanceof Failure || signal?.aborted) throw thrown;
    throw new Failure({ kind: "unreachable" });
  } finally {
    clearTimeout(alarm);
    signal?.removeEventListener("abort", abort);
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new Failure({ kind: "unreachable" });
  }
}

/** An event as a frame; null for events of a newer server and for data that is not JSON. */
function toFrame(event: SseEvent): TurnFrame | null {
  switch (event.event) {
    case "status":
    case "part_delta":
    case "part":
    case "done":
    case "error":
      try {
        return { ...JSON.parse(event.data), type: event.event, id: event.id } as TurnFrame;
      } catch {
        return null;
      }
    default:
      return null;
  }
}
