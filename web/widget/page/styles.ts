/**
 * Style rules of ours in the page's document. A sheet that a script constructs is no inline style, so that a strict content
 * policy permits it.
 * Left out: the rules.
 */

/** The returned function takes them away again. What a browser does not know of them it skips. */
export function addStyles(css: string): () => void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
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
