/**
 * The Diverge contract on a page: `window.DialogIntelligens`, and the events on `window`.
 * Left out: everything but names.
 */

import type { Outcome } from "../parlour.d.ts";
import type { Chat } from "../page/chat.ts";
import { offer } from "./offer.ts";

export interface DialogIntelligens {
  open(message?: string): void;
  hide(): void;
  show(): void;
  destroy(): void;
  setMetadata(metadata: Record<string, unknown>): Promise<Outcome>;
  setSignedMetadata(token: string): Promise<Outcome>;
  getUiLanguage(): string | null;
}

declare global {
  interface Window {
    DialogIntelligens?: DialogIntelligens;
  }
}

export function offerDialogIntelligens(chat: Chat): void {
  offer(chat, "DialogIntelligens", {
    open: (message) => chat.open(message),
    hide: chat.hide,
    show: chat.show,
    destroy: chat.destroy,
    setMetadata: chat.setMetadata,
    setSignedMetadata: chat.setSignedMetadata,
    getUiLanguage: chat.language,
  });
}

export function fireDivergeEvents({ events }: Chat): void {
  events.on("opened", () => fire("chat_open"));
  events.on("firstToken", ({ latencyMs }) => fire("chat_response", { response_latency_ms: latencyMs }));
  events.on("recommendation", (shown) => fire("chat_recommendation", shown));
  events.on("productClick", (clicked) => fire("chat_product_click", clicked));
  events.on("contactFormShown", () => fire("chat_contact_form_shown"));
  events.on("classified", (told) => fire("chat_conversation_classified", told));
}

function fire(name: string, extra: object = {}): void {
  dispatchEvent(new CustomEvent(name, { detail: { chat_type: "shopping_assistant", ...extra } }));
}
