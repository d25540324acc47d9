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
  const fire = (name: string) => (extra: object) => dispatchEvent(new CustomEvent(`chat_${name}`, { detail: { chat_type: "shopping_assistant", ...extra } }));
  events.on("opened", () => fire("open")({}));
  events.on("firstToken", ({ latencyMs }) => fire("response")({ response_latency_ms: latencyMs }));
  events.on("recommendation", fire("recommendation"));
  events.on("productClick", fire("product_click"));
  events.on("contactFormShown", fire("contact_form_shown"));
  events.on("classified", fire("conversation_classified"));
}
