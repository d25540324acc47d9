/**
 * The views that nobody needs to see the first message: one file, fetched with the first of them.
 * Left out: everything that is drawn at once.
 */

export { BannerList } from "./banner_list.tsx";
export { EntryForm } from "./entry_form.tsx";
export { LivechatBar } from "./livechat_bar.tsx";
export { Menu } from "./menu.tsx";
export { OpenForm } from "./open_form.tsx";
export { WaitingForm } from "./waiting_form.tsx";
export { isTurnToRing } from "./turn_to_ring.ts";
export { createPrechat } from "./prechat.ts";
export { createSessionForm } from "./session_form.ts";
export { chime } from "./chime.ts";
