/**
 * Reads files the visitor picked as base64, and knows which pictures may be sent.
 * Left out: making pictures smaller.
 */

export const imageTypes: readonly string[] = ["image/png", "image/jpeg", "image/webp"];
export const maxImageBytes = 5 * 1024 * 1024;
export const maxImages = 8;

/** The kind of picture that this base64 holds, whatever its file is called; null when it is none that may be sent. */
export function pictureType(base64: string): string | null {
  const head = atob(base64.slice(0, 16));
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  return head.startsWith("RIFF") && head.slice(8) === "WEBP" ? "image/webp" : null;
}

/** The content without the `data:…;base64,` in front. */
export function readBase64(file: Blob): Promise<string> {
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
  return Math.round((bytes / 1024 / 1024) * 10) / 10;
}
