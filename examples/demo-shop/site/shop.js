// The shop's small niceties. Without this file every link still leads somewhere useful.

// "Ask" links open the chat, with their question if they have one.
document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-ask]');
  if (link && openChat(link.dataset.ask)) event.preventDefault();
});

document.querySelector('[data-ask-form]')?.addEventListener('submit', (event) => {
  const field = event.target.elements.question;
  if (!openChat(field.value.trim())) return;
  event.preventDefault();
  field.value = '';
});

function openChat(question) {
  const chat = window.DialogIntelligens;
  if (!chat?.open) return false;
  if (question) chat.open(question);
  else chat.open();
  return true;
}

// The style sheet does the filtering by the address's #part; this marks the link and counts the cards.
const filters = [...document.querySelectorAll('[data-filter]')];
const count = document.querySelector('[data-count]');
if (count) {
  const show = () => {
    const wanted = location.hash.slice(1);
    const current = filters.find((link) => link.dataset.filter === wanted) ?? filters.find((link) => link.dataset.filter === 'all');
    for (const link of filters) {
      if (link === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    const chosen = current.dataset.filter;
    const all = document.querySelectorAll('.shop .card').length;
    const some = document.querySelectorAll(`.shop .card.is-${chosen}`).length;
    count.textContent = chosen === 'all' ? `${all} things` : `${some} of ${all} things`;
  };
  addEventListener('hashchange', show);
  show();
}
