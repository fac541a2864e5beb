/**
 * The language of the page and the words in it. The server has chosen the language; the link to the
 * other one keeps the fragment of the address.
 */
import { ENGLISH } from './words-en.js';
import { CHINESE } from './words-zh.js';

/** @typedef {typeof ENGLISH} Words */

export const language = globalThis.document?.documentElement.lang || 'en';

/** @returns {Words} */
export const wordsIn = (/** @type {string} */ language) => (/^zh\b/i.test(language) ? CHINESE : ENGLISH);

export const w = wordsIn(language);

/**
 * Translates what the client says by itself. The server's own sentences stay as they are.
 *
 * @param {string} reason
 * @param {Words} [words]
 */
export function said(reason, words = w) {
  const numbers = reason.match(NUMBER) ?? [];
  const known = words.reasons[reason.replace(NUMBER, '#')];
  return known === undefined ? reason : known.replace(/#/g, () => numbers.shift() ?? '');
}

const NUMBER = /\d+(\.\d+)?/g;

const other = /** @type {HTMLAnchorElement | null | undefined} */ (globalThis.document?.querySelector?.('.top .language'));
other?.addEventListener('click', () => {
  other.hash = location.hash;
});
