/**
 * The chat on a page as a visitor handles it, and what the server holds about that visitor.
 * Left out: judgements; those are the tests'.
 */

export function chatOn(page, frameId = "chat-iframe") {
  const frame = page.frameLocator(`#${frameId}`);
  const bubble = page.locator("#chat-button");
  const input = frame.locator("#input");
  const messages = frame.locator(".messages");
  const answers = messages.locator(".message.assistant:not(.draft)");
  return {
    frame,
    bubble,
    input,
    /** Whole answers, the greeting not among them. */
    answers,
    questions: messages.locator(".message.user"),
    draft: messages.locator(".message.draft"),
    notice: frame.locator(".notice"),
    form: frame.locator("form.form-card"),
    sentForm: frame.locator(".form-card.sent"),
    menu: frame.getByRole("button", { name: "More options" }),
    send: frame.getByRole("button", { name: "Send message" }),
    stop: frame.getByRole("button", { name: "Stop the answer" }),

    /** Opens the menu and presses what is named there. */
    async choose(name) {
      await this.menu.click();
      await frame.locator(".menu-list").getByText(name, { exact: true }).click();
    },
    /** Opens the window and lets it come to rest, since a press on what still moves can miss. */
    async open() {
      await bubble.click();
      await input.waitFor();
      await page.locator(`#${frameId}`).evaluate((window) => Promise.allSettled(window.getAnimations().map((one) => one.finished)));
    },
    /** Types and sends, and does not wait for anything. */
    async say(text) {
      await input.fill(text);
      await input.press("Enter");
    },
    /** Gives the answer once it is whole. */
    async ask(text) {
      const before = await answers.count();
      await this.say(text);
      const answer = answers.nth(before);
      await answer.waitFor();
      return answer;
    },
    /** What stands in the conversation, oldest first, as `[who, text]`. */
    transcript: () =>
      messages
        .locator(".message")
        .evaluateAll((all) =>
          all.map((one) => [
            ["user", "assistant", "agent"].find((role) => one.classList.contains(role)),
            [...one.querySelectorAll(".bubble")].map((bubble) => bubble.innerText.trim()).join("\n"),
          ]),
        ),
    visitorKey: (chatbotId = "shop-bot") =>
      page.evaluate((name) => localStorage.getItem(name), `visitorKey_${chatbotId}`),
  };
}

/** Signs the visitor in as the frame does; throws the server's refusal. */
export async function tokenFor(origin, visitorKey, chatbotId = "shop-bot", environment = "live") {
  const response = await fetch(`${origin}/api/v1/chatbot-public/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: origin },
    body: JSON.stringify({ chatbot_id: chatbotId, visitor_key: visitorKey, environment }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`session: ${response.status} ${JSON.stringify(answer)}`);
  return answer.token;
}

/** The visitor's history as the server holds it, oldest message first. */
export async function historyOf(origin, token) {
  const response = await fetch(`${origin}/api/v1/chat/messages?limit=100`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`messages: ${response.status} ${JSON.stringify(answer)}`);
  return { ...answer, messages: answer.messages.reverse() };
}

/** All text of a message's parts. */
export function textOf(message) {
  const spans = (block) => (block.spans ?? block.items.flatMap((item) => item.spans)).map((span) => span.text);
  return message.parts
    .filter((part) => part.type === "rich_text")
    .map((part) => part.blocks.flatMap(spans).join(""))
    .join("\n");
}

export const newVisitorKey = () =>
  `visitor-${Date.now()}-${Array.from({ length: 40 }, () => Math.floor(Math.random() * 10)).join("")}`;
