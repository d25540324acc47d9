// Builds the demo shop into a folder of plain files: `node build.mjs OUT`.
// Every link is relative, so the shop may be served under any path; only the chat script is absolute.
// No inline script or style: the pages work under a strict content security policy.
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EMBEDDING_PAGES, EVENTS_PANEL } from './embedding.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const CHAT_SCRIPT = '/universal-chatbot.js?id=shop-bot&amp;color=%231f5f4a&amp;dark-color=%237fc4a5';
const FEW_LEFT = { product: 5, variant: 2 };

// A product belongs to the first category that names one of its tags.
const CATEGORIES = [
  ['shirts', 'Shirts', ['shirts']],
  ['jackets', 'Jackets', ['jackets']],
  ['knitwear', 'Knitwear', ['jumper', 'scarf']],
  ['trousers', 'Trousers', ['trousers']],
  ['dresses', 'Dresses', ['dresses']],
  ['shoes', 'Shoes', ['shoes']],
  ['bags', 'Bags', ['bags']],
  ['camping', 'Outdoors', ['tents', 'sleeping bag', 'umbrella', 'picnic blanket', 'lantern']],
  ['home', 'Home', ['lamps', 'mugs', 'blankets']],
];

// The shop's other way of sorting: by the weather a thing is for.
const WEATHER = [
  ['fair', 'Fair', 'Linen, light cotton, picnics', '<circle cx="16" cy="16" r="6"/><path d="M16 3v4M16 25v4M3 16h4M25 16h4M6.8 6.8l2.8 2.8M22.4 22.4l2.8 2.8M6.8 25.2l2.8-2.8M22.4 9.6l2.8-2.8"/>'],
  ['wind', 'Wind', 'Denim, canvas, jersey', '<path d="M3 12h16a4 4 0 1 0-4-4M3 18h22a4 4 0 1 1-4 4M3 24h10"/>'],
  ['rain', 'Rain', 'Wax, rubber, welded seams', '<path d="M9 18a6 6 0 0 1 .6-12A8 8 0 0 1 25 9a5 5 0 0 1-1 9zM10 23l-2 5M17 23l-2 5M24 23l-2 5"/>'],
  ['frost', 'Frost', 'Wool, flannel, felt, tea', '<path d="M16 3v26M4.7 9.5l22.6 13M27.3 9.5l-22.6 13M12.5 5l3.5 3 3.5-3M12.5 27l3.5-3 3.5 3M5 14.5l4.3-1.6L8.3 8.5M27 17.5l-4.3 1.6 1 4.4M5 17.5l4.3 1.6-1 4.4M27 14.5l-4.3-1.6 1-4.4"/>'],
];

const HELP_GROUPS = [
  ['Ordering', ['delivery', 'payment', 'change-cancel', 'tracking', 'gift-cards']],
  ['After delivery', ['returns', 'exchanges', 'damaged-parcel', 'warranty-repairs']],
  ['The things', ['sizes', 'care', 'materials']],
  ['The shop', ['store-pickup', 'contact', 'account', 'privacy']],
];

const QUESTIONS = ['Which blue shirts cost less than €60?', 'How do I return a parcel?', 'What keeps me dry on a bicycle?'];

/** Writes the whole shop into `outDir`, which is made if need be. The same sources give the same bytes. */
export async function build(outDir) {
  const out = resolve(outDir);
  for (const dir of ['products', 'help', 'embed', 'pictures']) await mkdir(join(out, dir), { recursive: true });

  const catalogue = await readFile(join(HERE, 'products.jsonl'), 'utf8');
  const products = catalogue.trim().split('\n').map((line) => JSON.parse(line));
  const help = await readHelp();

  await writeFile(join(out, 'products.jsonl'), catalogue);
  await writeFile(join(out, 'index.html'), homePage(products));
  for (const product of products) await writeFile(join(out, product.url), productPage(product, products));
  await writeFile(join(out, 'help', 'index.html'), helpIndex(help));
  for (const page of help.values()) await writeFile(join(out, 'help', `${page.slug}.html`), helpPage(page, help));
  await writeFile(join(out, 'embed', 'index.html'), embeddingIndex());
  for (const page of EMBEDDING_PAGES) await writeFile(join(out, 'embed', `${page.slug}.html`), embeddingPage(page));
  await cp(join(HERE, 'pictures'), join(out, 'pictures'), { recursive: true });
  await cp(join(HERE, 'site'), out, { recursive: true });
}

