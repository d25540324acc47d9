/**
 * Draws a part by its kind. Kinds of a newer server draw nothing.
 * Left out: tables and text (rich.tsx), cards (cards.tsx), forms (form_card.tsx).
 */

import { useState } from "preact/hooks";
import type { FilePart, FormPart, ImagePart, Part } from "../../protocol/wire.ts";
import { ignoreUnknown } from "../../protocol/wire.ts";
import { Products, Suggestions } from "./cards.tsx";
import { askForFile } from "./composer.tsx";
import { takesPictures } from "./files.ts";
import { FormCard } from "./form_card.tsx";
import { Icon } from "./icons.tsx";
import { absolute, formatSize, safeImage, safeLink } from "./links.ts";
import { PersonOffer } from "./livechat.tsx";
import { RichText, Table } from "./rich.tsx";
import { useScene } from "./scene.ts";
import type { Conversation } from "./state.ts";

/** Only the newest message's questions can be answered, and those of an arriving one soon. */
export type Place = "arriving" | "newest" | "past";

interface PartProps {
  part: Part;
  place: Place;
  forms: Conversation["forms"];
  question: string;
}

export function PartView({ part, place, forms, question }: PartProps) {
  const { chat, config, host, texts } = useScene();
  switch (part.type) {
    case "rich_text":
      return isVisible(part) ? <RichText blocks={part.blocks} /> : null;
    case "table":
      return <Table part={part} />;
    case "products":
      return <Products products={part.products} />;
    case "suggestions":
      return <Suggestions suggestions={part.suggestions} />;
    case "quick_replies":
      if (place !== "newest") return null;
      return (
        <ul class="prompts" aria-label={texts.quickReplies}>
          {part.replies.map((reply) => (
            <li key={reply}>
              <button type="button" class="pill" onClick={() => chat.send(reply)}>
                {reply}
              </button>
            </li>
          ))}
        </ul>
      );
    case "image":
      if (part.removed_at) return <RemovedFile name={part.caption || texts.picture} />;
      return <Picture part={part} />;
    case "file":
      if (part.removed_at) return <RemovedFile name={part.filename} />;
      return <FileLink part={part} />;
    case "show_contact_form":
    case "show_support_ticket":
    case "show_form":
      return <FormCard part={part satisfies FormPart} place={place} form={forms[part.part_id]} question={question} />;
    case "request_image_upload":
      if (place !== "newest" || !takesPictures(config, host.page())) return null;
      return (
        <button type="button" class="pill wide" onClick={askForFile}>
          <Icon name="image" />
          {texts.uploadPrompt}
        </button>
      );
    case "request_human_agent":
      return place === "past" ? null : <PersonOffer partId={part.part_id} place={place} />;
    // Custom parts are the host page's.
    case "custom":
      return null;
    default:
      return ignoreUnknown(part);
  }
}

/** Whether a part of an unfinished answer has anything to show yet. */
export function isVisible(part: Part): boolean {
  switch (part.type) {
    case "rich_text":
      return part.blocks?.some((block) => ((block.type === "paragraph" ? block.spans : block.items) ?? []).length > 0);
    case "products":
      return part.products?.length > 0;
    case "suggestions":
      return part.suggestions?.length > 0;
    case "table":
    case "image":
    case "file":
    case "show_contact_form":
    case "show_support_ticket":
    case "show_form":
    case "request_image_upload":
      return true;
    case "quick_replies":
    case "request_human_agent":
    case "custom":
      return false;
    default:
      ignoreUnknown(part);
      return false;
  }
}

/** What makes an address that is over be fetched anew before it is followed. */
function useFreshness(part: FilePart | ImagePart) {
  const { chat } = useScene();
  function freshen(): void {
    if (part.url_expires_at && Date.parse(part.url_expires_at) <= Date.now()) void chat.refresh();
  }
  return { onPointerEnter: freshen, onFocus: freshen };
}

function Picture({ part }: { part: ImagePart }) {
  const { texts } = useScene();
  const { url, thumbnail_url: thumbnail, caption } = part;
  const fresh = useFreshness(part);
  const full = safeImage(url);
  const [broken, setBroken] = useState<string | null>(null);
  if (full === null) return null;
  const link = safeLink(absolute(url));
  if (broken === full) {
    return (
      <a class="file" {...(link === null ? {} : { href: link })} {...fresh} target="_blank" rel="noopener">
        <Icon name="image" />
        {caption || texts.picture}
      </a>
    );
  }
  const picture = <img src={safeImage(thumbnail) ?? full} alt={caption ?? texts.picture} onError={() => setBroken(full)} />;
  return (
    <figure class="picture">
      {link === null ? (
        picture
      ) : (
        <a href={link} {...fresh} target="_blank" rel="noopener">
          {picture}
        </a>
      )}
      {caption ? <figcaption>{caption}</figcaption> : null}
    </figure>
  );
}

function RemovedFile({ name }: { name: string }) {
  const { texts } = useScene();
  return (
    <span class="file">
      <Icon name="clip" />
      {name} · {texts.fileRemoved}
    </span>
  );
}

function FileLink({ part }: { part: FilePart }) {
  const { locale } = useScene();
  const fresh = useFreshness(part);
  const link = safeLink(absolute(part.url));
  return (
    <a class="file" {...(link === null ? {} : { href: link })} {...fresh} target="_blank" rel="noopener">
      <Icon name="clip" />
      {part.filename}
      <small>{formatSize(part.size_bytes, locale)}</small>
    </a>
  );
}
