/**
 * Hands the focus on when the control that has it goes away: whoever goes by the keyboard would begin at the page's top.
 * Left out: where opening the chat puts it (main.tsx), and controls that stay.
 */

/** Watches a document whose controls come and go. */
export function keepFocus(): void {
  /** What has the focus by the visitor's doing. */
  let holder = document.activeElement as HTMLElement | null;
  const isLost = (): boolean => document.activeElement === document.body;

  document.addEventListener("focusin", ({ target }) => (holder = target as HTMLElement));
  // Who presses beside everything wants no focus.
  document.addEventListener("pointerdown", () => (holder = null), true);

  new MutationObserver((changes) => {
    if (holder === null || !isLost()) return;
    // Nobody's focus is taken away from the page.
    if (!document.hasFocus()) return void (holder = null);
    if (holder.isConnected) {
      // It was shut for a while.
      if (!holder.matches(":disabled")) holder.focus({ preventScroll: true });
      return;
    }
    const gone = holder;
    const row = changes.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(gone)))?.target.parentElement;
    // At the end of a row of cards there is the way back; who wants to read on, reads; a touched input opens the keyboard.
    const wishes = [".log", "button"];
    if (!gone.matches(".earlier") && !matchMedia("(pointer: coarse)").matches) wishes.unshift("#input");
    const near = gone.matches(".step") ? row?.querySelector<HTMLElement>(".step") : null;
    const next = near ?? wishes.map((wish) => document.querySelector<HTMLElement>(wish)).find((one) => one !== null);
    next?.focus({ preventScroll: true });
  }).observe(document.body, { subtree: true, childList: true, attributeFilter: ["disabled"] });
}
