/**
 * Where the visitor writes: text, files by button, paste or drop, the way to send and to stop, the privacy link.
 * Left out: which files are taken (files.ts); files of forms.
 */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { LivechatState } from "../../protocol/wire.ts";
import { fileWords } from "./file_words.ts";
import { isPicture, pickable, readFiles } from "./files.ts";
import type { OutgoingFile, Taking } from "./files.ts";
import { Icon } from "./icons.tsx";
import { maxTextLength, measure } from "./length.ts";
import { safeLink } from "./links.ts";
import { useScene } from "./scene.ts";
import { acceptsMessage, stoppable } from "./state.ts";
import type { Turn } from "./state.ts";

const pickerId = "file-picker";

/** Opens the file picker from elsewhere in the chat. */
export function askForFile(): void {
  document.getElementById(pickerId)?.click();
}

interface ComposerProps {
  turn: Turn;
  livechat: LivechatState | null;
  /** What may be sent beside words; null when nothing. */
  taking: Taking | null;
}

export function Composer({ turn, livechat, taking }: ComposerProps) {
  const { chat, config, texts, locale } = useScene();
  const [text, setText] = useState("");
  const [picked, setFiles] = useState<readonly OutgoingFile[]>([]);
  const [faults, setFaults] = useState<readonly string[]>([]);
  const [drag, setDrag] = useState<"none" | "over">("none");
  const area = useRef<HTMLTextAreaElement>(null);
  // What was picked for a person is nothing for the assistant.
  const files = picked.filter((file) => taking?.types.includes(file.mime));
  const takesFiles = taking !== null && !taking.types.every(isPicture);
  const isFree = livechat?.status === "active" || acceptsMessage(turn);
  const length = measure(text);
  const isEmpty = text.trim() === "" && files.length === 0;
  const privacy = safeLink(config.display.privacy_policy_url ?? "");

  useLayoutEffect(() => {
    const box = area.current;
    if (box === null) return;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 148)}px`;
  }, [text]);

  function submit(): void {
    if (isEmpty || !isFree || length.phase === "over") return;
    chat.send(text, files);
    setText("");
    setFiles([]);
    setFaults([]);
    area.current?.focus();
  }

  function stop(event: MouseEvent): void {
    // The second click of a double click was meant to send.
    if (event.detail > 1) return;
    void chat.stop();
    // The button goes out under the focus. On a touch screen the input would open the keyboard.
    if (!matchMedia("(pointer: coarse)").matches) area.current?.focus();
  }

  async function add(chosen: readonly File[]): Promise<void> {
    if (taking === null) return;
    const read = await readFiles(chosen, taking, files.length);
    setFaults(read.faults.map((fault) => fileWords(fault, taking, texts)));
    setFiles([...files, ...read.files]);
    area.current?.focus();
  }

  function onPaste(event: ClipboardEvent): void {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (taking === null || pasted.length === 0) return;
    event.preventDefault();
    void add(pasted);
  }

  // What is dropped anywhere is meant for here, unless a form has taken it.
  useEffect(() => {
    const onOver = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setDrag("over");
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setDrag("none");
    };
    const onDrop = (event: DragEvent): void => {
      setDrag("none");
      const dropped = [...(event.dataTransfer?.files ?? [])];
      if (event.defaultPrevented || dropped.length === 0) return;
      // Without this the browser would leave the chat and show the file.
      event.preventDefault();
      void add(dropped);
    };
    document.addEventListener("dragover", onOver);
    document.addEventListener("dragleave", onLeave);
    document.addEventListener("drop", onDrop);
    return () => {
      document.removeEventListener("dragover", onOver);
      document.removeEventListener("dragleave", onLeave);
      document.removeEventListener("drop", onDrop);
    };
  });

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {drag === "over" && taking !== null && <div class="drop-here">{texts.dropHere}</div>}
      {faults.length > 0 && (
        <div class="fault" role="alert">
          {faults.map((fault) => (
            <p key={fault}>{fault}</p>
          ))}
        </div>
      )}
      {files.length > 0 && (
        <ul class="previews">
          {files.map((file, at) => (
            <li key={at}>
              {isPicture(file.mime) ? (
                <img src={`data:${file.mime};base64,${file.data}`} alt={file.filename} />
              ) : (
                <span class="file">
                  <Icon name="clip" />
                  {file.filename}
                </span>
              )}
              <button
                type="button"
                aria-label={texts.removeImage({ name: file.filename })}
                onClick={() => setFiles(files.filter((other) => other !== file))}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="field">
        {taking !== null && (
          <>
            <button type="button" class="tool" aria-label={takesFiles ? texts.addFile : texts.addImage} onClick={askForFile}>
              <Icon name={takesFiles ? "clip" : "image"} />
            </button>
            <input
              id={pickerId}
              type="file"
              hidden
              multiple
              accept={pickable(taking)}
              onChange={(event) => {
                const picker = event.currentTarget;
                void add([...(picker.files ?? [])]);
                picker.value = "";
              }}
            />
          </>
        )}
        <label class="hidden" for="input">
          {texts.input}
        </label>
        <textarea
          id="input"
          ref={area}
          rows={1}
          // The hint reads as the chat does, what is written as it is written.
          {...(text === "" ? {} : { dir: "auto" as const })}
          aria-invalid={length.phase === "over"}
          aria-describedby={length.phase === "short" ? undefined : "length"}
          enterkeyhint="send"
          placeholder={texts.placeholder}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            chat.wrote(event.currentTarget.value);
          }}
          onPaste={onPaste}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            submit();
          }}
        />
        {turn.phase === "answering" ? (
          <button key="go" type="button" class="send stop" aria-label={texts.stop} disabled={stoppable(turn) === null} onClick={stop}>
            <Icon name="stop" />
          </button>
        ) : (
          <button key="go" type="submit" class="send" aria-label={texts.send} disabled={isEmpty || !isFree || length.phase === "over"}>
            <Icon name="send" />
          </button>
        )}
      </div>
      <p class={`length ${length.phase}`} id="length" role="status">
        {length.phase === "near" && texts.lengthNear({ limit: maxTextLength })}
        {length.phase === "over" && texts.lengthOver({ limit: maxTextLength })}
        {length.phase !== "short" && <span aria-hidden="true">{` ${count(length.length, locale)} / ${count(maxTextLength, locale)}`}</span>}
      </p>
      {privacy !== null && (
        <p class="foot">
          <a href={privacy} target="_blank" rel="noopener">
            {texts.privacy}
          </a>
        </p>
      )}
    </form>
  );
}

function count(characters: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(characters);
}
