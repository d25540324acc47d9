/**
 * Chat Data's `user-info`: what a page says of its visitor, read with care, since any page may say anything.
 * Left out: what is done with it (chat_data.ts).
 *
 * Contract: Chat Data reference 2.
 */

import type { ToldProfile } from "../../../protocol/wire.ts";

/** `info` is null when the page takes back what it told. */
export interface UserInfo {
  info: ToldProfile | null;
  /** By which a page that asked for it recognises the answer; null for pages that expect none. */
  id: string | null;
}

interface Limit {
  key: keyof ToldProfile;
  max: number;
}

const limits: Record<string, Limit> = {
  name: { key: "name", max: 100 },
  email: { key: "email", max: 254 },
  phone: { key: "phone", max: 40 },
  info: { key: "info", max: 8000 },
  userId: { key: "user_id", max: 50 },
  userHash: { key: "user_hash", max: 100 },
};

/** Null for everything that is no `user-info` in good shape. What is too long is cut, and `warn` hears of it. */
export function readUserInfo(data: unknown, warn: (text: string) => void): UserInfo | null {
  if (!isRecord(data) || data.event !== "user-info") return null;
  const id = typeof data.id === "string" && data.id.length <= 100 ? data.id : null;
  // Older pages send it as `user`.
  const told = "payload" in data ? data.payload : data.user;
  if (told === null) return { info: null, id };
  if (!isRecord(told)) return null;
  const info: ToldProfile = {};
  for (const [name, { key, max }] of Object.entries(limits)) {
    const value = told[name];
    if (value === undefined || value === null || value === "") continue;
    if (typeof value !== "string") return null;
    const kept = cut(value, max);
    if (kept !== value) warn(`user-info: ${name} is longer than ${max} characters and was cut`);
    info[key] = kept;
  }
  return { info, id };
}

/** The first `max` characters, none of them halved. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return [...text].slice(0, max).join("");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
