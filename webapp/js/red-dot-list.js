/** The list of `<red-dot>`: the newest messages, their read marks, and more on demand. */
import { Problem } from './problem.js';
import { ago, wordsIn } from './red-dot-words.js';
import { richText } from './rich-text.js';

/** @typedef {import('./types.js').Kept} Kept */
/** @typedef {import('./reddot.js').RedDot} RedDot */

const PAGE = 20;
/** The largest page of the server. */
const MOST = 200;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} part
 * @param {Record<string, string>} [attributes]
 */
export function made(tag, part, attributes = {}) {
  const element = document.createElement(tag);
  element.setAttribute('part', part);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  return element;
}

export class MessageList {
  /** The last error as a sentence; empty: none. */
  problem = '';
  /** Whether the list was ever loaded. */
  loaded = false;
  element = document.createElement('div');
  #owner;
  #with;
  /** @type {Kept[]} */
  #messages = [];
  #more = false;
  #cursor = '';
  /** The number of marks so far: a page requested before the last one is out of date. */
  #marks = 0;
  /** The state that an item was rendered from. @type {WeakMap<Element, string>} */
  #made = new WeakMap();
  #items = made('ol', 'list', { role: 'list' });
  #place = made('div', 'empty');
  #moreButton = made('button', 'more', { type: 'button', hidden: '' });

  /**
   * @param {HTMLElement & {client?: RedDot, render?: (message: Kept) => string | Node}} owner
   * @param {{language: () => string, changed: () => void}} how `changed` is called when something
   *   outside the list must be updated
   */
  constructor(owner, how) {
    this.#owner = owner;
    this.#with = how;
    this.element.className = 'scroll';
    this.element.append(this.#items, this.#place, this.#moreButton);
    this.#moreButton.addEventListener('click', () => this.#loadMore());
  }

  get #words() {
    return wordsIn(this.#with.language());
  }

  clear() {
    this.#messages = [];
    this.loaded = false;
    this.#more = false;
    this.problem = '';
    this.show();
  }

  /**
   * Moves the focus by the arrow keys, Home and End.
   *
   * @param {string} key
   * @returns {boolean} whether it was one of them
   */
  move(key) {
    const items = [...this.#items.querySelectorAll('button')];
    const root = /** @type {ShadowRoot} */ (this.element.getRootNode());
    const at = items.indexOf(/** @type {HTMLButtonElement} */ (root.activeElement));
    /** @type {Record<string, number>} */
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    if (!(key in targets)) {
      return false;
    }
    this.#focus(items, Math.max(0, Math.min(targets[key], items.length - 1)));
    return true;
  }

  #focus(/** @type {HTMLButtonElement[]} */ items, /** @type {number} */ at) {
    this.#rove(items, at);
    items[at]?.focus();
  }

  /** The list is one tab stop; the arrow keys move within it. */
  #rove(/** @type {HTMLButtonElement[]} */ items, /** @type {number} */ at) {
    items.forEach((item, i) => {
      item.tabIndex = i === at ? 0 : -1;
    });
  }

