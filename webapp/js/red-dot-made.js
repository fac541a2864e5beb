/** Names an element for `::part()` of pages, and as its class for the style here. */
export function part(/** @type {Element} */ element, /** @type {string} */ names) {
  element.setAttribute('part', names);
  element.setAttribute('class', names);
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} names of its parts
 * @param {Record<string, string>} [attributes]
 */
export function made(tag, names, attributes = {}) {
  const element = document.createElement(tag);
  part(element, names);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  return element;
}

/** Text in an element of its own. @returns {HTMLSpanElement} */
export function worded(/** @type {string} */ names, /** @type {string} */ text) {
  const element = made('span', names);
  element.textContent = text;
  return element;
}

/**
 * A button that does something.
 *
 * @param {string} names of its parts
 * @param {(event: Event) => void} act
 */
export function button(names, act) {
  const element = made('button', names, { type: 'button' });
  element.addEventListener('click', act);
  return element;
}

/**
 * A link that opens where the page wants it; without an address, a button.
 *
 * @param {string} names of its parts
 * @param {string} href empty: none
 * @param {string} target as of `<a>`
 */
export function control(names, href, target) {
  return href ? leadsTo(made('a', names), href, target) : made('button', names, { type: 'button' });
}

/** Makes a link open an address where the page wants it. */
export function leadsTo(/** @type {HTMLAnchorElement} */ link, /** @type {string} */ href, /** @type {string} */ target) {
  link.href = href;
  link.target = target;
  link.rel = target && target !== '_self' ? 'noopener' : '';
  return link;
}

/** A picture of lines in a square of 24. */
export function drawn(/** @type {string} */ lines) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  part(svg, 'icon');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', lines);
  svg.append(path);
  return svg;
}
