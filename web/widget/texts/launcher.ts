/**
 * The few words on the host page itself, by language.
 * Left out: the words inside the frame, so that the loader stays small.
 */

export const launcherTexts: Record<string, { open: string; close: string; frame: string }> = {
  en: { open: "Open chat", close: "Close chat", frame: "Chat" },
  da: { open: "Åbn chatten", close: "Luk chatten", frame: "Chat" },
  de: { open: "Chat öffnen", close: "Chat schließen", frame: "Chat" },
  fr: { open: "Ouvrir le chat", close: "Fermer le chat", frame: "Chat" },
  es: { open: "Abrir el chat", close: "Cerrar el chat", frame: "Chat" },
  nl: { open: "Chat openen", close: "Chat sluiten", frame: "Chat" },
  cs: { open: "Otevřít chat", close: "Zavřít chat", frame: "Chat" },
  ar: { open: "فتح الدردشة", close: "إغلاق الدردشة", frame: "الدردشة" },
};
