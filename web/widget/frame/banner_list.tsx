/**
 * The owner's banners above the conversation: words, a way to go on, and the way to put them away.
 * Left out: which there are (banners.ts). Their words are never markup.
 */

import { useState } from "preact/hooks";
import type { Banner } from "../../protocol/wire.ts";
import { Icon } from "./icons.tsx";
import { isSameSite, safeLink } from "./links.ts";
import { useScene } from "./scene.ts";
import { readable } from "./theme.ts";

export function BannerList({ all }: { all: readonly Banner[] }) {
  const { banners, texts } = useScene();
  const [gone, setGone] = useState<readonly string[]>([]);
  const shown = all.filter(({ id }) => !gone.includes(id));
  return (
    <>
      {shown.map((banner) => (
        <div key={banner.id} class="banner" role="note" style={{ background: banner.background_color, color: readable(banner.text_color, banner.background_color) }}>
          <p dir="auto">
            {banner.message} <Lead {...banner} />
          </p>
          {banner.dismissible && (
            <button
              type="button"
              aria-label={texts.dismiss}
              onClick={() => {
                banners.putAway(banner.id);
                setGone([...gone, banner.id]);
              }}
            >
              <Icon name="close" />
            </button>
          )}
        </div>
      ))}
    </>
  );
}

/** Within the site the page itself goes there. */
function Lead({ cta_url: url, cta_label: label, cta_style: look }: Banner) {
  const { host } = useScene();
  const link = safeLink(url ?? "");
  if (link === null || !label) return null;
  function follow(event: MouseEvent): void {
    if (!isSameSite(link ?? "", host.origin) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    host.post({ action: "navigate", url: link ?? "" });
  }
  return (
    <a class={look} href={link} target="_blank" rel="noopener" onClick={follow}>
      {label}
    </a>
  );
}
