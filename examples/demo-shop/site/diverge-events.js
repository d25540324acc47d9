// What a shop listens to: the Diverge contract's events on `window`, as a tag manager would get them, and Parlour's own.
window.dataLayer = window.dataLayer || [];
const names = [
  'chat_open', 'chat_response', 'chat_recommendation', 'chat_product_click', 'chat_contact_form_shown',
  'chat_conversation_classified',
];
for (const name of names) {
  addEventListener(name, (event) => {
    window.dataLayer.push({ event: name, ...event.detail });
    demoEvents.print(name, event.detail);
  });
}

// The chat's script may come before or after this one: what happened until now is told first, at its time.
const follow = () => window.Parlour?.subscribe(({ type, data, timestamp }) => demoEvents.print(`Parlour: ${type}`, data, timestamp));
if (window.Parlour) follow();
else addEventListener('load', follow);
