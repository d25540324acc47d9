// What a help page does by the SmartAgent contract: subscribes whenever it likes, and has buttons of its own.
let end = null;

function follow() {
  // Whoever subscribes anew hears everything since the page was loaded once more.
  end?.();
  document.querySelector('[data-events]').replaceChildren();
  end = window.saEvents.subscribe(({ type, data, timestamp }) => {
    window.dataLayer = window.dataLayer || [];
    window.dataLayer.push({ event: type, ...data });
    demoEvents.print(type, data, timestamp);
  });
}

document.querySelector('[data-subscribe]').addEventListener('click', () => window.saEvents && follow());
document.querySelector('[data-toggle]').addEventListener('click', () => window._sa?.toggleChat());
document.querySelector('[data-end]').addEventListener('click', () => window._sa?.endChat());

const address = document.querySelector('[data-address]');

function go(query) {
  history.pushState(null, '', location.pathname + query);
  address.textContent = location.pathname + query;
}

document.querySelector('[data-away]').addEventListener('click', () => go('?at=checkout'));
document.querySelector('[data-back]').addEventListener('click', () => go(''));
