/** Makes elements. Text is always inserted as text, never as HTML. */

const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {string | number | Node | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */

/**
 * @template {Element} Made
 * @param {Made} made
 * @param {Attributes} attributes `on…`: a listener; `true`: an empty attribute; `false`, null: none
 * @param {Child[]} children those that are null, undefined or false are left out
 */
function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      made.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  put(made, ...children);
  return made;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {Child[]} children
 */
export const h = (tag, attributes = {}, ...children) =>
  filled(document.createElement(tag), attributes, children);

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {Child[]} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export const s = (tag, attributes = {}, ...children) =>
  filled(/** @type {any} */ (document.createElementNS(SVG, tag)), attributes, children);

/** Appends to `place` whatever is there. */
export function put(/** @type {Element} */ place, /** @type {Child[]} */ ...children) {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) {
      place.append(typeof child === 'number' ? String(child) : child);
    }
  }
}

/** Replaces the content of `place`. */
export function show(/** @type {Element} */ place, /** @type {Child[]} */ ...children) {
  place.replaceChildren();
  put(place, ...children);
}

/** The text of `{"text": …}`, which the pages publish; anything else as it is. */
export function readable(/** @type {unknown} */ data) {
  if (typeof data === 'string') {
    return data;
  }
  const { text, ...rest } = /** @type {{text?: unknown}} */ (data ?? {});
  const plain = typeof text === 'string' && Object.keys(rest).length === 0;
  return plain ? text : JSON.stringify(data);
}

/**
 * @param {string} at
 * @param {string} [language] default: the browser's
 */
export function clock(at, language) {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : date.toLocaleTimeString(language ?? [], { hourCycle: 'h23' });
}
