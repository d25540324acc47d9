/**
 * The values that a page keeps for the chat: told to the server as metadata, once each time that they change.
 * Left out: how they are asked for (main.tsx).
 */

export function createPageValues(tell: (values: Record<string, unknown>) => Promise<void>): (values: Record<string, unknown>) => void {
  let told = "{}";
  return (values) => {
    const text = JSON.stringify(values);
    if (text === told) return;
    const before = told;
    told = text;
    // Not told, they are tried again when the page gives them next.
    tell(values).catch(() => {
      if (told === text) told = before;
    });
  };
}
