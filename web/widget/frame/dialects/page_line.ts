/**
 * The frame's line to a page that has placed it by itself and says nothing of where it is. Whoever may show the frame is
 * the server's to say (`frame-ancestors`), so the parent may speak; nobody else may, and nobody else is told anything.
 * Left out: what is said (chat_data.ts), and the line to a page that runs our script (host.ts).
 */

export interface PageLine {
  /** Waits until it is known where the page is. */
  post(message: unknown): void;
  hear(take: (data: unknown) => void): void;
}

export interface FramePlace {
  window: Window;
  /** Where the page says it is: a guess, until it speaks. */
  named: string | null;
  /** Where the browser says the visitor came from: the page, as a rule. */
  referrer: string;
}

/** Null where the frame is no frame, but a page of its own. */
export function createPageLine({ window: frame, named, referrer }: FramePlace): PageLine | null {
  const page = frame.parent;
  if (page === frame) return null;
  const ancestor = webOrigin((frame.location.ancestorOrigins ?? [])[0]);
  let origin = ancestor ?? webOrigin(named) ?? webOrigin(referrer);
  let waiting: unknown[] = [];

  /** Only a browser that does not tell its frames' ancestors leaves anything to learn. */
  function learn(from: string): void {
    if (ancestor !== null || webOrigin(from) === null) return;
    origin = from;
    for (const message of waiting) page.postMessage(message, origin);
    waiting = [];
  }

  return {
    post(message) {
      if (origin === null) waiting.push(message);
      else page.postMessage(message, origin);
    },
    hear(take) {
      frame.addEventListener("message", (event) => {
        if (event.source !== page) return;
        learn(event.origin);
        if (event.origin === origin) take(event.data);
      });
    },
  };
}

function webOrigin(text: string | null | undefined): string | null {
  try {
    const url = new URL(text ?? "");
    return url.protocol === "https:" || url.protocol === "http:" ? url.origin : null;
  } catch {
    return null;
  }
}
