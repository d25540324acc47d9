/**
 * The files a visitor picked, dropped or pasted: which may be sent where, and their content as base64.
 * Left out: making pictures smaller, and the words about what is not taken (texts.ts).
 */

import type { Config, ImageUploadPart, LivechatState, Part } from "../../protocol/wire.ts";
import type { IntegrationOptions } from "../messages.ts";

export interface OutgoingFile {
  /** Bare base64. */
  data: string;
  mime: string;
  filename: string;
}

/** What a place takes. */
export interface Taking {
  types: readonly string[];
  maxBytes: number;
  most: number;
}

/** Why a file is not taken. */
export type FileFault =
  /** Of another kind than the place takes, by its name. */
  | { kind: "type"; name: string }
  | { kind: "size"; name: string }
  | { kind: "count" }
  /** Not what its name says. */
  | { kind: "damaged"; name: string };

const mebibyte = 1024 * 1024;
const imageTypes: readonly string[] = ["image/png", "image/jpeg", "image/webp"];
const most = 8;

/** What tickets, forms and people take, with the endings by which a browser that knows no type tells them. */
const endings: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  gif: "image/gif",
  pdf: "application/pdf",
  txt: "text/plain",
  csv: "text/csv",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

export const fileTypes: readonly string[] = [...new Set(Object.values(endings))];

type Page = Partial<Pick<IntegrationOptions, "attachments">>;

/** Whether the assistant is sent pictures here: neither its owner nor the page are against it. */
export function takesPictures(config: Config, page: Page): boolean {
  return config.image_enabled !== false && page.attachments !== "none";
}

/** What a message may carry now; null when words only. A wish for a picture in the newest answer sets the limits. */
export function takingNow(config: Config, page: Page, livechat: LivechatState | null, newest: readonly Part[]): Taking | null {
  if (page.attachments === "none") return null;
  if (livechat?.status === "active") {
    const { attachments_enabled: isOn = false, max_attachment_size_bytes: maxBytes = 5 * mebibyte } = config.livechat ?? {};
    return isOn ? { types: fileTypes, maxBytes, most } : null;
  }
  if (!takesPictures(config, page)) return null;
  const wish = newest.find((part): part is ImageUploadPart => part.type === "request_image_upload");
  return { types: wish?.accepted_types ?? imageTypes, maxBytes: wish?.max_size_bytes ?? 5 * mebibyte, most };
}

/** A file's type as the server names it: by its name's ending where the browser knows none of ours. */
export function typeOf({ name, type }: Pick<File, "name" | "type">): string {
  if (fileTypes.includes(type)) return type;
  return endings[name.split(".").pop()?.toLowerCase() ?? ""] ?? type;
}

/** For a file picker's `accept`: some systems know a type only by its ending. */
export function pickable({ types }: Taking): string {
  const known = Object.entries(endings).filter(([, type]) => types.includes(type));
  return [...types, ...known.map(([ending]) => `.${ending}`)].join(",");
}

/** The kinds as people call them: `PNG, PDF`. */
export function kindNames({ types }: Taking): string {
  const names = Object.entries(endings).filter(([ending, type]) => types.includes(type) && ending !== "jpeg");
  return names.map(([ending]) => ending.toUpperCase()).join(", ");
}

/** Reads what may be sent beside `already` others; what may not is named in `faults`. */
export async function readFiles(
  picked: readonly File[],
  taking: Taking,
  already: number,
): Promise<{ files: OutgoingFile[]; faults: FileFault[] }> {
  const files: OutgoingFile[] = [];
  const faults: FileFault[] = [];
  for (const file of picked) {
    const { name } = file;
    const mime = typeOf(file);
    if (!taking.types.includes(mime)) faults.push({ kind: "type", name });
    else if (file.size > taking.maxBytes) faults.push({ kind: "size", name });
    else if (already + files.length >= taking.most) faults.push({ kind: "count" });
    else {
      const data = await readBase64(file);
      // A picture is what its content says, whatever it is called.
      const actual = isPicture(mime) ? pictureType(data) : mime;
      if (data === "" || actual === null || !taking.types.includes(actual)) faults.push({ kind: "damaged", name });
      else files.push({ data, mime: actual, filename: name });
    }
  }
  return { files, faults };
}

export function isPicture(mime: string): boolean {
  return mime.startsWith("image/");
}

/** The kind of picture that this base64 holds; null when it is none that may be sent. */
export function pictureType(base64: string): string | null {
  const head = atob(base64.slice(0, 16));
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  return head.startsWith("RIFF") && head.slice(8) === "WEBP" ? "image/webp" : null;
}

/** The content without the `data:…;base64,` in front. */
function readBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = String(reader.result);
      resolve(url.slice(url.indexOf(",") + 1));
    };
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

export function toMib(bytes: number): number {
  return Math.max(0.1, Math.round((bytes / mebibyte) * 10) / 10);
}
