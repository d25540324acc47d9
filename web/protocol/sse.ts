/**
 * Decodes a server-sent event stream from bytes cut anywhere.
 * Left out: the connection itself, reconnecting, and the meaning of any event.
 */

export interface SseEvent {
  /** The last id seen on the stream, as the standard has it; "" before the first. */
  id: string;
  event: string;
  data: string;
}

export interface SseDecoder {
  /** Takes the next bytes and returns the events they completed. */
  push(bytes: Uint8Array): SseEvent[];
  /** The reconnection time the server asked for, if it did. */
  readonly retryMs: number | null;
}

/** An event that is not closed by an empty line is never returned, so a cut stream shows no half event. */
export function createSseDecoder(): SseDecoder {
  const utf8 = new TextDecoder();
  let rest = "";
  let afterCr = false;
  let id = "";
  let event = "";
  let data: string[] = [];
  let retryMs: number | null = null;

  function takeField(name: string, value: string): void {
    switch (name) {
      case "data":
        data.push(value);
        return;
      case "event":
        event = value;
        return;
      case "id":
        if (!value.includes("\0")) id = value;
        return;
      case "retry":
        if (/^\d+$/.test(value)) retryMs = Number(value);
        return;
    }
  }

  function takeLine(line: string, out: SseEvent[]): void {
    if (line === "") {
      if (data.length > 0) out.push({ id, event: event || "message", data: data.join("\n") });
      event = "";
      data = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    if (colon < 0) return takeField(line, "");
    const from = line[colon + 1] === " " ? colon + 2 : colon + 1;
    takeField(line.slice(0, colon), line.slice(from));
  }

  return {
    get retryMs() {
      return retryMs;
    },
    push(bytes) {
      const out: SseEvent[] = [];
      let text = utf8.decode(bytes, { stream: true });
      if (text === "") return out;
      // A CR closes its line at once; the LF that may follow in the next cut belongs to it.
      if (afterCr && text[0] === "\n") text = text.slice(1);
      if (text !== "") afterCr = text.endsWith("\r");
      else afterCr = false;
      const lines = (rest + text).split(/\r\n|\r|\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) takeLine(line, out);
      return out;
    },
  };
}

export interface ReadOptions {
  /** Called for every piece of the stream, comments included: a sign of life. */
  onBytes?: () => void;
}

/** The events of a body, in order. Leaving the loop early cancels the body. */
export async function* readSse(
  body: ReadableStream<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<SseEvent, void, undefined> {
  const decoder = createSseDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      options.onBytes?.();
      yield* decoder.push(value);
    }
  } finally {
    // After a normal end or a failure this does nothing; after `break` it closes the connection.
    await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}
