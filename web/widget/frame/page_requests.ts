/**
 * Carries out what the page asks to be told the server. Fetched with the first such request.
 * Left out: whether the page may ask at all (host.ts).
 */

import type { ToldProfile } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import type { PageRequest } from "../messages.ts";
import type { Outcome } from "../parlour.d.ts";

export interface Carriers {
  client: ChatClient;
  /** Tells the server who the visitor is, where the page's contract has a way of its own for that. */
  identify: ((info: ToldProfile | null) => Promise<Outcome>) | undefined;
  /** The server has taken what the page told of its visitor. */
  proved: () => void;
}

/** Rejects with a `Failure`. */
export async function carryOut(request: PageRequest, { client, identify, proved }: Carriers): Promise<Outcome> {
  const info = request.action === "identify" ? request.info && profileOf(request.info) : null;
  switch (request.action) {
    case "setMetadata":
      await client.changeSession({ metadata: request.metadata });
      break;
    case "setSignedMetadata":
      await client.changeSession({ signed_metadata: request.token });
      break;
    case "identify":
      if (identify !== undefined) return identify(info);
      if (info === null) await client.forgetProfile();
      else await client.tellProfile(info).then(proved);
  }
  return { ok: true, permanent: false };
}

const profileKeys = { name: "name", email: "email", phone: "phone", info: "info", userId: "user_id", userHash: "user_hash" } as const;

/** Strings only: whatever else the page put in is not for the server. */
function profileOf(info: object): ToldProfile {
  const given = info as Record<string, unknown>;
  const known = Object.entries(profileKeys).filter(([key]) => typeof given[key] === "string");
  return Object.fromEntries(known.map(([key, name]) => [name, given[key] as string]));
}
