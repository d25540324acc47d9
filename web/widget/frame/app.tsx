/**
 * The frame's layout and its three faces: starting, unreachable, in conversation.
 * Left out: colours (theme.ts) and everything inside the conversation.
 */

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Banner, Config } from "../../protocol/wire.ts";
import { comesFirst, useAsked } from "./asking.ts";
import { Composer } from "./composer.tsx";
import { takingNow } from "./files.ts";
import { Header } from "./header.tsx";
import { Icon } from "./icons.tsx";
import { lazily } from "./lazily.tsx";
import { Log } from "./log.tsx";
import { SceneContext, useChatState } from "./scene.ts";
import type { Scene, Setting } from "./scene.ts";
import type { Conversation } from "./state.ts";

const BannerList = lazily((views) => views.BannerList);
const EntryForm = lazily((views) => views.EntryForm);
const LivechatBar = lazily((views) => views.LivechatBar);

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
    case "unidentified":
      return (
        <div class="app">
          <Header {...setting} config={state.phase === "unavailable" ? null : state.config} />
          <main>
            <div class="blank" role="alert">
              <p>{texts[state.phase]}</p>
              {state.phase === "unavailable" && (
                <button type="button" class="pill" onClick={() => chat.retry()}>
                  <Icon name="again" />
                  {texts.tryAgain}
                </button>
              )}
            </div>
          </main>
        </div>
      );
    case "ready":
      return <Conversing {...setting} config={state.config} conversation={state.conversation} />;
  }
}

function Conversing({ chat, texts, locale, host, alerts, asking, banners, config, conversation }: Scene & { conversation: Conversation }) {
  // The same object as long as nothing in it changes: a streaming answer must not redraw the past.
  const scene = useMemo(() => ({ chat, texts, locale, host, alerts, asking, banners, config }), [chat, texts, locale, host, alerts, asking, banners, config]);
  const { entries, livechat, turn } = conversation;
  const newest = turn.phase === "idle" ? entries[entries.length - 1]?.message.parts : undefined;
  const page = host.page();
  const taking = useMemo(() => takingNow(config, page, livechat, newest ?? []), [config, page, livechat, newest]);
  const asked = useAsked(asking, conversation);
  const [above, setAbove] = useState<readonly Banner[]>([]);
  useEffect(() => void banners.on(host.pageUrl()).then(setAbove), [host.pageUrl()]);
  const question = typeof asked === "string" ? null : asked;
  return (
    <SceneContext.Provider value={scene}>
      <div class="app">
        <Header {...scene} config={livechat?.status === "active" ? withPerson(config) : config} />
        <main>
          {above.length > 0 && <BannerList all={above} />}
          <Log conversation={conversation}>{question?.place === "after" && <EntryForm key={question.id} question={question} />}</Log>
          {livechat !== null && livechat.status !== "inactive" && <LivechatBar livechat={livechat} link={conversation.personLink} />}
          {question?.place === "before" && <EntryForm key={question.id} question={question} />}
          {!comesFirst(asked) && <Composer turn={turn} livechat={livechat} taking={taking} />}
        </main>
      </div>
    </SceneContext.Provider>
  );
}

/** While a person answers the owner may want to be there by name alone. */
function withPerson(config: Config): Config {
  const { theme, livechat } = config;
  return livechat?.show_livechat_logo === false ? { ...config, theme: { ...theme, header: { ...theme.header, logo: { url: null } } } } : config;
}
