/**
 * The frame's layout and its three faces: starting, unreachable, in conversation.
 * Left out: colours (theme.ts) and everything inside the conversation.
 */

import { useMemo } from "preact/hooks";
import { Composer } from "./composer.tsx";
import { Header } from "./header.tsx";
import { Icon } from "./icons.tsx";
import { LivechatBar } from "./livechat.tsx";
import { Log } from "./log.tsx";
import { SceneContext, useChatState } from "./scene.ts";
import type { Scene, Setting } from "./scene.ts";
import type { Conversation } from "./state.ts";

export function App(setting: Setting) {
  const { chat, texts } = setting;
  const state = useChatState(chat);
  switch (state.phase) {
    case "starting":
      return (
        <div class="app" aria-busy="true">
          <Header {...setting} config={null} />
          <main>
            <div class="ghosts" role="status">
              <span class="hidden">{texts.loading}</span>
              <i class="ghost" />
              <i class="ghost short" />
            </div>
          </main>
        </div>
      );
    case "unavailable":
      return (
        <div class="app">
          <Header {...setting} config={null} />
          <main>
            <div class="blank" role="alert">
              <p>{texts.unavailable}</p>
              <button type="button" class="pill" onClick={() => chat.retry()}>
                <Icon name="again" />
                {texts.tryAgain}
              </button>
            </div>
          </main>
        </div>
      );
    case "ready":
      return <Conversing {...setting} config={state.config} conversation={state.conversation} />;
  }
}

function Conversing({ chat, texts, locale, host, config, conversation }: Scene & { conversation: Conversation }) {
  // The same object as long as nothing in it changes: a streaming answer must not redraw the past.
  const scene = useMemo(() => ({ chat, texts, locale, host, config }), [chat, texts, locale, host, config]);
  return (
    <SceneContext.Provider value={scene}>
      <div class="app">
        <Header {...scene} />
        <main>
          <Log conversation={conversation} />
          <LivechatBar livechat={conversation.livechat} />
          <Composer turn={conversation.turn} livechat={conversation.livechat} />
        </main>
      </div>
    </SceneContext.Provider>
  );
}
