/**
 * The words on the host page round the open chat, by language.
 * Left out: the words inside the frame, and those of the bubble (launcher.ts).
 */

export interface WindowWords {
  /** The frame's title. */
  frame: string;
  close: string;
  /** How many messages wait; said of the bubble. */
  unread: string;
  dismiss: string;
}

export const windowTexts: Record<string, WindowWords> = {
  en: { frame: "Chat", close: "Close chat", unread: "unread", dismiss: "Dismiss message" },
  da: { frame: "Chat", close: "Luk chatten", unread: "ulæste", dismiss: "Luk beskeden" },
  de: { frame: "Chat", close: "Chat schließen", unread: "ungelesen", dismiss: "Hinweis schließen" },
  fr: { frame: "Chat", close: "Fermer le chat", unread: "non lus", dismiss: "Fermer le message" },
  es: { frame: "Chat", close: "Cerrar el chat", unread: "sin leer", dismiss: "Cerrar el mensaje" },
  nl: { frame: "Chat", close: "Chat sluiten", unread: "ongelezen", dismiss: "Bericht sluiten" },
  cs: { frame: "Chat", close: "Zavřít chat", unread: "nepřečteno", dismiss: "Zavřít zprávu" },
  ar: { frame: "الدردشة", close: "إغلاق الدردشة", unread: "غير مقروءة", dismiss: "إغلاق الرسالة" },
};