  /** Loads as many messages again as are listed, so that the list always equals the server's. */
  async load() {
    const limit = Math.min(MOST, Math.max(PAGE, this.#messages.length));
    await this.#fetch({ limit }, ({ messages }) => messages);
  }

  async #loadMore() {
    const before = this.#messages.at(-1)?.cursor;
    const shown = this.#messages.length;
    await this.#fetch({ limit: PAGE, before }, ({ messages }) => [...this.#messages, ...messages]);
    const items = [...this.#items.querySelectorAll('button')];
    if (items[shown]) {
      this.#focus(items, shown);
    }
  }

  /**
   * @param {{limit: number, before?: string}} what
   * @param {(page: {messages: Kept[]}) => Kept[]} merged
   */
  async #fetch(what, merged) {
    const { client } = this.#owner;
    const marks = this.#marks;
    try {
      const page = await client?.inbox(what);
      if (!page || client !== this.#owner.client || marks !== this.#marks) {
        return;
      }
      this.#messages = merged(page);
      this.#more = page.more;
      this.#cursor = page.cursor;
      this.loaded = true;
      this.problem = '';
    } catch {
      this.problem = this.#words.failed;
    }
    this.show();
    this.#with.changed();
  }

  show() {
    /** @type {Map<string | undefined, HTMLLIElement>} */
    const known = new Map([...this.#items.children].map((item) => [
      /** @type {HTMLElement} */ (item).dataset.cursor,
      /** @type {HTMLLIElement} */ (item),
    ]));
    const items = this.#messages.map((message) => {
      const item = known.get(message.cursor) ?? this.#item(message.cursor);
      this.#fill(item, message);
      return item;
    });
    // Items that stay in place keep the focus; only others are removed.
    known.forEach((item) => items.includes(item) || item.remove());
    items.forEach((item, i) => {
      const there = this.#items.children[i];
      if (there !== item) {
        this.#items.insertBefore(item, there ?? null);
      }
    });
    const buttons = [...this.#items.querySelectorAll('button')];
    if (!buttons.some(({ tabIndex }) => tabIndex === 0)) {
      this.#rove(buttons, 0);
    }
    this.#moreButton.textContent = this.#words.more;
    this.#moreButton.hidden = !this.#more || !items.length;
    this.#place.hidden = items.length > 0;
    this.#place.className = '';
    if (this.problem && !this.loaded) {
      const again = made('button', 'again', { type: 'button' });
      again.textContent = this.#words.again;
      again.addEventListener('click', () => this.load());
      this.#place.replaceChildren(this.problem, again);
    } else if (this.loaded || !this.#owner.client) {
      this.#place.replaceChildren(this.#words.empty);
    } else {
      this.#place.className = 'waiting';
      this.#place.replaceChildren(...Array.from({ length: 6 }, () => document.createElement('i')));
    }
  }

  #item(/** @type {string} */ cursor) {
    const item = made('li', 'item');
    item.dataset.cursor = cursor;
    const button = made('button', 'message', { type: 'button', tabindex: '-1' });
    button.addEventListener('click', () => this.#select(cursor));
    item.append(button);
    return item;
  }

  #fill(/** @type {HTMLLIElement} */ item, /** @type {Kept} */ message) {
    const button = /** @type {HTMLButtonElement} */ (item.firstElementChild);
    const language = this.#with.language();
    const state = JSON.stringify([message, language, message.at && ago(message.at, language)]);
    if (this.#made.get(item) === state && !this.#owner.render) {
      return;
    }
    this.#made.set(item, state);
    button.setAttribute('part', message.read ? 'message' : 'message unread');
    /** @type {(string | Node)[]} */
    const parts = [];
    if (!message.read) {
      const unread = document.createElement('span');
      unread.className = 'spoken';
      unread.textContent = `${this.#words.isUnread}${this.#words.comma}`;
      parts.push(unread);
    }
    if (this.#owner.render) {
      parts.push(this.#owner.render(message));
    } else {
      for (const [part, text] of Object.entries(shown(message))) {
        if (text) {
          const line = made('span', part);
          line.textContent = text;
          parts.push(line);
        }
      }
    }
    const meta = made('span', 'meta');
    item.querySelector('[part~="html"]')?.remove();
    const html = this.#owner.render ? undefined : richOf(message);
    if (html !== undefined) {
      // Beside the button, because a button cannot contain links.
      const rich = made('div', 'html');
      rich.append(richText(html));
      rich.addEventListener('click', () => this.#select(message.cursor));
      item.append(rich);
    }
    const facts = [sourceOf(message, this.#words.everyone), message.at && ago(message.at, language)];
    meta.textContent = facts.filter(Boolean).join(' · ');
    button.replaceChildren(...parts, meta);
  }

  /** Identified by the cursor: two publishers may have used the same id. */
  #select(/** @type {string} */ cursor) {
    const message = this.#messages.find((each) => each.cursor === cursor);
    if (message) {
      this.#owner.dispatchEvent(new CustomEvent('select', { detail: message }));
      if (!message.read) {
        this.#marked((each) => each.cursor === cursor, (client) => client.read({ cursors: [cursor] }));
      }
    }
  }

  /** Marks up to the listed position: the user has not seen later messages. */
  readAll() {
    const upTo = this.#cursor;
    this.#marked(() => true, (client) => client.read(this.loaded ? { upTo } : undefined));
  }

  /**
   * Shows messages as read immediately, and reverts to the server's state if that fails.
   *
   * @param {(message: Kept) => boolean} which
   * @param {(client: RedDot) => Promise<unknown>} mark
   */
  async #marked(which, mark) {
    this.#marks++;
    this.#messages = this.#messages.map((each) => (which(each) ? { ...each, read: true } : each));
    this.show();
    try {
      if (this.#owner.client) {
        await mark(this.#owner.client);
      }
      await this.load();
    } catch (error) {
      await this.load();
      if (error instanceof Problem && error.status === 404) {
        return; // it was removed meanwhile, and the list shows that
      }
      this.problem = this.#words.notMarked;
      this.#with.changed();
    }
  }
}

/**
 * @param {Kept} message
 * @returns {{heading?: string, text?: string}}
 */
function shown({ data, event, topic }) {
  const { title, text } = /** @type {Record<string, unknown>} */ (data ?? {});
  const known = {
    heading: typeof title === 'string' ? title : undefined,
    text: typeof text === 'string' ? text : typeof data === 'string' ? data : undefined,
  };
  return known.heading || known.text ? known : { heading: event || topic };
}

function richOf(/** @type {Kept} */ { data }) {
  const { html } = /** @type {Record<string, unknown>} */ (data ?? {});
  return typeof html === 'string' ? html : undefined;
}

/** Returns the other recipients: everyone, or the name of a group. */
const sourceOf = (/** @type {Kept} */ { topic = '' }, /** @type {string} */ everyone) =>
  topic === 'everyone' ? everyone : /^group\/(.*)/.exec(topic)?.[1];
