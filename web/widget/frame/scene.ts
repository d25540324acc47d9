/**
 * What every component may need: the chat, its words, the host page, the chatbot's configuration.
 * Left out: state of single components.
 */

import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Config } from "../../protocol/wire.ts";
import type { Texts } from "../texts.ts";
import type { Alerts } from "./alerts.ts";
import type { Asking } from "./asking.ts";
import type { Banners } from "./banners.ts";
import type { Chat } from "./chat.ts";
import type { Host } from "./host.ts";
import type { State } from "./state.ts";

export interface Setting {
  chat: Chat;
  texts: Texts;
  locale: string;
  host: Host;
  alerts: Alerts;
  asking: Asking;
  banners: Banners;
}

export interface Scene extends Setting {
  config: Config;
}

export const SceneContext = createContext<Scene | null>(null);

export function useScene(): Scene {
  const scene = useContext(SceneContext);
  if (scene === null) throw new Error("drawn outside of the scene");
  return scene;
}

export function useChatState(chat: Chat): State {
  const [state, setState] = useState(chat.state());
  useEffect(() => {
    setState(chat.state());
    return chat.subscribe(() => setState(chat.state()));
  }, [chat]);
  return state;
}
