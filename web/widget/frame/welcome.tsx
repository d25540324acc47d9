/**
 * How a conversation begins: the greeting, and questions to start with while nothing was said.
 * Left out: popup messages on the page.
 */

import { useScene } from "./scene.ts";

export function Welcome({ isEmpty }: { isEmpty: boolean }) {
  const { chat, config, texts, host } = useScene();
  const { welcome_message, name } = config.display;
  const welcome = host.page().inlineWelcomeMessage ?? welcome_message;
  const page = host.pageUrl();
  const prompts = (config.start_prompts ?? []).filter(
    (prompt) => !prompt.url_pattern || page.includes(prompt.url_pattern),
  );
  return (
    <div class="welcome">
      {welcome ? (
        <div class="message assistant">
          <span class="hidden">{name}</span>
          <div class="bubble">
            {welcome.split(/\n+/).map((line) => (
              <p>{line}</p>
            ))}
          </div>
        </div>
      ) : null}
      {isEmpty && prompts.length > 0 ? (
        <ul class="prompts" aria-label={texts.startPrompts}>
          {prompts.map((prompt) => (
            <li key={prompt.prompt_text}>
              <button type="button" class="pill" onClick={() => chat.send(prompt.prompt_text)}>
                {prompt.prompt_text}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
