/**
 * Style rules of ours in the page's document. A sheet that a script constructs is no inline style, so that a strict content
 * policy permits it.
 * Left out: the rules.
 */

const sheets: CSSStyleSheet[] = [];

/** Puts those back that the page has thrown out, as a page does that sets `adoptedStyleSheets` to its own. */
export function keepStyles(): void {
  const there = document.adoptedStyleSheets;
  const missing = sheets.filter((sheet) => !there.includes(sheet));
  if (missing.length > 0) document.adoptedStyleSheets = [...there, ...missing];
}

/** The returned function takes them away again. What a browser does not know of them it skips. */
export function addStyles(css: string): () => void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.push(sheet);
    keepStyles();
    return () => {
      sheets.splice(sheets.indexOf(sheet), 1);
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    };
  } catch {
    // A browser without constructed sheets.
    const style = document.createElement("style");
    style.id = "di-chatbot-styles";
    style.textContent = css;
    document.head.append(style);
    return () => style.remove();
  }
}
