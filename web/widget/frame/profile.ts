/**
 * Keeps who the visitor is together with the server: what the page tells, the newest word winning, and what the
 * visitor leaves themselves.
 * Left out: the words a page uses for it (dialects/), the form (lead.ts).
 */

import type { Lead, LeadKey, Profile, ToldProfile } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import { isPermanent, problemOf } from "../../sdk/failure.ts";
import type { Outcome } from "../parlour.d.ts";

export type ProfileClient = Pick<ChatClient, "profile" | "tellProfile" | "forgetProfile" | "submitLead">;

export interface ProfileKeeper {
  /** Knows the visitor by this client from now on; what was told before is told now. */
  begin(client: ProfileClient): void;
  /** Null takes back what the page has told. Told again before it was sent, only the newest is sent, for all of them. */
  tell(info: ToldProfile | null): Promise<Outcome>;
  /** As the server has it; null where it has none. Waits for what is being told. */
  current(): Promise<Profile | null>;
  /** The same as far as it is known now; undefined before that. */
  latest(): Profile | null | undefined;
  /** The server's word is asked for anew at the next question. */
  forget(): void;
  leave(lead: Partial<Record<LeadKey, string>>, source: "widget" | "iframe"): Promise<Lead>;
}

interface Telling {
  info: ToldProfile | null;
  answers: ((outcome: Outcome) => void)[];
}

/** How long to wait before each time the server is told again. */
const pausesMs = [500, 1000, 2000];

/** `changed` is called whenever more is known. */
export function createProfileKeeper(sleep: (ms: number) => Promise<void>, changed: () => void = () => undefined): ProfileKeeper {
  let client: ProfileClient | null = null;
  let known: Promise<Profile | null> | null = null;
  let waiting: Telling | null = null;
  let telling: Promise<void> | null = null;
  let latest: Profile | null | undefined;

  function learn(from: ProfileClient, profile: Profile | null): Profile | null {
    if (from !== client) return profile;
    latest = profile;
    changed();
    return profile;
  }

  function ask(): Promise<Profile | null> {
    if (client === null) return Promise.resolve(null);
    const from = client;
    return (known ??= from.profile().then(
      (profile) => learn(from, profile),
      () => {
        if (from === client) known = null;
        return learn(from, null);
      },
    ));
  }

  /** Tells what waits, and then what has come meanwhile. */
  async function tellAll(): Promise<void> {
    while (waiting !== null && client !== null) {
      const { info, answers } = waiting;
      waiting = null;
      const outcome = await tellOne(client, info, () => waiting !== null);
      if (outcome === "overtaken") (waiting as Telling | null)?.answers.unshift(...answers);
      else for (const answer of answers) answer(outcome);
    }
    telling = null;
  }

  async function tellOne(to: ProfileClient, info: ToldProfile | null, isOvertaken: () => boolean): Promise<Outcome | "overtaken"> {
    for (let tries = 0; ; tries += 1) {
      try {
        if (info === null) {
          await to.forgetProfile();
          if (to === client) known = null;
          await ask();
        } else {
          const profile = await to.tellProfile(info);
          if (to === client) known = Promise.resolve(profile);
          learn(to, profile);
        }
        return { ok: true, permanent: false };
      } catch (thrown) {
        const problem = problemOf(thrown);
        const pauseMs = pausesMs[tries];
        if (isPermanent(problem)) return { ok: false, permanent: true };
        if (pauseMs === undefined) return { ok: false, permanent: false };
        await sleep(pauseMs);
        if (isOvertaken()) return "overtaken";
      }
    }
  }

  function start(): void {
    if (telling === null && waiting !== null && client !== null) telling = tellAll();
  }

  return {
    begin(next) {
      client = next;
      known = null;
      latest = undefined;
      if (waiting === null) void ask();
      else start();
    },
    tell(info) {
      return new Promise((resolve) => {
        waiting = { info, answers: [...(waiting?.answers ?? []), resolve] };
        start();
      });
    },
    async current() {
      await telling;
      return ask();
    },
    latest: () => latest,
    forget() {
      known = null;
    },
    async leave(lead, source) {
      if (client === null) throw new Error("the chat has not started");
      const receipt = await client.submitLead(lead, source);
      known = null;
      void ask();
      return receipt;
    },
  };
}
