/** The texts of the console, in English and Chinese; the visitor's choice is kept in the browser. */
import { ENGLISH } from './console-words-en.js';
import { CHINESE } from './console-words-zh.js';

/** @typedef {typeof ENGLISH} Words */

const KEPT = 'reddot.console.language';

function chosen() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // the browser blocks storage
  }
}

/** The language that was chosen here, or else the browser's. */
export const language = () => (/^zh\b/i.test(chosen() ?? navigator.language) ? 'zh-CN' : 'en');

export function choose(/** @type {string} */ language) {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // Then it holds until the page is left.
  }
}

/** @returns {Words} */
export const wordsIn = (/** @type {string} */ language) => (language === 'en' ? ENGLISH : CHINESE);
