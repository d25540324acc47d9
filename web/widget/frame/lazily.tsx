/**
 * Views whose code is fetched when they are first drawn, so that the first message does not wait for them.
 * Left out: which views; each says so where it is drawn.
 */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "./icons.tsx";
import { useScene } from "./scene.ts";

/** The view that `load` fetches; until it is there a quiet place, and a way to try again when it does not come. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let View: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const { texts } = useScene();
    const [phase, setPhase] = useState<"loading" | "there" | "failed">("loading");
    useEffect(() => {
      if (phase !== "loading" || View !== null) return;
      load().then(
        (loaded) => {
          View = loaded;
          setPhase("there");
        },
        () => setPhase("failed"),
      );
    }, [phase]);
    if (View !== null) return <View {...props} />;
    if (phase !== "failed") return <div class="coming" aria-busy="true" />;
    return (
      <div class="notice" role="alert">
        <p>{texts.viewMissing}</p>
        <button type="button" class="pill" onClick={() => setPhase("loading")}>
          <Icon name="again" />
          {texts.tryAgain}
        </button>
      </div>
    );
  };
}
