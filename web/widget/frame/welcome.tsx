/**
 * How a conversation begins: the greeting, and questions to start with while nothing was said.
 * Left out: popup messages on the page.
 */

import { Icon } from "./icons.tsx";
import { useScene } from "./scene.ts";
import { openingWords } from "./words.ts";

export function Welcome({ isEmpty }: { isEmpty: boolean }) {
  const { chat, config, texts, host } = useScene();
  const { welcome_message, name } = config.display;
  const welcome = host.page().inlineWelcomeMessage ?? welcome_message;
  const page = host.pageUrl();
  const prompts = (config.start_prompts ?? []).filter(
    (prompt) => !prompt.url_pattern || page.includes(prompt.url_pattern),
  );
  if (isEmpty) {
    return (
      <div class="welcome first">
        {welcome ? <Greeting text={welcome} /> : <div />}
        {prompts.length > 0 && (
          <ul class="prompts" aria-label={texts.startPrompts}>
            {prompts.map((prompt) => (
              <li key={prompt.prompt_text}>
                <button type="button" class="prompt" onClick={() => chat.send(prompt.prompt_text)}>
                  <span dir="auto">{prompt.prompt_text}</span>
                  <Icon name="on" />
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    );
  }
  return (
    <div class="welcome">
      {welcome ? (
        <div class="message assistant">
          <span class="hidden">{name}</span>
          <div class="bubble">
            {welcome.split(/\n+/).map((line) => (
              <p dir="auto">{line}</p>
            ))}
          </div>
        </div>
      ) : null}
    </div>
  );
}

/** Its first words large, where they are few. */
function Greeting({ text }: { text: string }) {
  const { config } = useScene();
  const { headline, lines } = openingWords(text);
  return (
    <div class="greeting">
      <span class="hidden">{config.display.name}</span>
      {headline !== "" && (
        <p dir="auto">
          <strong>{headline}</strong>
        </p>
      )}
      {lines.map((line) => (
        <p dir="auto">{line}</p>
      ))}
    </div>
  );
}
