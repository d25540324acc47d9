// What a page with a login does by the Chat Data contract: tells the chat who is there, and hears of chats and leads.
const form = document.querySelector('[data-login]');
const status = document.querySelector('[data-status]');
const lead = document.querySelector('[data-lead]');

for (const name of ['chat', 'live-chat-escalation', 'lead-submission', 'minimize-widget']) {
  chatbot.addEventListener(name, ({ event, payload }) => {
    demoEvents.print(event, payload);
    const told = event === 'lead-submission' ? payload : payload?.lead;
    if (told) lead.textContent = JSON.stringify(told);
  });
}

async function tell(telling, done) {
  try {
    await telling;
    status.textContent = done;
  } catch (error) {
    status.textContent = error.message;
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  tell(chatbot.sendUserInfo(Object.fromEntries(new FormData(form))), 'The chat knows.');
});
document.querySelector('[data-logout]').addEventListener('click', () => tell(chatbot.clearUserInfo(), 'The chat has forgotten.'));
