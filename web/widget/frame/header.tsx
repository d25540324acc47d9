/**
 * The chat's head: who answers, the way out, and the visitor's rights over their data.
 * Left out: what the rights do (chat.ts).
 */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Config } from "../../protocol/wire.ts";
import { Icon } from "./icons.tsx";
import { safeImage, safeLink } from "./links.ts";
import type { Setting } from "./scene.ts";
import { WindowTools } from "./window_tools.tsx";

interface HeaderProps extends Setting {
  /** Null while it is not known. */
  config: Config | null;
}

export function Header(props: HeaderProps) {
  const { config } = props;
  return (
    <header class={`head align-${config?.theme.header?.alignment ?? "left"}`}>
      {config === null ? <Nobody {...props} /> : <Who config={config} />}
      <div class="tools">
        {config !== null && <Menu {...props} />}
        <WindowTools {...props} />
      </div>
    </header>
  );
}

/** The place of who answers, while that is not known. */
function Nobody({ texts }: HeaderProps) {
  return (
    <div class="who">
      <h1 class="hidden">{texts.chat}</h1>
    </div>
  );
}

function Who({ config }: { config: Config }) {
  const { name, subtitle } = config.display;
  const logo = safeImage(config.theme.header?.logo?.url);
  const link = subtitle?.link ? safeLink(subtitle.link.url) : null;
  return (
    <div class="who">
      {logo === null ? <Avatar name={name} url={config.display.avatar.url} /> : null}
      <div class="names">
        <h1>{logo === null ? name : <img class="logo" src={logo} alt={name} />}</h1>
        {subtitle !== null && (subtitle.text || link) ? (
          <p>
            {subtitle.text}{" "}
            {link !== null && (
              <a href={link} target="_blank" rel="noopener">
                {subtitle.link?.text}
              </a>
            )}
          </p>
        ) : null}
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

type MenuState = "closed" | "open" | "asking" | "deleting" | "delete_failed" | "download_failed";

function Menu({ chat, texts }: HeaderProps) {
  const [state, setState] = useState<MenuState>("closed");
  const opener = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const isListOpen = state === "open" || state === "download_failed";
  const isDialogOpen = state === "asking" || state === "deleting" || state === "delete_failed";

  // At once: a focus that moves after the list is seen could take a key press meant for another entry.
  useLayoutEffect(() => {
    if (state === "open") menu.current?.querySelector("button")?.focus();
    if (isDialogOpen && !dialog.current?.open) dialog.current?.showModal();
    if (!isDialogOpen) dialog.current?.close();
  }, [state]);

  useEffect(() => {
    if (!isListOpen) return;
    const onPointer = (event: Event): void => {
      if (!menu.current?.parentElement?.contains(event.target as Node)) setState("closed");
    };
    document.addEventListener("pointerdown", onPointer);
    return () => document.removeEventListener("pointerdown", onPointer);
  }, [isListOpen]);

  async function download(): Promise<void> {
    try {
      saveFile("my-chat-data.json", await chat.exportData());
      setState("closed");
      opener.current?.focus();
    } catch {
      setState("download_failed");
    }
  }

  async function erase(): Promise<void> {
    setState("deleting");
    try {
      await chat.deleteData();
      setState("closed");
    } catch {
      setState("delete_failed");
    }
  }

  return (
    <div
      class="menu"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isListOpen) return;
        event.stopPropagation();
        setState("closed");
        opener.current?.focus();
      }}
    >
      <button
        ref={opener}
        type="button"
        class="tool"
        aria-label={texts.menu}
        aria-expanded={isListOpen}
        aria-controls="menu"
        onClick={() => setState(isListOpen ? "closed" : "open")}
      >
        <Icon name="more" />
      </button>
      {isListOpen && (
        <div class="menu-list" id="menu" ref={menu}>
          <button type="button" onClick={() => void download()}>
            <Icon name="download" />
            {texts.downloadData}
          </button>
          {state === "download_failed" && <p role="alert">{texts.downloadFailed}</p>}
          <button type="button" class="grave" onClick={() => setState("asking")}>
            <Icon name="trash" />
            {texts.deleteData}
          </button>
        </div>
      )}
      <dialog ref={dialog} aria-labelledby="delete-title" onClose={() => setState("closed")}>
        <h2 id="delete-title">{texts.deleteTitle}</h2>
        <p>{texts.deleteBody}</p>
        {state === "delete_failed" && (
          <p class="fault" role="alert">
            {texts.deleteFailed}
          </p>
        )}
        <div class="choices">
          <button type="button" class="pill" onClick={() => setState("closed")}>
            {texts.cancel}
          </button>
          <button type="button" class="pill grave" disabled={state === "deleting"} onClick={() => void erase()}>
            {texts.deleteConfirm}
          </button>
        </div>
      </dialog>
    </div>
  );
}

function saveFile(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