async function readHelp() {
  const files = (await readdir(join(HERE, 'help'))).filter((name) => name.endsWith('.html')).sort();
  const pages = await Promise.all(files.map(async (name) => {
    const html = await readFile(join(HERE, 'help', name), 'utf8');
    const part = (pattern) => html.match(pattern)?.[1].trim() ?? fail(`${name}: nothing matches ${pattern}`);
    return {
      slug: basename(name, '.html'),
      title: part(/<title>(.*?)<\/title>/),
      description: part(/<meta name="description" content="(.*?)">/),
      main: part(/<main>([\s\S]*?)<\/main>/),
    };
  }));
  const grouped = HELP_GROUPS.flatMap(([, slugs]) => slugs);
  for (const { slug } of pages) if (!grouped.includes(slug)) fail(`help/${slug}.html is in no group`);
  return new Map(pages.map((page) => [page.slug, page]));
}

// Pages

function homePage(products) {
  const all = '<a href="#all" data-filter="all">Everything</a>';
  const categories = CATEGORIES.map(([id, name]) => `<a href="#${id}" data-filter="${id}">${name}</a>`).join('\n');
  const weather = WEATHER.map(([id, name, hint, icon]) => `<li><a href="#${id}" data-filter="${id}">${symbol(icon)}<span><strong>${name}</strong> <small>${hint}</small></span></a></li>`).join('\n');
  const targets = ['all', ...CATEGORIES.map(([id]) => id), ...WEATHER.map(([id]) => id), 'sale'];
  const sorted = CATEGORIES.flatMap(([id]) => products.filter((product) => categoryOf(product)[0] === id));
  return layout({
    root: '', current: 'shop', wide: true,
    title: 'Windlefold: clothes and things for changing weather',
    description: 'A small shop in an old rope works: shirts, raincoats, boots, blankets, lamps and tents for changing weather.',
    main: `<section class="hero">
<picture><source srcset="hero-night.svg" media="(prefers-color-scheme: dark)"><img class="hero-picture" src="hero.svg" width="1600" height="600" alt=""></picture>
<div class="hero-text">
<h1>Clothes and things for changing weather</h1>
<p>Linen for the fair days, wax for the wet ones. Cut plainly, and mended gladly.</p>
</div>
</section>
<section class="forecast" aria-labelledby="forecast">
<h2 id="forecast">What is it doing outside?</h2>
<ul>
${weather}
</ul>
</section>
<section class="ask" aria-labelledby="ask">
<h2 id="ask">Ask the shop</h2>
<ul>
${QUESTIONS.map((question) => `<li>${ask('', question, question)}</li>`).join('\n')}
</ul>
</section>
<section class="shop" aria-labelledby="things">
${targets.map((id) => `<span class="target" id="${id}"></span>`).join('')}
<div class="shop-head">
<h2 id="things">On the line today</h2>
<p class="count" role="status" data-count></p>
</div>
<nav class="filters" aria-label="Categories">
${all}
${categories}
<a href="#sale" data-filter="sale">On sale</a>
</nav>
<ul class="grid">
${sorted.map((product) => card('', product)).join('\n')}
</ul>
</section>
${EVENTS_PANEL}`,
  });
}

function productPage(product, products) {
  const [categoryId, category] = categoryOf(product);
  const like = products.filter((other) => other !== product && categoryOf(other)[0] === categoryId);
  const pairing = products.filter((other) => other !== product && !like.includes(other) && weathersOf(other)[0] === weathersOf(product)[0]);
  const [, , , icon] = WEATHER.find(([id]) => id === weathersOf(product)[0]) ?? fail(`${product.id} has no weather`);
  return layout({
    root: '../', current: 'shop',
    title: `${product.title} · Windlefold`,
    description: product.description.split('. ')[0] + '.',
    before: crumbs('../', [['index.html', 'Shop'], [`index.html#${categoryId}`, category]], product.title),
    main: `<article class="product">
<div class="product-picture"><img src="../${product.image}" width="800" height="800" alt="${escape(`Drawing of the ${product.title}`)}"></div>
<div class="product-text">
<h1>${escape(product.title)}</h1>
<p class="price">${price(product)}</p>
<p class="stock ${stock(product).kind}">${stock(product).text}</p>
<p class="lead">${escape(product.description)}</p>
<p class="weather">${symbol(icon)}Made for ${weathersOf(product).map((id) => (id === 'fair' ? 'fair days' : id)).join(' and ')}</p>
<p>${ask('../', 'Ask about this', `I have a question about the ${product.title}`, 'button')}</p>
${variants(product)}
<ul class="notes">
<li><a href="../help/delivery.html">Delivery</a> in Ireland costs €4.50, and nothing from €80.</li>
<li><a href="../help/returns.html">Returns</a> within 30 days, <a href="../help/warranty-repairs.html">repairs</a> as long as you own it.</li>
<li>${careNote(product)}</li>
</ul>
</div>
</article>`,
    after: `<aside class="more" aria-labelledby="more">
<h2 id="more">From the same peg</h2>
<ul class="grid">
${[...like, ...pairing].slice(0, 4).map((other) => card('../', other, 'h3')).join('\n')}
</ul>
</aside>`,
  });
}

