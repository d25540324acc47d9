/**
 * Asks the server what it keeps about the chatbot's looks and habits on a page.
 * Left out: what follows from it (later.ts).
 */

import type { Core, SiteConfig } from "../page/core.ts";

/** The chat does without where it cannot be had. The visitor's key stays out of the address: it is a secret. */
export async function fetchSiteConfig({ settings }: Core): Promise<SiteConfig> {
  const path = `/api/v1/chatbot-public/integration-config/${encodeURIComponent(settings.chatbotId)}`;
  try {
    const response = await fetch(`${apiOf(settings)}${path}?environment=${settings.environment}`, { credentials: "omit" });
    return response.ok ? ((await response.json()) as SiteConfig) : {};
  } catch {
    return {};
  }
}

/** Where the page's own calls go. */
export function apiOf({ apiUrl, frameUrl }: Core["settings"]): string {
  return apiUrl ?? frameUrl.origin;
}
