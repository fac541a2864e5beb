/**
 * The texts of the elements. English is here; the other languages are modules of their own, which
 * are loaded when they are needed.
 */

/**
 * A text, or one for each plural form of `Intl.PluralRules`. `{n}` is the number.
 *
 * @typedef {string | {[form: string]: string}} Word
 */

const ENGLISH = {
  messages: 'Messages',
  unread: '{n} unread',
  none: 'none unread',
  arrived: /** @type {Word} */ ({ one: '{n} unread message', other: '{n} unread messages' }),
  markAll: 'Mark all as read',
  more: 'Load more',
  empty: 'Nothing here yet.',
  allRead: 'You have read everything.',
  noneArchived: 'Nothing is archived.',
  failed: 'The messages could not be loaded.',
  notMarked: 'That could not be saved. Try again.',
  again: 'Try again',
  waiting: 'Not connected. Trying again…',
  closed: 'Not connected.',
  everyone: 'Everyone',
  others: /** @type {Word} */ ('and {n} more'),
  manyOthers: 'and many more',
  comma: ', ',
  show: 'Show',
  all: 'All',
  isUnread: 'Unread',
  archived: 'Archived',
  category: 'Category',
  markRead: 'Mark as read',
  markUnread: 'Mark as unread',
  archive: 'Archive',
  unarchive: 'Move to the inbox',
  wasRead: 'Marked as read.',
  wasUnread: 'Marked as unread.',
  wasArchived: 'Archived.',
  wasUnarchived: 'Moved to the inbox.',
  undo: 'Undo',
  close: 'Close',
  urgent: 'Urgent',
};

/** @typedef {Record<keyof typeof ENGLISH, Word>} Table */

/** @type {Record<string, Partial<Table> | undefined>} the languages that are loaded */
const TABLES = { en: ENGLISH };

/** @type {Record<string, () => Promise<{default: Partial<Table>}>>} by literal addresses, which bundlers find */
const OTHERS = {
  ar: () => import('./red-dot-words/ar.js'),
  de: () => import('./red-dot-words/de.js'),
  es: () => import('./red-dot-words/es.js'),
  fr: () => import('./red-dot-words/fr.js'),
  ja: () => import('./red-dot-words/ja.js'),
  pt: () => import('./red-dot-words/pt.js'),
  zh: () => import('./red-dot-words/zh.js'),
};

/** The language of the element, of an element around it, or of the browser. */
export function languageOf(/** @type {Element} */ element) {
  const around = /** @type {HTMLElement | null} */ (element.closest('[lang]'));
  return around?.lang || document.documentElement.lang || navigator.language || 'en';
}

/** @type {[Intl.RelativeTimeFormatUnit, number, number][]} the unit, its seconds, and the largest number of it */
const UNITS = [
  ['second', 1, 45],
  ['minute', 60, 60],
  ['hour', 3_600, 24],
  ['day', 86_400, 7],
];

/** The texts of one language, with a page's own instead of some. Immutable. */
export class Words {
  /** The language that the texts are in. */
  language;
  #table;
  #plural;
  #number;
  #relative;

  /**
   * @param {string} language as of `lang`
   * @param {Partial<Record<keyof Table, Word>>} own a page's own words
   */
  constructor(language, own = {}) {
    const [tongue] = language.toLowerCase().split('-');
    this.#table = { ...ENGLISH, ...TABLES[tongue], ...own };
    this.language = OTHERS[tongue] || TABLES[tongue] ? language : 'en';
    try {
      this.#number = new Intl.NumberFormat(this.language);
    } catch {
      this.language = 'en'; // `lang` is not a language tag
      this.#number = new Intl.NumberFormat('en');
    }
    this.#plural = new Intl.PluralRules(this.language);
    this.#relative = new Intl.RelativeTimeFormat(this.language, { numeric: 'auto', style: 'short' });
  }

  /**
   * Loads the texts of a language.
   *
   * @param {string} language
   * @returns {Promise<boolean>} whether they were not there before
   */
  static async load(language) {
    const [tongue] = language.toLowerCase().split('-');
    const load = OTHERS[tongue];
    if (!load || TABLES[tongue]) {
      return false;
    }
    try {
      TABLES[tongue] = (await load()).default;
      return true;
    } catch (error) {
      console.warn(`Red Dot: the texts of the language ${tongue} could not be loaded.`, error);
      return false;
    }
  }

  /** The names that a page may give words of its own for. */
  get names() {
    return Object.keys(ENGLISH);
  }

  /**
   * @param {keyof Table} name
   * @param {number} [number]
   */
  say(name, number = 0) {
    /** @type {Word} */
    const word = this.#table[name];
    const form = typeof word === 'string' ? word : word[this.#plural.select(number)] ?? word.other;
    return form.replace('{n}', this.#number.format(number));
  }

  /** How long ago something was; as a date if that is more than a week. */
  ago(/** @type {string} */ at) {
    const date = new Date(at);
    const seconds = (Date.now() - date.getTime()) / 1_000;
    for (const [unit, size, limit] of UNITS) {
      const number = Math.max(0, Math.round(seconds / size));
      if (number < limit) {
        return this.#relative.format(unit === 'second' ? 0 : -Math.max(1, number), unit);
      }
    }
    const year = date.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
    return date.toLocaleDateString(this.language, { month: 'short', day: 'numeric', year });
  }
}
