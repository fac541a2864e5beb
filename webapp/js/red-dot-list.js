/** The messages of an inbox, newest first: loads them page by page, shows them, and marks them. */
import { compare } from './cursor.js';
import { MessageItem } from './red-dot-item.js';
import { button, made, part } from './red-dot-made.js';
import { merge } from './red-dot-merge.js';
import { Problem } from './problem.js';

/** @typedef {import('./types.js').Kept} Kept */
/** @typedef {import('./reddot.js').RedDot} RedDot */
/** @typedef {import('./red-dot-item.js').View} View */
/** @typedef {'read' | 'unread' | 'archive' | 'unarchive'} How */

const PAGE = 20;
/** The largest page of the server. */
const MOST = 200;
/** With more new messages than these pages hold, the list begins anew. */
const PAGES = 5;
/** How far above its end the list loads on, in pixels. */
const AHEAD = 800;

/** @type {Record<How, (message: Kept) => Kept>} */
const MARKED = {
  read: (message) => ({ ...message, read: true }),
  unread: (message) => ({ ...message, read: false }),
  archive: (message) => ({ ...message, archived: true }),
  unarchive: (message) => ({ ...message, archived: false }),
};

export class MessageList {
  /** The last error as a sentence; empty: none. */
  problem = '';
  /** Whether the list was ever loaded. */
  loaded = false;
  element = document.createElement('div');
  #owner;
  #with;
  /** @type {{filter: 'all' | 'unread' | 'archived', category?: string}} */
  #which = { filter: 'all' };
  /** @type {Kept[]} */
  #messages = [];
  #more = false;
  #cursor = '';
  /** The number of marks and filters so far: a page requested before the last one is out of date. */
  #changes = 0;
  #loading = false;
  /** @type {View | undefined} */
  #view;
  /** @type {Map<string, MessageItem>} by the cursor: two publishers may have used the same id */
  #known = new Map();
  /** @type {MessageItem | undefined} the one that is a tab stop */
  #current;
  #end;
  #items = made('ol', 'list', { role: 'list' });
  #place = made('div', 'empty');
  #moreButton = button('more', () => this.#loadMore(true));

  /**
   * @param {HTMLElement & {client?: RedDot, render?: (message: Kept) => string | Node,
   *   says: import('./red-dot-words.js').Words}} owner
   * @param {{changed: () => void, shown: () => boolean, marked: (how: How, undo: () => void) => void,
   *   scrolls: boolean}} how `changed` is called when something outside the list must be updated;
   *   `shown`: whether the user sees it; `scrolls`: whether it scrolls itself, not the page
   */
  constructor(owner, how) {
    this.#owner = owner;
    this.#with = how;
    how.scrolls && this.element.classList.add('scroll');
    this.#moreButton.hidden = true;
    this.element.append(this.#items, this.#place, this.#moreButton);
    const root = how.scrolls ? this.element : null;
    this.#end = new IntersectionObserver(
      ([{ isIntersecting }]) => isIntersecting && this.#with.shown() && this.#loadMore(false),
      { root, rootMargin: `0px 0px ${AHEAD}px 0px` },
    );
  }

