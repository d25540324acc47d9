// Prints what a page hears, live, into its list: `demoEvents.print(name, detail, timestamp)`.
// Shared by the demo pages of every contract; which events those are is in a file of each page's own.
window.demoEvents = {
  print(name, detail, timestamp = Date.now()) {
    const list = document.querySelector('[data-events]');
    if (!list) return;
    const item = document.createElement('li');
    const time = document.createElement('time');
    time.dateTime = new Date(timestamp).toISOString();
    time.textContent = new Date(timestamp).toLocaleTimeString();
    const title = document.createElement('strong');
    title.textContent = name;
    const text = document.createElement('code');
    text.textContent = detail === undefined ? '' : JSON.stringify(detail);
    item.append(time, title, text);
    list.append(item);
    list.closest('[data-events-panel]')?.removeAttribute('hidden');
    list.scrollTop = list.scrollHeight;
  },
};
