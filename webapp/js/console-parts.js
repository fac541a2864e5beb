/** What the views of the console are made of: fields, tables, buttons, questions. */
import { h, show } from './dom.js';
import { endingOf } from './problem.js';
import { said } from './words.js';

/** @typedef {import('./dom.js').Child} Child */
/** @typedef {import('./console-words.js').Words} Words */

/**
 * What a view gets from the console.
 *
 * @typedef {object} Desk
 * @property {import('./console-api.js').Api} api
 * @property {Words} w
 * @property {string} language
 * @property {string} name what follows the view's own name in the address
 * @property {URLSearchParams} query
 * @property {(topics: string[], take: (envelope: import('./types.js').Envelope) => void) => void}
 *   live follows topics until another view is shown
 * @property {AbortSignal} left aborted when another view is shown
 */

let number = 0;

/**
 * A field with its label and, below it, a hint.
 *
 * @param {string} label
 * @param {HTMLElement} control
 * @param {string} [hint]
 */
export function field(label, control, hint) {
  control.id ||= `field-${++number}`;
  if (!hint) {
    return h('div', { class: 'field' }, h('label', { for: control.id }, label), control);
  }
  control.setAttribute('aria-describedby', `${control.id}-hint`);
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control,
    h('small', { id: `${control.id}-hint` }, hint));
}

/** @param {import('./dom.js').Attributes} attributes */
export const input = (attributes) => h('input', { autocomplete: 'off', spellcheck: 'false', ...attributes });

/** The element of a form with this name. */
export const named = (/** @type {HTMLFormElement} */ form, /** @type {string} */ name) =>
  /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/**
 * A table that scrolls by itself if it is too wide.
 *
 * @param {string} label
 * @param {string[]} heads
 */
export function table(label, heads) {
  const body = h('tbody');
  const element = h('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': label },
    h('table', {}, h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))), body));
  return { element, body };
}

/** @type {WeakMap<Element, string>} what an item was made from */
const madeFrom = new WeakMap();

/**
 * Shows items that were loaded again. Those that have not changed stay the same elements, so that a
 * click in one, or the focus, is not lost.
 *
 * @template T
 * @param {Element} list
 * @param {T[]} items
 * @param {(item: T) => Element} make depends on the item alone
 */
export function renew(list, items, make) {
  const known = new Map([...list.children].map((each) => [madeFrom.get(each), each]));
  const next = items.map((item) => {
    const from = JSON.stringify(item);
    const element = known.get(from) ?? make(item);
    madeFrom.set(element, from);
    return element;
  });
  if (next.length !== list.children.length || next.some((each, i) => each !== list.children[i])) {
    list.replaceChildren(...next);
  }
}

export const row = (/** @type {Child[]} */ ...cells) => h('tr', {}, ...cells.map((cell) => h('td', {}, cell)));

/**
 * @param {string | undefined} at
 * @param {string} language
 */
export function time(at, language) {
  const date = new Date(at ?? '');
  return Number.isNaN(date.getTime()) ? (at ?? '')
    : h('time', { datetime: at, title: at }, moment(date, language));
}

export const moment = (/** @type {Date} */ date, /** @type {string} */ language) =>
  date.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });

/** A time as `datetime-local` has it, in the visitor's zone. */
export function local(/** @type {string | number} */ at) {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

export const bytes = (/** @type {number} */ size) => {
  const unit = size < 1e3 ? 0 : size < 1e6 ? 1 : size < 1e9 ? 2 : 3;
  return `${(size / 1e3 ** unit).toFixed(unit && size / 1e3 ** unit < 100 ? 1 : 0)} ${['B', 'kB', 'MB', 'GB'][unit]}`;
};

/** A list of facts; those without a value are left out. */
export const facts = (/** @type {[string, Child][]} */ all) =>
  h('dl', { class: 'pairs' }, ...all.flatMap(([name, value]) =>
    value === '' || value === null || value === undefined ? [] : [h('dt', {}, name), h('dd', {}, value)]));

/** A line that says how an action ended, and tells it to screen readers. */
export function outcome() {
  const element = h('output', { class: 'outcome' });
  return {
    element,
    say: (/** @type {Child[]} */ ...said) => {
      element.className = 'outcome';
      show(element, ...said);
    },
    fail: (/** @type {unknown} */ error) => {
      element.className = 'outcome failed';
      show(element, typeof error === 'string' ? error : said(endingOf(error).reason));
    },
  };
}

/**
 * A button; it is disabled while its action runs.
 *
 * @param {string} label
 * @param {() => unknown} action
 * @param {import('./dom.js').Attributes} [attributes]
 */
export const button = (label, action, attributes = {}) =>
  h('button', { type: 'button', onclick: (event) => once(event.currentTarget, action), ...attributes }, label);

/**
 * @param {HTMLButtonElement | null} pressed
 * @param {() => unknown} action
 */
export async function once(pressed, action) {
  if (pressed) {
    pressed.disabled = true;
  }
  try {
    await action();
  } finally {
    if (pressed) {
      pressed.disabled = false;
    }
  }
}

/**
 * Asks before something is done that cannot be undone.
 *
 * @param {Words} w
 * @param {string} question
 * @param {string} yes the label of the button that does it
 * @param {Child} [more]
 * @returns {Promise<boolean>}
 */
export function sure(w, question, yes, more) {
  const dialog = h('dialog', { class: 'card', 'aria-labelledby': 'question' },
    h('h2', { id: 'question' }, question), more && h('p', {}, more),
    h('form', { method: 'dialog', class: 'actions' },
      h('button', { value: 'yes', class: 'primary' }, yes), h('button', { value: '', autofocus: true }, w.cancel)));
  document.getElementById('console')?.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}

/** The address of a view, below the console. */
export function hash(/** @type {string} */ view, name = '', /** @type {Record<string, string>} */ query = {}) {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  return `#${view}${name && `/${encodeURIComponent(name)}`}${search && `?${search}`}`;
}