  get #words() {
    return this.#owner.says;
  }

  clear() {
    this.#messages = [];
    this.loaded = false;
    this.#more = false;
    this.problem = '';
    this.show();
  }

  /** Lists other messages. @param {{filter: 'all' | 'unread' | 'archived', category?: string}} which */
  filter(which) {
    this.#which = which;
    this.#changes++;
    this.clear();
    return this.load();
  }

  /**
   * Moves the focus by the arrow keys, Home and End.
   *
   * @param {string} key
   * @returns {boolean} whether it was one of them
   */
  move(key) {
    const at = this.#messages.findIndex(({ cursor }) => this.#known.get(cursor) === this.#focused);
    /** @type {Record<string, number>} */
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: this.#messages.length - 1 };
    if (!(key in targets)) {
      return false;
    }
    this.#focus(Math.max(0, Math.min(targets[key], this.#messages.length - 1)));
    return true;
  }

  /** The item that has the focus. */
  get #focused() {
    const root = /** @type {ShadowRoot} */ (this.element.getRootNode());
    const item = /** @type {HTMLElement | null | undefined} */ (root.activeElement?.closest('.item'));
    return this.#known.get(item?.dataset.cursor ?? '');
  }

  #focus(/** @type {number} */ at) {
    const item = this.#known.get(this.#messages[at]?.cursor);
    if (item) {
      this.#rove(item);
      item.control.focus();
    }
  }

  /** The list is one tab stop; the arrow keys move within it. */
  #rove(/** @type {MessageItem | undefined} */ item) {
    this.#current?.tab(-1);
    this.#current = item;
    item?.tab(0);
  }

  /** Forgets all but the newest page, which is up to date next. */
  restart() {
    this.#messages = this.#messages.slice(0, PAGE);
    this.#more = false;
    this.element.scrollTop = 0;
    this.show();
    return this.load();
  }

  /**
   * Loads the newest messages again, so that the list equals the server's, and keeps older ones: of
   * those it hears of recalls, not of marks on other devices.
   */
  async load() {
    const limit = Math.min(MOST, Math.max(PAGE, this.#messages.length));
    await this.#fetch(async (ask) => {
      let page = await ask({ limit });
      let { messages, touches } = merge(this.#messages, page);
      for (let pages = 1; !touches && pages < PAGES; pages++) {
        const next = await ask({ limit: MOST, before: page.messages.at(-1)?.cursor });
        page = { ...page, messages: [...page.messages, ...next.messages], more: next.more };
        ({ messages, touches } = merge(this.#messages, page));
      }
      const all = touches ? messages : page.messages;
      return { messages: all, cursor: page.cursor, more: all.length > page.messages.length ? this.#more : page.more };
    });
  }

  /** @param {boolean} focus whether the first of them gets the focus */
  async #loadMore(focus) {
    const shown = this.#messages.length;
    if (this.#loading || !this.#more) {
      return;
    }
    this.#loading = true;
    await this.#fetch(async (ask) => {
      const before = this.#messages.at(-1)?.cursor;
      const { messages, more } = await ask({ limit: shown < MOST ? PAGE : MOST / 2, before });
      const last = this.#messages.at(-1)?.cursor;
      // What was removed meanwhile may have been the end of the list.
      return { messages: last === before ? [...this.#messages, ...messages] : this.#messages, more, cursor: this.#cursor };
    });
    this.#loading = false;
    if (focus) {
      this.#focus(shown);
    }
  }

  /**
   * @param {(ask: (what: {limit: number, before?: string}) => Promise<{messages: Kept[], more: boolean,
   *   cursor: string}>) => Promise<{messages: Kept[], more: boolean, cursor: string}>} asked
   */
  async #fetch(asked) {
    const { client } = this.#owner;
    const changes = this.#changes;
    if (!client) {
      return;
    }
    try {
      const page = await asked((what) => client.inbox({ ...this.#which, ...what }));
      if (client !== this.#owner.client || changes !== this.#changes) {
        return;
      }
      this.#messages = page.messages;
      this.#more = page.more;
      this.#cursor = page.cursor;
      this.loaded = true;
      this.problem = '';
    } catch {
      this.problem = this.#words.say('failed');
    }
    this.show();
    this.#with.changed();
    this.seen();
  }

  /** What is listed was seen; if that cannot be stored, the next list says it again. */
  seen() {
    const { client } = this.#owner;
    if (client?.unseen && this.loaded && this.#which.filter !== 'archived' && !this.#which.category && this.#with.shown()) {
      client.seen({ upTo: this.#cursor }).catch(() => {});
    }
  }

  /** A message was recalled. */
  removed(/** @type {{id?: string, topic?: string}} */ { id, topic }) {
    this.#messages = this.#messages.filter((each) => each.id !== id || each.topic !== topic);
    this.show();
  }

  /** Draws the list; items that have not changed, and the focus, stay as they are. */
  show() {
    const { render } = this.#owner;
    const target = this.#owner.getAttribute('target') ?? '';
    const view = this.#view;
    if (!view || view.words !== this.#words || view.target !== target || view.render !== render) {
      this.#view = { words: this.#words, target, render };
    }
    const items = this.#messages.map((message) => {
      const item = this.#known.get(message.cursor) ?? this.#item(message.cursor);
      item.show(message, /** @type {View} */ (this.#view));
      return item;
    });
    const listed = new Set(items);
    const focused = this.#focused;
    this.#known.forEach((item, cursor) => {
      if (!listed.has(item)) {
        item.element.remove();
        this.#known.delete(cursor);
      }
    });
    /** @type {Element | null} */
    let there = this.#items.firstElementChild;
    for (const { element } of items) {
      if (element === there) {
        there = there.nextElementSibling;
      } else {
        this.#items.insertBefore(element, there);
      }
    }
    if (!this.#current || !listed.has(this.#current)) {
      this.#rove(items[0]);
      focused && items[0]?.control.focus();
    }
    this.#moreButton.textContent = this.#words.say('more');
    this.#moreButton.hidden = !this.#more || !items.length;
    this.#end.unobserve(this.#moreButton);
    this.#end.observe(this.#moreButton); // tells again whether the end is in sight
    this.#showPlace();
  }

  /** Shows how long ago the messages were, now. */
  tick() {
    this.#known.forEach((item) => item.tick());
  }

  /** What stands where messages are missing. */
  #showPlace() {
    const { filter } = this.#which;
    this.#place.hidden = this.#messages.length > 0;
    part(this.#place, 'empty');
    if (this.problem && !this.loaded) {
      const again = button('again', () => this.load());
      again.textContent = this.#words.say('again');
      this.#place.replaceChildren(this.problem, again);
    } else if (this.loaded || !this.#owner.client) {
      this.#place.replaceChildren(
        this.#words.say(filter === 'all' ? 'empty' : filter === 'unread' ? 'allRead' : 'noneArchived'),
      );
    } else {
      part(this.#place, 'waiting');
      this.#place.replaceChildren(...Array.from({ length: 6 }, () => document.createElement('i')));
    }
  }

  #item(/** @type {string} */ cursor) {
    const message = () => this.#messages.find((each) => each.cursor === cursor);
    const item = new MessageItem({
      select: (event) => this.#select(message(), event),
      act: (action) => {
        const detail = { message: message(), action };
        this.#owner.dispatchEvent(new CustomEvent('action', { detail }));
        this.#read(cursor);
      },
      mark: (how) => this.mark(cursor, how),
    });
    item.element.dataset.cursor = cursor;
    this.#known.set(cursor, item);
    return item;
  }

  /** @param {Event} event a click; a page that handles `select` itself prevents that the link opens */
  #select(/** @type {Kept | undefined} */ message, event) {
    if (message) {
      const select = new CustomEvent('select', { detail: message, cancelable: true });
      if (!this.#owner.dispatchEvent(select)) {
        event.preventDefault();
      }
      this.#read(message.cursor);
    }
  }

  #read(/** @type {string} */ cursor) {
    if (this.#messages.some((each) => each.cursor === cursor && !each.read)) {
      this.#marked((each) => each.cursor === cursor, 'read', { cursors: [cursor] });
    }
  }

  /** Marks one message, and offers to undo that. */
  mark(/** @type {string} */ cursor, /** @type {How} */ how) {
    const back = /** @type {const} */ ({ read: 'unread', unread: 'read', archive: 'unarchive', unarchive: 'archive' })[how];
    const at = this.#messages.findIndex((each) => each.cursor === cursor);
    const message = this.#messages[at];
    const which = (/** @type {Kept} */ each) => each.cursor === cursor;
    this.#marked(which, how, { cursors: [cursor] });
    if (how.endsWith('archive')) {
      this.#focus(Math.min(at, this.#messages.length - 1)); // the item has gone, and the focus with it
    }
    this.#with.marked(how, () => {
      if (message && !this.#messages.some(which)) {
        const below = this.#messages.findIndex((each) => compare(each.cursor, cursor) < 0);
        this.#messages.splice(below < 0 ? this.#messages.length : below, 0, message);
      }
      this.#marked(which, back, { cursors: [cursor] });
    });
  }

  /** Marks up to the listed position: the user has not seen later messages. */
  readAll() {
    this.#marked(() => true, 'read', this.loaded ? { upTo: this.#cursor } : undefined);
  }

  /**
   * Shows messages as marked immediately, and reverts to the server's state if that fails.
   *
   * @param {(message: Kept) => boolean} which
   * @param {How} how
   * @param {any} what as the client's methods take it
   */
  async #marked(which, how, what) {
    this.#changes++;
    const archived = this.#which.filter === 'archived';
    this.#messages = this.#messages
      .map((each) => (which(each) ? MARKED[how](each) : each))
      .filter((each) => each.archived === archived);
    this.show();
    try {
      await this.#owner.client?.[how](what);
      await this.load();
    } catch (error) {
      await this.load();
      if (error instanceof Problem && error.status === 404) {
        return; // it was removed meanwhile, and the list shows that
      }
      this.problem = this.#words.say('notMarked');
      this.#with.changed();
    }
  }
}
