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
<div class="chatbot-search-widget" data-placeholder="What is it doing outside?" data-message-template="What do I wear when it is {query}?"></div>
${snippet('<div class="chatbot-search-widget" data-placeholder="What is it doing outside?"\n  data-message-template="What do I wear when it is {query}?"></div>\n<script src="https://chat.example.com/universal-chatbot.js?id=shop-bot"></script>\n<script src="https://chat.example.com/inline-search-bar.js"></script>')}`,
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
];
