/**
 * Notifications on the desktop: by the host page, which alone may ask for them, or by the chat itself when it is a page.
 * Left out: when there is one to show (attention.ts).
 */

import type { Desktop } from "./alerts.ts";
import type { Host } from "./host.ts";
import { askPermission, showNotification } from "../notification.ts";

export interface HostedDesktop extends Desktop {
  /** The host page tells how the visitor decided. */
  answered(allowed: boolean): void;
}

export function createDesktop(host: Host): HostedDesktop {
  let settle: (allowed: boolean) => void = () => undefined;
  return {
    async ask() {
      const answer = host.place === "alone" ? askPermission() : new Promise<boolean>((resolve) => (settle = resolve));
      host.post({ action: "askNotifications" });
      return (await answer) ? "granted" : "denied";
    },
    show(title, body) {
      if (host.place === "alone") showNotification(title, body, () => undefined);
      else host.post({ action: "notify", title, body });
    },
    answered: (allowed) => settle(allowed),
  };
}