function helpIndex(help) {
  const group = ([name, slugs]) => `<section>
<h2>${name}</h2>
<ul>
${slugs.map((slug) => help.get(slug) ?? fail(`help/${slug}.html is missing`)).map((page) => `<li><a href="${page.slug}.html"><strong>${page.title}</strong> <span>${page.description}</span></a></li>`).join('\n')}
</ul>
</section>`;
  return layout({
    root: '../', current: 'help',
    title: 'Help · Windlefold',
    description: 'Delivery, returns, sizes, care, repairs and everything else people ask us.',
    main: `<h1>Help</h1>
<p class="lead">Everything people ask us, answered once and properly. Or ask in your own words:</p>
<form class="ask-form" action="contact.html" data-ask-form>
<label for="question">Your question</label>
<div><input id="question" name="question" type="text" autocomplete="off" required><button class="button" type="submit">Ask</button></div>
</form>
<div class="help-index">
${HELP_GROUPS.map(group).join('\n')}
</div>`,
  });
}

function helpPage(page, help) {
  const [name, slugs] = HELP_GROUPS.find(([, slugs]) => slugs.includes(page.slug));
  return layout({
    root: '../', current: page.slug === 'delivery' || page.slug === 'contact' ? page.slug : 'help',
    title: `${page.title} · Windlefold help`,
    description: page.description,
    before: crumbs('../', [['help/index.html', 'Help']], page.title),
    mainClass: 'prose',
    main: page.main,
    after: `<nav class="beside" aria-label="${name}">
<h2>${name}</h2>
<ul>
${slugs.map((slug) => `<li><a href="${slug}.html"${slug === page.slug ? ' aria-current="page"' : ''}>${help.get(slug).title}</a></li>`).join('\n')}
</ul>
<p>${ask('../', 'Ask the shop', '', 'button')}</p>
</nav>`,
  });
}

function embeddingIndex() {
  return layout({
    root: '../', current: 'embed',
    title: 'For site owners · Windlefold',
    description: 'Every way to put the chat on a page, each with its events printed live.',
    main: `<h1>For site owners</h1>
<p class="lead">Every way to put the chat on a page. Each of these pages prints what it hears.</p>
<div class="help-index">
<ul>
<li><a href="../index.html#events"><strong>The shop itself</strong> <span>A bubble, and the Diverge contract’s events.</span></a></li>
${EMBEDDING_PAGES.map(({ slug, title, description }) => `<li><a href="${slug}.html"><strong>${title}</strong> <span>${description}</span></a></li>`).join('\n')}
</ul>
</div>`,
  });
}

function embeddingPage({ title, description, main, scripts, chat, head = '', policy, nonce }) {
  return layout({
    root: '../', current: 'embed', scripts, chat, nonce,
    head: (policy ? `<meta http-equiv="Content-Security-Policy" content="${policy}">\n` : '') + head,
    title: `${title} · Windlefold`,
    description,
    before: crumbs('../', [['embed/index.html', 'For site owners']], title),
    mainClass: 'embedding',
    main: `${main}\n${EVENTS_PANEL}`,
  });
}

// Pieces

function layout({ root, current, title, description, before = '', main, after = '', mainClass = '', wide = false, head = '', scripts = ['events.js', 'diverge-events.js'], chat = `<script src="${CHAT_SCRIPT}" defer></script>`, nonce = '' }) {
  const script = (name) => `<script${nonce && ` nonce="${nonce}"`} src="${root}${name}" defer></script>`;
  const item = (href, id, text) => `<li><a href="${root}${href}"${id === current ? ' aria-current="page"' : ''}>${text}</a></li>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${head}<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<meta name="description" content="${escape(description)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${root}mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="${root}shop.css">
${['shop.js', ...scripts].map(script).join('\n')}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="brand" href="${root}index.html"><img src="${root}mark.svg" width="40" height="40" alt="">Windlefold</a>
<nav aria-label="Main">
<ul>
${[item('index.html', 'shop', 'Shop'), item('help/index.html', 'help', 'Help'), item('help/delivery.html', 'delivery', 'Delivery'), item('help/contact.html', 'contact', 'Contact')].join('\n')}
</ul>
</nav>
${ask(root, 'Ask the shop', '', 'button')}
</header>
<div class="page${wide ? ' wide' : ''}${mainClass ? ` with-${mainClass}` : ''}">
${before}
<main id="main"${mainClass ? ` class="${mainClass}"` : ''} tabindex="-1">
${main}
</main>
${after}
</div>
<footer class="bottom">
<div>
<p class="brand"><img src="${root}mark.svg" width="32" height="32" alt="">Windlefold</p>
<p>The Ropewalk, 4 Quay Lane, Carrowmell, County Mayo, Ireland</p>
<p>Tuesday to Saturday from 10:00, Sunday from 12:00</p>
</div>
<nav aria-label="Help pages">
<ul>
${[['returns', 'Returns'], ['sizes', 'Size guide'], ['warranty-repairs', 'Repairs'], ['gift-cards', 'Gift cards'], ['store-pickup', 'Opening hours'], ['privacy', 'Privacy']].map(([slug, text]) => item(`help/${slug}.html`, slug, text)).join('\n')}
${item('embed/index.html', 'embed', 'For site owners')}
</ul>
</nav>
<p class="small">Windlefold is an invented shop that shows Parlour at work. Nothing here is for sale.</p>
</footer>
${chat}
</body>
</html>
`;
}

