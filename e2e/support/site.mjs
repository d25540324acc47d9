/**
 * Pages of somebody's own site that embed the chat, under the strictest policy that allows it.
 * Left out: serving them (`startHostSite` in server.mjs).
 */

/** What a careful site allows for the chat, and nothing else. */
export const strictPolicy = (chatOrigin) =>
  `default-src 'none'; script-src ${chatOrigin}; frame-src ${chatOrigin}; connect-src ${chatOrigin}`;

/** The tag an owner puts on a page. */
export const loaderTag = (chatOrigin, chatbotId = "shop-bot", more = "") =>
  `<script src="${chatOrigin}/universal-chatbot.js?id=${chatbotId}${more}"></script>`;

/** A page as `startHostSite` takes it: `head` and `body` are markup, `policy` may be null. */
export function shopPage({ chatOrigin, head = "", body = "", policy = strictPolicy(chatOrigin), direction = "ltr" }) {
  return {
    body: `<!doctype html>
<html lang="${direction === "rtl" ? "ar" : "en"}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>A shop</title>${head}</head>
<body><main><h1>A shop</h1><p>Things for the weather.</p></main>${body}</body></html>`,
    headers: policy === null ? {} : { "content-security-policy": policy },
  };
}
