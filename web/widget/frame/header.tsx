/**
 * The chat's head: who answers, the menu's button, the way out.
 * Left out: the menu (menu.tsx), which is fetched when it is opened.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Config } from "../../protocol/wire.ts";
import type { Host } from "./host.ts";
import { Icon } from "./icons.tsx";
import { lazily } from "./lazily.tsx";
import { safeImage, safeLink } from "./links.ts";
import type { Scene, Setting } from "./scene.ts";
import { WindowTools } from "./window_tools.tsx";

const Menu = lazily((views) => views.Menu);

interface HeaderProps extends Setting {
  /** Null while it is not known. */
  config: Config | null;
}

export function Header(props: HeaderProps) {
  const { config } = props;
  const now = props.chat.state();
  return (
    <header class={`head align-${config?.theme.header?.alignment ?? "left"}`}>
      {config !== null ? (
        <Who config={config} host={props.host} />
      ) : (
        <div class="who">
          <h1 class="hidden">{props.texts.chat}</h1>
        </div>
      )}
      <div class="tools">
        {now.phase === "ready" && <MenuButton {...props} config={now.config} />}
        <WindowTools {...props} />
      </div>
    </header>
  );
}

function Who({ config, host }: { config: Config; host: Host }) {
  const { name, avatar, subtitle } = config.display;
  const title = host.page().title ?? name;
  const logo = safeImage(config.theme.header?.logo?.url);
  const link = subtitle?.link ? safeLink(subtitle.link.url) : null;
  return (
    <div class="who">
      {logo === null && <Avatar name={name} url={avatar.url} />}
      <div class="names">
        <h1 dir="auto">{logo === null ? title : <img class="logo" src={logo} alt={title} />}</h1>
        {subtitle !== null && (subtitle.text || link) && (
          <p dir="auto">
            {subtitle.text}{" "}
            {link !== null && (
              <a href={link} target="_blank" rel="noopener">
                {subtitle.link?.text}
              </a>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

export function Avatar({ name, url }: { name: string; url: string | null }) {
  const picture = safeImage(url);
  if (picture !== null) return <img class="avatar" src={picture} alt="" />;
  return (
    <span class="avatar" aria-hidden="true">
      {name.trim().charAt(0).toUpperCase()}
    </span>
  );
}

function MenuButton(props: Scene) {
  const { texts } = props;
  const [list, setList] = useState<"unopened" | "open" | "closed">("unopened");
  const opener = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);

  function close(focus: "button" | "elsewhere"): void {
    setList("closed");
    // A dialog that opens now gives the focus back to here when it is done.
    opener.current?.focus(focus === "elsewhere" ? { preventScroll: true } : undefined);
  }

  useEffect(() => {
    if (list !== "open") return;
    const onPointer = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setList("closed");
    };
    document.addEventListener("pointerdown", onPointer);
    return () => document.removeEventListener("pointerdown", onPointer);
  }, [list]);

  return (
    <div
      class="menu"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || list !== "open") return;
        event.stopPropagation();
        close("button");
      }}
    >
      <button
        ref={opener}
        type="button"
        class="tool"
        aria-label={texts.menu}
        aria-expanded={list === "open"}
        aria-controls="menu"
        onClick={() => setList(list === "open" ? "closed" : "open")}
      >
        <Icon name="more" />
      </button>
      {list !== "unopened" && <Menu {...props} list={list} onClose={close} />}
    </div>
  );
}
