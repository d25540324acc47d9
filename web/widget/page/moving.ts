/**
 * Notices that the page has another address without being another page.
 * Left out: what follows from it.
 */

/** Calls back at each change. Returns the function that ends it. */
export function onMoved(act: () => void): () => void {
  const { navigation } = window as { navigation?: EventTarget };
  // It comes with a change of the hash, too.
  addEventListener("popstate", act);
  navigation?.addEventListener("currententrychange", act);
  return () => {
    removeEventListener("popstate", act);
    navigation?.removeEventListener("currententrychange", act);
  };
}
