/**
 * Where the visitor writes: text, pictures by button or paste, the way to send and to stop, the privacy link.
 * Left out: files other than pictures; those belong to forms and to the live chat.
 */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { LivechatState } from "../../protocol/wire.ts";
import { imageTypes, maxImageBytes, maxImages, pictureType, readBase64, toMib } from "./files.ts";
import { Icon } from "./icons.tsx";
import { maxTextLength, measure } from "./length.ts";
import { safeLink } from "./links.ts";
import type { OutgoingImage } from "./outgoing.ts";
import { useScene } from "./scene.ts";
import { acceptsMessage, stoppable } from "./state.ts";
import type { Turn } from "./state.ts";

const pickerId = "picture-picker";

/** Opens the picture picker from elsewhere in the chat. */
export function askForImage(): void {
  document.getElementById(pickerId)?.click();
}

export function Composer({ turn, livechat }: { turn: Turn; livechat: LivechatState | null }) {
  const { chat, config, texts, locale } = useScene();
  const [text, setText] = useState("");
  const [images, setImages] = useState<readonly OutgoingImage[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const takesImages = config.image_enabled !== false;
  const isFree = livechat?.status === "active" || acceptsMessage(turn);
  const length = measure(text);
  const isEmpty = text.trim() === "" && images.length === 0;
  const privacy = safeLink(config.display.privacy_policy_url ?? "");

  useLayoutEffect(() => {
    const box = area.current;
    if (box === null) return;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 148)}px`;
  }, [text]);

  function submit(): void {
    if (isEmpty || !isFree || length.phase === "over") return;
    chat.send(text, images);
    setText("");
    setImages([]);
    setFault(null);
    area.current?.focus();
  }

  function stop(event: MouseEvent): void {
    // The second click of a double click was meant to send.
    if (event.detail > 1) return;
    void chat.stop();
    // The button goes out under the focus. On a touch screen the input would open the keyboard.
    if (!matchMedia("(pointer: coarse)").matches) area.current?.focus();
  }

  async function add(files: readonly File[]): Promise<void> {
    setFault(null);
    const fitting: File[] = [];
    for (const file of files) {
      if (!imageTypes.includes(file.type)) setFault(texts.imageType);
      else if (file.size > maxImageBytes) setFault(texts.imageTooLarge({ mib: toMib(maxImageBytes) }));
      else if (images.length + fitting.length >= maxImages) setFault(texts.tooManyImages({ count: maxImages }));
      else fitting.push(file);
    }
    const pictures: OutgoingImage[] = [];
    for (const file of fitting) {
      const data = await readBase64(file);
      const mime = pictureType(data);
      if (mime === null) setFault(texts.notAPicture({ name: file.name }));
      else pictures.push({ data, mime, filename: file.name });
    }
    setImages((before) => [...before, ...pictures].slice(0, maxImages));
    area.current?.focus();
  }

  function onPaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!takesImages || files.length === 0) return;
    event.preventDefault();
    void add(files);
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {fault !== null && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      {images.length > 0 && (
        <ul class="previews">
          {images.map((image, at) => (
            <li key={at}>
              <img src={`data:${image.mime};base64,${image.data}`} alt={image.filename} />
              <button
                type="button"
                aria-label={texts.removeImage({ name: image.filename })}
                onClick={() => setImages(images.filter((other) => other !== image))}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="field">
        {takesImages && (
          <>
            <button type="button" class="tool" aria-label={texts.addImage} onClick={askForImage}>
              <Icon name="image" />
            </button>
            <input
              id={pickerId}
              type="file"
              hidden
              multiple
              accept={imageTypes.join(",")}
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
