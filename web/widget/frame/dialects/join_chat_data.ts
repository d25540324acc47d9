/**
 * Puts Chat Data's dialect into a frame at its address: who the visitor is, what the page is told, the lead form.
 * Fetched by such a frame only (chat_data_early.ts). Left out: each of these (chat_data.ts, lead_question.ts, ../profile.ts).
 */

import type { ToldProfile } from "../../../protocol/wire.ts";
import type { ChatClient } from "../../../sdk/client.ts";
import type { FrameMessage } from "../../messages.ts";
import type { Outcome, Theme } from "../../parlour.d.ts";
import type { Asking } from "../asking.ts";
import type { Keeping } from "../keeping.ts";
import { createProfileKeeper } from "../profile.ts";
import type { ProfileKeeper } from "../profile.ts";
import type { State } from "../state.ts";
import { speakChatData } from "./chat_data.ts";
import type { Source } from "./chat_data_events.ts";
import { createLeadQuestion } from "./lead_question.ts";

export interface JoinPorts {
  chatbotId: string;
  source: Source;
  asking: Asking;
  keeping: Pick<Keeping, "tab" | "visits">;
  sleep(ms: number): Promise<void>;
  /** To the page that shows the frame. */
  post(message: unknown): void;
  /** To our script on that page, where there is one. */
  tell(message: FrameMessage): void;
  setTheme(theme: Theme): void;
  /** The server has taken what the page told of its visitor. */
  proved(): void;
}

export interface ChatDataFrame {
  begin(client: ChatClient): void;
  hear(data: unknown): void;
  told(message: FrameMessage): void;
  watch(state: State): void;
  identify(info: ToldProfile | null): Promise<Outcome>;
}

/** A profile that takes longer than this is not waited for. */
const patienceMs = 3000;

export function joinChatData({ chatbotId, source, asking, keeping, sleep, post, tell, setTheme, proved }: JoinPorts): ChatDataFrame {
  let client: ChatClient | null = null;
  const keeper = createProfileKeeper(sleep, asking.changed);
  const profile: ProfileKeeper = {
    ...keeper,
    async tell(info) {
      const outcome = await keeper.tell(info);
      if (outcome.ok && info !== null) proved();
      return outcome;
    },
  };
  const dialect = speakChatData({
    source,
    profile,
    post,
    setTheme,
    history: async (cursor) => {
      if (client === null) throw new Error("the chat has not started");
      return client.history(cursor);
    },
    warn: (text) => console.warn(text),
  });
  const question = createLeadQuestion({
    chatbotId,
    profile,
    changed: asking.changed,
    stores: { given: keeping.visits, declined: keeping.tab },
    async leave(lead) {
      tell({ action: "leadSubmitted", lead: await dialect.leave(lead) });
    },
  });
  asking.add(question.asker);

  return {
    begin(next) {
      client = next;
      profile.begin(next);
      void sleep(patienceMs).then(question.giveUp);
    },
    hear: dialect.hear,
    told(message) {
      if (message.action === "visitorForgotten") question.forget();
      dialect.tell(message);
    },
    watch: dialect.watch,
    identify: profile.tell,
  };
}
