/**
 * A `fetch` that tells how much of what it sends has left. The browser's own cannot.
 * Left out: streams; the answer is read whole.
 */

import type { Fetch } from "./client.ts";

/** `onProgress` gets the share that was sent, 0 to 1. Rejects as `fetch` does, when there is no answer. */
export function uploadFetch(onProgress: (share: number) => void): Fetch {
  return (url, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(init.method ?? "GET", url);
      for (const [name, value] of Object.entries((init.headers ?? {}) as Record<string, string>)) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      };
      request.onload = () => {
        const retryAfter = request.getResponseHeader("retry-after");
        resolve(new Response(request.responseText, { status: request.status, ...(retryAfter === null ? {} : { headers: { "retry-after": retryAfter } }) }));
      };
      request.onerror = () => reject(new TypeError("the server cannot be reached"));
      request.send((init.body ?? null) as string | null);
    });
}
