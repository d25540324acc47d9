/**
 * Asks the server what it keeps about the chatbot's looks and habits on a page.
 * Left out: what follows from it (later.ts).
 */

import type { Core, SiteConfig } from "../page/core.ts";
import { visitorKey } from "../page/storage.ts";

/** The chat does without where it cannot be had. */
export async function fetchSiteConfig({ settings }: Core): Promise<SiteConfig> {
  const query = new URLSearchParams({
    environment: settings.environment,
    embed_url: location.href,
    visitor_key: visitorKey(settings.chatbotId),
  });
  const path = `/api/v1/chatbot-public/integration-config/${encodeURIComponent(settings.chatbotId)}`;
  try {
    const response = await fetch(`${apiOf(settings)}${path}?${query}`, { credentials: "omit" });
    return response.ok ? ((await response.json()) as SiteConfig) : {};
  } catch {
    return {};
  }
}

/** Where the page's own calls go. */
export function apiOf({ apiUrl, frameUrl }: Core["settings"]): string {
  return apiUrl ?? frameUrl.origin;
}
