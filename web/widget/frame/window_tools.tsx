/**
 * The buttons in the chat's head that are about its place on the page: more room, and out of the way.
 * Left out: what the page does then.
 */

import { Icon } from "./icons.tsx";
import type { Setting } from "./scene.ts";

export function WindowTools({ host, texts }: Setting) {
  if (host.place === "alone") return null;
  const { gptInterface, isPhoneView, size } = host.page();
  return (
    <>
      {host.place === "embedded" && isPhoneView !== true && (
        <button
          type="button"
          class="tool"
          aria-label={texts.enlarge}
          aria-pressed={size === "enlarged"}
          onClick={() => host.post({ action: "toggleSize" })}
        >
          <Icon name={size === "enlarged" ? "smaller" : "larger"} />
        </button>
      )}
      <button
        type="button"
        class="tool"
        aria-label={texts.close}
        onClick={() => host.post({ action: gptInterface ? "collapseChat" : "closeChat" })}
      >
        <Icon name="close" />
      </button>
    </>
  );
}
