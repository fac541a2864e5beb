/** The texts of the console, in the language of the page. */
import { ENGLISH } from './console-words-en.js';
import { CHINESE } from './console-words-zh.js';
import { language } from './words.js';

/** @typedef {typeof ENGLISH} Words */

/** @type {Words} */
export const w = language === 'en' ? ENGLISH : CHINESE;
