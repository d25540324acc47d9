/**
 * Notices a frame that never speaks, or that somebody has taken away or hidden: a content blocker, a policy, a network.
 * The visitor is told beside the bubble or in the frame's place, and the console tells the remedy.
 * Left out: what is done with a frame that does speak (later.ts).
 */

import type { Place } from "../page/place.ts";
import { launcherWords } from "../texts/launcher.ts";

export interface Watch {
  /** The frame has spoken. */
  heard(): void;
  /** The chat was opened: is the frame to be seen in it? */
  look(): void;
  /** Whether the visitor was told that it does not come, or somebody has taken it out. */
  isLost(): boolean;
  end(): void;
}

/** A frame's own script runs before its load event, so what is silent this long after it stays silent. */
const silenceMs = 3000;
const loadingMs = 20_000;
const appearsMs = 1000;

export function watchFrame(place: Place, frame: HTMLIFrameElement, language: string | null, chatbotId: string): Watch {
  let silence = setTimeout(tell, loadingMs);
  let appearance = silence;
  let isTold = false;

  /** What is dead must not cover the page, nor the note: only the bubble leads on from there. */
  function tell(): void {
    const { href, origin } = new URL(frame.src);
    console.warn(
      window.origin === "null"
        ? "Parlour: the chat does not come to a page without a web address of its own, such as a file or a sandboxed frame; open the page by http:// or https://"
        : `Parlour: the chat's frame does not come. Is there a chatbot "${chatbotId}", and is this site among those that may show it ` +
            `(parlour chatbot set ${chatbotId} allowed_origins='["${window.origin}"]')? If so, allow frame-src ${origin} in the page's ` +
            `content policy, and ${href} in a content blocker`,
    );
    isTold = true;
    frame.hidden = true;
    place.note(launcherWords(language)[1]);
    place.close();
  }

  function onLoad(): void {
    clearTimeout(silence);
    silence = setTimeout(tell, silenceMs);
  }

  function look(): void {
    clearTimeout(appearance);
    appearance = setTimeout(() => {
      if (place.isOpen() && frame.getClientRects().length === 0) tell();
    }, appearsMs);
  }

  frame.addEventListener("load", onLoad);
  // A document that is not the page's has come already, the chat's or a browser's word that there is none.
  if (frame.contentDocument === null) onLoad();
  look();
  return {
    look,
    heard() {
      clearTimeout(silence);
      // Its load event comes later, and is no news.
      frame.removeEventListener("load", onLoad);
      if (!isTold) return;
      isTold = false;
      frame.hidden = false;
      place.note("");
    },
    isLost: () => isTold || !place.root.contains(frame),
    end() {
      clearTimeout(silence);
      clearTimeout(appearance);
      frame.removeEventListener("load", onLoad);
    },
  };
}