function card(root, product, heading = 'h3') {
  const { kind, text } = stock(product);
  const marks = [categoryOf(product)[0], ...weathersOf(product), ...(product.original_price ? ['sale'] : [])];
  return `<li class="card ${marks.map((mark) => `is-${mark}`).join(' ')}">
<a href="${root}${product.url}">
<img src="${root}${product.image}" width="800" height="800" loading="lazy" alt="">
<${heading}>${escape(product.title)}</${heading}>
<p class="price">${price(product)}</p>
<p class="stock ${kind}">${text}</p>
</a>
</li>`;
}

function variants({ variants: list }) {
  if (!list) return '';
  const names = [...new Set(list.flatMap((variant) => Object.keys(variant.options)))];
  const row = (variant) => `<tr>${names.map((name) => `<td>${escape(variant.options[name] ?? '')}</td>`).join('')}<td>${euro(variant.price)}</td><td class="stock ${stock(variant).kind}">${stock(variant).text}</td></tr>`;
  return `<table class="variants">
<caption>Sizes, colours and stock</caption>
<thead><tr>${names.map((name) => `<th scope="col">${name[0].toUpperCase()}${name.slice(1)}</th>`).join('')}<th scope="col">Price</th><th scope="col">Stock</th></tr></thead>
<tbody>
${list.map(row).join('\n')}
</tbody>
</table>`;
}

function price(product) {
  const from = product.variants?.some((variant) => variant.price > product.price) ? 'from ' : '';
  if (!product.original_price) return `${from}${euro(product.price)}`;
  return `<span class="hidden">Sale price </span><strong class="reduced">${from}${euro(product.price)}</strong> <span class="hidden">instead of </span><s>${euro(product.original_price)}</s>`;
}

function stock({ stock: left, id }) {
  if (left === 0) return { kind: 'none', text: 'Sold out' };
  if (left <= (id ? FEW_LEFT.product : FEW_LEFT.variant)) return { kind: 'few', text: `Only ${left} left` };
  return { kind: 'plenty', text: 'In stock' };
}

// A link to the contact page that shop.js turns into a question to the chat.
function ask(root, text, question, className = '') {
  return `<a${className && ` class="${className}"`} href="${root}help/contact.html" data-ask="${escape(question)}">${escape(text)}</a>`;
}

function crumbs(root, steps, here) {
  return `<nav class="crumbs" aria-label="You are here">
<ol>
${steps.map(([href, text]) => `<li><a href="${root}${href}">${text}</a></li>`).join('\n')}
<li aria-current="page">${escape(here)}</li>
</ol>
</nav>`;
}

function careNote({ tags }) {
  const known = ['linen', 'leather', 'waxed cotton', 'waxed canvas', 'wool', 'cotton', 'rubber', 'stoneware', 'steel', 'recycled polyester'];
  const material = known.find((name) => tags.includes(name));
  return `<a href="../help/care.html">How to look after ${material === 'recycled polyester' ? 'rainwear' : material ?? 'it'}</a> for a long time.`;
}

function symbol(paths) {
  return `<svg class="symbol" viewBox="0 0 32 32" width="32" height="32" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;
}

const categoryOf = (product) => CATEGORIES.find(([, , tags]) => tags.some((tag) => product.tags.includes(tag))) ?? fail(`${product.id} has no category`);
const weathersOf = (product) => product.tags.filter((tag) => WEATHER.some(([id]) => id === tag));
const euro = (amount) => `€${Number.isInteger(amount) ? amount : amount.toFixed(2)}`;
const escape = (text) => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);
const fail = (message) => { throw new Error(message); };

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const out = process.argv[2] ?? fail('usage: node build.mjs OUT');
  await build(out);
  console.log(`built ${resolve(out)}`);
}
