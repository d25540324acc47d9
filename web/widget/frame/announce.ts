/**
 * What the host page hears of an answer: its first content, what it shows, what it was about. Each once.
 * Left out: answers that another tab asked for, which that tab tells of.
 */

import type { ChatClient } from "../../sdk/client.ts";
import type { Part, TurnFrame } from "../../protocol/wire.ts";
import type { ChatPorts } from "./engine.ts";

export interface Announcer {
  /** Follows one answer, frame by frame. */
  answer(from: ChatClient, signal: AbortSignal): (frame: TurnFrame) => void;
}

/** How long to wait before each time the server is asked what a question was about. */
const topicPausesMs = [1000, 2000, 4000];

export function createAnnouncer(ports: Pick<ChatPorts, "tell" | "sleep">): Announcer {
  const announced = new Set<string>();

  function part(one: Part): void {
    if (one.part_id === undefined || announced.has(one.part_id)) return;
    announced.add(one.part_id);
    if (one.type === "products") {
      const urls = one.products.map((product) => product.url).filter((url) => url !== "");
      ports.tell({ action: "productRecommendation", urls });
    } else if (one.type === "show_contact_form" || one.type === "show_support_ticket") {
      ports.tell({ action: "contactFormShown" });
    } else if (one.type === "custom") {
      ports.tell({ action: "custom", key: one.key, payload: one.payload ?? null });
    }
  }

  /** The server says it a moment after the answer, or never. */
  async function topic(from: ChatClient, messageId: string, signal: AbortSignal): Promise<void> {
    if (announced.has(messageId)) return;
    announced.add(messageId);
    for (const pauseMs of topicPausesMs) {
      await ports.sleep(pauseMs);
      if (signal.aborted) return;
      try {
        const said = await from.classification(messageId);
        if (signal.aborted) return;
        if (said.classified) return ports.tell({ action: "conversationClassified", emne: said.classification });
      } catch {
        // The next try may do better, and the chat does without.
      }
    }
  }

  return {
    answer(from, signal) {
      let firstToken: "awaited" | "told" = "awaited";
      return (frame) => {
        if (firstToken === "awaited" && carriesContent(frame)) {
          firstToken = "told";
          ports.tell({ action: "assistantFirstToken" });
        }
        if (frame.type === "part") part(frame.part);
        if (frame.type !== "done") return;
        frame.message.parts.forEach(part);
        void topic(from, frame.message.message_id, signal);
      };
    },
  };
}

function carriesContent(frame: TurnFrame): boolean {
  if (frame.type === "part") return true;
  if (frame.type !== "part_delta") return false;
  return frame.delta.action !== "start_part" && frame.delta.action !== "start_block";
}
