/**
 * Carries out what the page asks to be told the server, and says how it came out.
 * Left out: whether the page may ask at all (host.ts).
 */

import type { ToldProfile } from "../../protocol/wire.ts";
import type { ChatClient } from "../../sdk/client.ts";
import { problemOf } from "../../sdk/failure.ts";
import type { FrameMessage, PageRequest } from "../messages.ts";

export async function answerRequest(client: ChatClient, request: PageRequest): Promise<FrameMessage> {
  const action = request.action === "identify" ? "identifyResult" : "setMetadataResult";
  const { requestId } = request;
  try {
    await carryOut(client, request);
    return { action, requestId, ok: true, permanent: false };
  } catch (thrown) {
    const problem = problemOf(thrown);
    return { action, requestId, ok: false, permanent: problem.kind === "refused" && problem.status < 500 && problem.status !== 429 };
  }
}

function carryOut(client: ChatClient, request: PageRequest): Promise<unknown> {
  switch (request.action) {
    case "setMetadata":
      return client.changeSession({ metadata: request.metadata });
    case "setSignedMetadata":
      return client.changeSession({ signed_metadata: request.token });
    case "identify":
      return request.info === null ? client.forgetProfile() : client.tellProfile(profileOf(request.info));
  }
}

const profileKeys = { name: "name", email: "email", phone: "phone", info: "info", userId: "user_id", userHash: "user_hash" } as const;

/** Strings only: whatever else the page put in is not for the server. */
export function profileOf(info: object): ToldProfile {
  const given = info as Record<string, unknown>;
  const known = Object.entries(profileKeys).filter(([key]) => typeof given[key] === "string");
  return Object.fromEntries(known.map(([key, name]) => [name, given[key] as string]));
}
