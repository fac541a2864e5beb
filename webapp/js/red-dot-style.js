import STYLE from './red-dot-css.js';

/** If that cannot be loaded, the list is plain, but there. */
const PLAIN = '.panel, .page, .toasts { opacity: 1; }';

/** @type {Map<string, CSSStyleSheet>} by their text */
const sheets = new Map();

/**
 * Gives an element the style of the bell, or another one. All elements of the page share one style
 * sheet, which is created by script, because a page's Content-Security-Policy may refuse `style`
 * elements.
 *
 * @param {ShadowRoot} root
 */
export function dress(root, style = STYLE) {
  if ('adoptedStyleSheets' in root) {
    const sheet = sheets.get(style) ?? new CSSStyleSheet();
    if (!sheets.has(style)) {
      sheets.set(style, sheet);
      sheet.replaceSync(style);
    }
    root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, sheet])];
  } else {
    // Safari before 16.4
    const element = document.createElement('style');
    element.textContent = style;
    /** @type {ShadowRoot} */ (root).prepend(element);
  }
}

/** @type {WeakSet<ShadowRoot>} */
const listed = new WeakSet();

/** Gives an element the style of the list, too; resolved when it has that. */
export async function dressList(/** @type {ShadowRoot} */ root) {
  if (!listed.has(root)) {
    listed.add(root);
    await import('./red-dot-list-css.js').then(({ default: style }) => dress(root, style), () => dress(root, PLAIN));
  }
}
