/**
 * Rich text (the member `html` of a message's data) as nodes. The server has sanitized it, but
 * this code does not rely on that. It creates nodes only for the elements that are listed here;
 * other tags are dropped or remain text. No text is passed to the browser as HTML, so it cannot
 * run, and pages may forbid that by their policy (Trusted Types).
 */

const TAGS = new Set(
  'a b blockquote br code del em h3 h4 hr i ins kbd li ol p pre s small strong sub sup u ul'.split(' '),
);
const EMPTY = new Set(['br', 'hr']);
const LINK = /^(https?:\/\/|mailto:)/i;
/** A tag with its attributes, text, or something that only looks like a tag. */
const PART = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>|[^<]+|</gi;
const DEEPEST = 32;

/** @type {Record<string, string>} */
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/**
 * @param {string} text
 * @returns {string} with the characters that the references stand for
 */
function plain(text) {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (all, hex, decimal, name) => {
    const code = hex ? parseInt(hex, 16) : Number(decimal);
    return name ? NAMED[name] ?? all : code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/**
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function richText(html) {
  const root = document.createDocumentFragment();
  /** @type {{name: string, node: ParentNode & Node}[]} */
  const open = [{ name: '', node: root }];
  for (const [part, end, tag, attributes] of html.matchAll(PART)) {
    const name = tag?.toLowerCase();
    const { node } = open[open.length - 1];
    if (!name) {
      node.append(plain(part));
    } else if (!TAGS.has(name)) {
      // its text stays, the element does not
    } else if (end) {
      const at = open.findLastIndex((each) => each.name === name);
      if (at > 0) {
        open.length = at;
      }
    } else if (open.length <= DEEPEST) {
      const made = document.createElement(name);
      if (name === 'a') {
        link(/** @type {HTMLAnchorElement} */ (made), /\shref="([^"]*)"/i.exec(attributes)?.[1]);
      }
      node.append(made);
      if (!EMPTY.has(name)) {
        open.push({ name, node: made });
      }
    }
  }
  return root;
}

/**
 * @param {HTMLAnchorElement} made
 * @param {string | undefined} href
 */
function link(made, href) {
  const address = plain(href ?? '');
  if (LINK.test(address)) {
    made.href = address;
    made.target = '_blank';
    made.rel = 'noopener nofollow';
  }
}
