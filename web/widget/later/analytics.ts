/**
 * Counts what visitors do, where the chatbot's owner has switched that on. No text of a conversation is among it.
 * Left out: what becomes of the counts (the server).
 */

import type { ParlourEvent } from "../parlour.d.ts";
import type { Core } from "../page/core.ts";
import { noteOpened, visitorKey } from "../page/storage.ts";
import { apiOf } from "./site_config.ts";

export interface Counted {
  name: string;
  props: Record<string, string | number | string[]>;
}

/** Counts from the page's load on, until the returned function is called. */
export function countEvents({ settings, events }: Core): () => void {
  const { chatbotId, environment } = settings;

  function post(path: string, body: object): void {
    // Kept alive past the page's end; one that is lost is a count too few.
    void fetch(apiOf(settings) + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      keepalive: true,
    }).catch(() => undefined);
  }

  return events.subscribe((event) => {
    const counted = countOf(event);
    if (counted !== null) {
      post(`/api/v1/analytics/events?chatbot_id=${encodeURIComponent(chatbotId)}`, {
        visitor_key: visitorKey(chatbotId),
        environment,
        events: [counted],
      });
    }
    if (event.type === "opened" && noteOpened(chatbotId)) {
      post("/api/v1/chatbot-public/opens", { chatbot_id: chatbotId, visitor_key: visitorKey(chatbotId), source: event.data.source });
    }
  });
}

/** What an event counts as; null when it is not counted. */
export function countOf(event: ParlourEvent): Counted | null {
  switch (event.type) {
    case "opened":
      return { name: "chatbot_opened", props: { source: event.data.source } };
    case "conversationStarted":
      return { name: "conversation_started", props: {} };
    case "messageSent":
      return { name: "message_sent", props: {} };
    case "recommendation":
      return { name: "product_recommendation_shown", props: event.data.urls ? { urls: event.data.urls } : {} };
    case "productClick":
      return { name: "product_recommendation_clicked", props: event.data.url ? { url: event.data.url } : {} };
    case "contactFormShown":
      return { name: "contact_form_shown", props: {} };
    case "formSubmitted":
      return { name: "form_submitted", props: { form_type: event.data.formType } };
    case "ratingSubmitted":
      return { name: "rating_submitted", props: { rating: event.data.rating } };
    case "livechat":
      return event.data.state === "waiting" ? { name: "livechat_started", props: {} } : null;
    case "purchaseReported":
      return { name: "purchase_completed", props: { total_price: event.data.totalPrice, currency: event.data.currency } };
    default:
      return null;
  }
}
