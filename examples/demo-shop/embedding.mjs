// The demo's pages about embedding: one a contract or a way of it, each printing what its page hears.
// `main` is the page's own markup, `scripts` what it loads besides the chat, `chat` the chat's tags in place of the shop's.

const SHOP_BOT = 'id=shop-bot&amp;color=%231f5f4a&amp;dark-color=%237fc4a5';
// A page made for one request would have a nonce of its own for each. These pages are files, and only show where it goes.
const NONCE = 'ZGVtby1wYWdl';

export const EVENTS_PANEL = `<section class="events" aria-labelledby="events">
<h2 id="events">What this page hears</h2>
<p>Every event that the chat tells this page, as it happens.</p>
<ol data-events tabindex="0" aria-label="Events"></ol>
</section>`;

const snippet = (text) => `<pre><code>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</code></pre>`;

export const EMBEDDING_PAGES = [
  {
    slug: 'inline',
    title: 'The chat in the page’s text',
    description: 'The Diverge contract’s inline chat and search bar, with their events.',
    main: `<h1>The chat in the page’s text</h1>
<p class="lead">Low until somebody writes, then as high as a conversation needs.</p>
<div id="chatbot-placeholder"></div>
${snippet('<div id="chatbot-placeholder"></div>\n<script src="https://chat.example.com/chatbotinline.js?id=shop-bot"></script>')}
<h2>A search bar that asks the bubble</h2>
<div class="chatbot-search-widget" data-placeholder="A raincoat, a lamp, a tent" data-message-template="Do you have {query}?"></div>
${snippet('<div class="chatbot-search-widget" data-placeholder="A raincoat, a lamp, a tent"\n  data-message-template="Do you have {query}?"></div>\n<script src="https://chat.example.com/universal-chatbot.js?id=shop-bot"></script>\n<script src="https://chat.example.com/inline-search-bar.js"></script>')}`,
    scripts: ['events.js', 'diverge-events.js'],
    chat: `<script src="../inline-overrides.js"></script>
<script src="/chatbotinline.js?id=shop-bot"></script>
<script src="/universal-chatbot.js?${SHOP_BOT}"></script>
<script src="/inline-search-bar.js"></script>`,
  },
  {
    slug: 'strict',
    title: 'The chat under a strict policy',
    description: 'A page that allows nothing but one nonce and the chat’s own origin, with Trusted Types.',
    policy: `default-src 'none'; script-src 'nonce-${NONCE}'; style-src 'self'; img-src 'self'; frame-src 'self'; connect-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    nonce: NONCE,
    main: `<h1>The chat under a strict policy</h1>
<p class="lead">This page allows its scripts by a nonce, frames and calls to the chat’s origin, and no policy of Trusted Types at all. The chat needs no more.</p>
${snippet("Content-Security-Policy: default-src 'none'; script-src 'nonce-…'; frame-src https://chat.example.com;\n  connect-src https://chat.example.com; require-trusted-types-for 'script'; trusted-types 'none'\n\n<script nonce=\"…\" src=\"https://chat.example.com/universal-chatbot.js?id=shop-bot\" defer></script>")}`,
    scripts: ['events.js', 'diverge-events.js'],
    chat: `<script nonce="${NONCE}" src="/universal-chatbot.js?${SHOP_BOT}" defer></script>`,
  },
  {
    slug: 'login',
    title: 'A page that knows who visits',
    description: 'The Chat Data contract: a login tells the chat who is there, and the page hears of chats and leads.',
    main: `<h1>A page that knows who visits</h1>
<p class="lead">Log in, and ask the chat for your name. It asks for nothing that the page has told.</p>
<form class="fields" data-login>
<p><label>Name <input name="name" value="Ada Byron" autocomplete="off"></label></p>
<p><label>E-mail <input name="email" type="email" value="ada@example.com" autocomplete="off"></label></p>
<p><label>What else the shop knows <input name="info" value="Her lucky number is 21." autocomplete="off"></label></p>
<p class="buttons"><button class="button">Log in</button> <button class="button" type="button" data-logout>Log out</button> <output data-status></output></p>
</form>
<h2>The lead, as the page has heard of it</h2>
<p><code data-lead>nothing yet</code></p>
${snippet('<script src="https://chat.example.com/chatbotsdk.min.js" data-chatbot-id="shop-bot" defer></script>\n<script src="https://chat.example.com/embed.min.js?chatbotId=shop-bot" defer></script>\n<script type="module">\n  chatbot.addEventListener("lead-submission", ({ payload }) => console.log(payload));\n  await chatbot.sendUserInfo({ name: "Ada Byron", email: "ada@example.com" });\n</script>')}`,
    scripts: ['events.js'],
    chat: `<script src="/chatbotsdk.min.js" data-chatbot-id="shop-bot" defer></script>
<script src="/embed.min.js?chatbotId=shop-bot&amp;color=%231f5f4a&amp;dark-color=%237fc4a5" defer></script>
<script src="../chat-data-events.js" defer></script>`,
  },
  {
    slug: 'contact',
    title: 'A help page with a history of events',
    description: 'The SmartAgent contract: shown by rules of time and address, and whoever subscribes late misses nothing.',
    head: '<link rel="stylesheet" href="/css/loader.css">\n<script type="module" src="/loader/main.js" id="smartagent" data-company="shop-bot" facia="help" data-color="#1f5f4a" data-dark-color="#7fc4a5"></script>\n',
    main: `<h1>A help page with a history of events</h1>
<p class="lead">The settings called <code>help</code> say when and where the chat shows. This page subscribes when you ask it to, and hears everything since it was loaded, at its time.</p>
<p class="buttons"><button class="button" type="button" data-subscribe>Subscribe</button> <button class="button" type="button" data-toggle>Open or minimise</button> <button class="button" type="button" data-end>End the chat</button></p>
<h2>Rules of time and address</h2>
<p>The chat shows here every day, and not where the address says <code>checkout</code>. Single-page sites change their address without loading: the rules are followed anew.</p>
<p class="buttons"><button class="button" type="button" data-away>Go to the checkout</button> <button class="button" type="button" data-back>Come back</button> <output data-address></output></p>
${snippet('<link rel="stylesheet" href="https://chat.example.com/css/loader.css">\n<script type="module" src="https://chat.example.com/loader/main.js" id="smartagent"\n  data-company="shop-bot" facia="help"></script>')}
${snippet('parlour chatbot instance shop-bot help help.json\n\n{ "chatInstanceName": "help_page", "title": "Ask the shop",\n  "visibility": { "timezone": "Europe/Dublin", "include": ["/demo/*"], "exclude": ["*checkout*"] } }')}`,
    scripts: ['events.js', 'smartagent-events.js'],
    chat: ' ',
  },
];
