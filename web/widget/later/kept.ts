/**
 * What the page keeps for a frame that a browser lets keep nothing: small texts by name, for this tab or for every visit.
 * Left out: what they say; that is the frame's.
 */

/** For how long: as long as the tab, or until the visitor is forgotten. */
export type Span = "tab" | "visits";

const longest = 100_000;

export function keep(chatbotId: string, span: Span, name: string, value: string | null): void {
  const kept = keptFor(chatbotId, span);
  if (value === null) delete kept[name];
  else if (value.length <= longest) kept[name] = value;
  try {
    if (Object.keys(kept).length === 0) storage(span).removeItem(place(chatbotId));
    else storage(span).setItem(place(chatbotId), JSON.stringify(kept));
  } catch {
    // Blocked or full: it is forgotten with the page.
  }
}

export function keptFor(chatbotId: string, span: Span): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(storage(span).getItem(place(chatbotId)) ?? "{}");
    return typeof kept === "object" && kept !== null ? { ...(kept as Record<string, string>) } : {};
  } catch {
    return {};
  }
}

function storage(span: Span): Storage {
  return span === "tab" ? sessionStorage : localStorage;
}

function place(chatbotId: string): string {
  return `chatKept_${chatbotId}`;
}
