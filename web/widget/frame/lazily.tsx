/**
 * Views whose code is fetched when they are first drawn, so that the first message does not wait for them.
 * Left out: which views; each says so where it is drawn.
 */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "./icons.tsx";
import { useScene } from "./scene.ts";

type Views = typeof import("./views.ts");

let look: Promise<void> | null = null;

/** One of the views of views.ts; until it is there a quiet place, and a way to try again when it does not come. */
export function lazily<P extends object>(pick: (views: Views) => ComponentType<P>): ComponentType<P> {
  let View: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const { texts } = useScene();
    const [phase, setPhase] = useState<"loading" | "there" | "failed">("loading");
    useEffect(() => {
      if (phase !== "loading" || View !== null) return;
      Promise.all([import("./views.ts"), fetchLook()]).then(
        ([views]) => {
          View = pick(views);
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

/** Their style sheet, once. */
function fetchLook(): Promise<void> {
  look ??= new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = "/frame/views.css";
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      look = null;
      reject(new Error("the style sheet did not come"));
    };
    document.head.append(link);
  });
  return look;
}
