/** An inbox with its heading, filters and list: in the panel of `<red-dot>`, or as `<red-dot-page>`. */
import { MessageList } from './red-dot-list.js';
import { button, made, worded } from './red-dot-made.js';

/** Messages of a burst are listed once. */
const BURST = 250;
const TICK = 30_000;
const FILTERS = /** @type {const} */ (['all', 'unread', 'archived']);

/** @typedef {import('./red-dot-base.js').RedDotBase} RedDotBase */

export class InboxView {
  list;
  #owner;
  #shown;
  #title = made('h2', 'title');
  #markAll = button('mark-all', () => {
    /** @type {HTMLElement} */ (this.#title.closest('[tabindex]'))?.focus(); // the button is about to be disabled
    this.list.readAll();
  });
  #filters = made('div', 'filters', { role: 'group' });
  #category = made('select', 'category', { hidden: '' });
  #note = made('p', 'note', { role: 'status', hidden: '' });
  #done = made('div', 'done', { role: 'status' });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #refreshing;
  #open = new AbortController();

  /**
   * @param {RedDotBase} owner
   * @param {{shown: () => boolean, scrolls: boolean}} how as of the list
   */
  constructor(owner, { shown, scrolls }) {
    this.#owner = owner;
    this.#shown = shown;
    this.list = new MessageList(owner, {
      changed: () => this.show(),
      shown: () => shown() && document.visibilityState === 'visible',
      marked: (how, undo) => this.#offer(how, undo),
      scrolls,
    });
    for (const filter of FILTERS) {
      const choice = button('filter', () => this.#choose(filter));
      choice.ariaPressed = String(filter === 'all');
      this.#filters.append(choice);
    }
    this.#filters.append(this.#category);
    this.#category.addEventListener('change', () => this.#choose(this.#filter));
  }

  /** @returns {HTMLElement[]} */
  get elements() {
    const header = made('div', 'header'); // no <header>, which would be the page's banner
    header.append(this.#title, this.#markAll);
    return [header, this.#filters, this.#note, this.list.element, this.#done];
  }

  get #filter() {
    return FILTERS[[...this.#filters.children].findIndex((each) => each.ariaPressed === 'true')];
  }

  #choose(/** @type {'all' | 'unread' | 'archived'} */ filter) {
    [...this.#filters.children].forEach((each, i) => {
      each.ariaPressed = i < FILTERS.length ? String(FILTERS[i] === filter) : null;
    });
    this.#done.replaceChildren();
    this.list.filter({ filter, category: this.#category.value || undefined });
  }

  /** Shows what was done, with a button to undo it, until something else is done. */
  #offer(/** @type {'read' | 'unread' | 'archive' | 'unarchive'} */ how, /** @type {() => void} */ undo) {
    const { says } = this.#owner;
    const done = /** @type {const} */ ({ read: 'wasRead', unread: 'wasUnread', archive: 'wasArchived', unarchive: 'wasUnarchived' })[how];
    const back = button('undo', () => {
      this.#done.replaceChildren();
      this.list.move('Home');
      undo();
    });
    back.textContent = says.say('undo');
    this.#done.replaceChildren(worded('said', says.say(done)), back);
  }

  /** Called when it becomes visible. */
  open() {
    this.close();
    this.#open = new AbortController();
    const { signal } = this.#open;
    const ticking = setInterval(() => this.list.tick(), TICK);
    signal.addEventListener('abort', () => clearInterval(ticking));
    document.addEventListener('visibilitychange', () => this.list.seen(), { signal });
    this.list.restart();
  }

  /** Called when it is not visible any more. */
  close() {
    this.#open.abort();
    clearTimeout(this.#refreshing);
    this.#refreshing = undefined;
    this.#done.replaceChildren();
  }

  /** Moves the focus within the list if the key is for that. @returns {boolean} whether it was */
  key(/** @type {KeyboardEvent} */ event) {
    const moved = !(event.target instanceof HTMLSelectElement) && this.list.move(event.key);
    moved && event.preventDefault();
    return moved;
  }

  heard(/** @type {string} */ type, /** @type {any} */ detail) {
    if (type === 'recall') {
      this.list.removed(detail);
    }
    this.show();
    if (this.#shown() && (type !== 'state' || this.list.problem)) {
      // Not postponed by each further message: they may never pause.
      this.#refreshing ??= setTimeout(async () => {
        await this.list.load();
        this.#refreshing = undefined;
      }, BURST);
    }
  }

  worded() {
    const { says } = this.#owner;
    this.#title.textContent = says.say('messages');
    this.#markAll.textContent = says.say('markAll');
    this.#filters.ariaLabel = says.say('show');
    const names = [says.say('all'), says.say('isUnread'), says.say('archived')];
    names.forEach((name, i) => {
      this.#filters.children[i].textContent = name;
    });
    this.categories();
    this.#done.replaceChildren();
    this.show();
    this.list.show();
  }

  /** Offers the categories that the owner names. */
  categories() {
    const { says } = this.#owner;
    const names = (this.#owner.getAttribute('categories') ?? '').split(',').map((name) => name.trim()).filter(Boolean);
    const { value } = this.#category;
    this.#category.ariaLabel = says.say('category');
    this.#category.hidden = !names.length;
    this.#category.replaceChildren(new Option(says.say('category'), ''), ...names.map((name) => new Option(name, name)));
    this.#category.value = names.includes(value) ? value : '';
  }

  show() {
    const { client, says } = this.#owner;
    this.#markAll.disabled = !client?.count;
    const state = client?.state ?? { name: 'closed', reason: '' };
    const away = state.name === 'waiting' || state.name === 'closed';
    const problem = this.list.loaded ? this.list.problem : ''; // otherwise the list shows it
    this.#note.hidden = !away && !problem;
    this.#note.textContent = away ? says.say(state.name === 'closed' ? 'closed' : 'waiting') : problem;
    this.#note.title = away ? state.reason : ''; // the server's
  }

  /** What is wrong, as one sentence and the server's reason; empty: nothing. */
  get trouble() {
    return this.#note.title && `${this.#note.textContent} ${this.#note.title}`;
  }
}
