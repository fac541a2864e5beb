/**
 * `<red-dot url="/reddot" token-url="/my/token">`: the badge, and on click the list.
 *
 * Attributes: `url` (Red Dot's address), `token` or `token-url` (where a GET answers a fresh token, as
 * text or as `{"token": …}`), `theme` (`light`, `dark`; without: the browser's), `lang` (English and
 * Chinese). Properties: `token` (also a function), `client` (the {@link RedDot}), `render` (what a
 * message looks like: a string or a node). Its events are those of RedDot, and `select` for the
 * message that was clicked.
 */
import { RedDot } from './reddot.js';
import { STYLE } from './red-dot-style.js';
import { ago, languageOf, wordsIn } from './red-dot-words.js';

/** @typedef {import('./types.js').Kept} Kept */

const PAGE = 20;
/** The most that the server lists at once. */
const MOST = 200;
/** What comes in a burst is listed and spoken once. */
const BURST = 250;
const BELL = 'M6 9a6 6 0 0 1 12 0c0 6 2 7 2 8H4c0-1 2-2 2-8m4 11a2.2 2.2 0 0 0 4 0';

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} part
 * @param {Record<string, string>} [attributes]
 */
function made(tag, part, attributes = {}) {
  const element = document.createElement(tag);
  element.setAttribute('part', part);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  return element;
}

export class RedDotElement extends HTMLElement {
  static observedAttributes = ['url', 'token', 'token-url', 'lang'];

  /** @type {RedDot | undefined} */
  client;
  /** @type {((message: Kept) => string | Node) | undefined} */
  render;
  /** @type {string | (() => string | Promise<string>) | undefined} */
  #token;
  /** @type {Kept[]} */
  #messages = [];
  #more = false;
  #cursor = '';
  #problem = '';
  #loaded = false;
  #restarting = false;
  /** What it was started with. @type {unknown[]} */
  #started = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #refreshing;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #speaking;
  #spoken = 0;
  #listening = new AbortController();

  #button = made('button', 'button', { type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' });
  #badge = made('span', 'badge', { 'aria-hidden': 'true', hidden: '' });
  #live = made('span', 'live', { role: 'status', class: 'spoken' });
  #panel = made('div', 'panel', { role: 'dialog', hidden: '', tabindex: '-1' });
  #title = made('h2', 'title');
  #markAll = made('button', 'mark-all', { type: 'button' });
  #note = made('p', 'note', { role: 'status', hidden: '' });
  #scroll = document.createElement('div');
  #list = made('ol', 'list', { role: 'list' });
  #place = made('div', 'empty');
  #moreButton = made('button', 'more', { type: 'button', hidden: '' });

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const style = document.createElement('style');
    style.textContent = STYLE;
    const bell = document.createElement('slot');
    bell.name = 'icon';
    const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    icon.setAttribute('part', 'icon');
    icon.setAttribute('viewBox', '0 0 24 24');
    icon.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', BELL);
    icon.append(path);
    bell.append(icon);
    this.#button.append(bell, this.#badge);
    const header = made('header', 'header');
    header.append(this.#title, this.#markAll);
    this.#scroll.className = 'scroll';
    this.#scroll.append(this.#list, this.#place, this.#moreButton);
    this.#panel.append(header, this.#note, this.#scroll);
    if ('popover' in this.#panel) {
      this.#panel.popover = 'manual'; // above all else, whatever the page clips or stacks
    }
    root.append(style, this.#button, this.#live, this.#panel);

    this.#button.addEventListener('click', () => (this.open ? this.hide() : this.show()));
    this.#badge.addEventListener('animationend', () => this.#badge.classList.remove('beat'));
    this.#markAll.addEventListener('click', () => this.#readAll());
    this.#moreButton.addEventListener('click', () => this.#loadMore());
    this.#panel.addEventListener('keydown', (event) => this.#key(event));
    root.addEventListener('focusout', (event) => {
      const to = /** @type {FocusEvent} */ (event).relatedTarget;
      if (this.open && to instanceof Node && !root.contains(to)) {
        this.hide(false);
      }
    });
  }

  connectedCallback() {
    // Set before the element was defined, it hides what the class has to say of it.
    if (Object.hasOwn(this, 'token')) {
      const token = this.token;
      delete this.token;
      this.token = token;
    }
    this.#words();
    this.#restart();
  }

  disconnectedCallback() {
    this.hide(false);
    this.#restart();
  }

  attributeChangedCallback(/** @type {string} */ name) {
    if (name === 'lang') {
      this.#words();
    } else {
      this.#restart();
    }
  }

  get token() {
    return this.#token ?? this.getAttribute('token') ?? undefined;
  }

  set token(token) {
    this.#token = token;
    this.#restart();
  }

  /** How many messages are unread. */
  get count() {
    return this.client?.count ?? 0;
  }

  get open() {
    return !this.#panel.hidden;
  }

  get #language() {
    return languageOf(this);
  }

  get #w() {
    return wordsIn(this.#language);
  }

  /** Once for all attributes that change together; moved to another place, it keeps its connection. */
  #restart() {
    if (this.#restarting) {
      return;
    }
    this.#restarting = true;
    queueMicrotask(() => {
      this.#restarting = false;
      const now = [this.isConnected, this.token, this.getAttribute('token-url'), this.getAttribute('url')];
      if (now.some((value, i) => value !== this.#started[i])) {
        this.#started = now;
        this.#start();
      }
    });
  }

  #start() {
    this.client?.close();
    this.client = undefined;
    this.#messages = [];
    this.#loaded = false;
    this.#spoken = 0;
    const tokenUrl = this.getAttribute('token-url');
    const token = this.token ?? (tokenUrl ? () => tokenFrom(tokenUrl) : undefined);
    this.#show();
    if (!this.isConnected || !token) {
      return;
    }
    const client = new RedDot({ url: this.getAttribute('url') ?? undefined, token });
    this.client = client;
    for (const type of ['message', 'recall', 'unread', 'state']) {
      client.addEventListener(type, (event) => {
        if (this.client !== client) {
          return;
        }
        const { detail } = /** @type {CustomEvent} */ (event);
        this.#heard(type);
        this.dispatchEvent(new CustomEvent(type, { detail }));
      });
    }
  }

  #heard(/** @type {string} */ type) {
    this.#show();
    if (type === 'unread') {
      clearTimeout(this.#speaking);
      this.#speaking = setTimeout(() => this.#speak(), BURST);
    }
    if (type !== 'state' || this.#problem) {
      this.#refresh();
    }
  }

  /** Says to who does not see it that there is something new; not that there is less. */
  #speak() {
    if (this.count > this.#spoken) {
      this.#live.textContent = this.#w.arrived(this.count);
      this.#badge.classList.add('beat');
    }
    this.#spoken = this.count;
  }

  #words() {
    const w = this.#w;
    this.#title.textContent = w.messages;
    this.#panel.ariaLabel = w.messages;
    this.#panel.lang = this.#language;
    this.#markAll.textContent = w.markAll;
    this.#moreButton.textContent = w.more;
    this.#show();
    this.#list.replaceChildren();
    this.#showList();
  }

  #show() {
    const { count } = this;
    const w = this.#w;
    this.#badge.hidden = count === 0;
    this.#badge.textContent = count < 100 ? String(count) : '99+';
    this.#button.ariaLabel = `${w.messages}${w.comma}${count ? w.unread(count) : w.none}`;
    this.#markAll.disabled = count === 0;
    const { name } = this.client?.state ?? { name: 'closed' };
    const away = name === 'waiting' || name === 'closed';
    this.#note.hidden = !away && !(this.#problem && this.#loaded);
    this.#note.textContent = away ? (name === 'closed' ? w.closed : w.waiting) : this.#problem;
  }

  // The panel

  show() {
    if (this.open) {
      return;
    }
    this.#panel.hidden = false;
    this.#panel.showPopover?.();
    this.#button.ariaExpanded = 'true';
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const put = () => this.#put();
    window.addEventListener('resize', put, { signal });
    window.addEventListener('scroll', put, { signal, passive: true });
    const outside = (/** @type {Event} */ event) => event.composedPath().includes(this) || this.hide(false);
    document.addEventListener('pointerdown', outside, { signal });
    this.#put();
    this.#showList();
    this.#panel.focus();
    this.#load();
  }

  /** @param {boolean} [focus] whether the focus goes back to the button */
  hide(focus = true) {
    if (!this.open) {
      return;
    }
    this.#listening.abort();
    this.#panel.hidePopover?.();
    this.#panel.hidden = true;
    this.#button.ariaExpanded = 'false';
    if (focus) {
      this.#button.focus();
    }
  }

  /** Under the button, or above it where there is more room, and always within the window. */
  #put() {
    const button = this.#button.getBoundingClientRect();
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const panel = this.#panel.offsetWidth;
    const rtl = getComputedStyle(this).direction === 'rtl';
    const left = rtl ? button.left : button.right - panel;
    const below = height - button.bottom;
    const up = below < 260 && button.top > below;
    const { style } = this.#panel;
    style.left = `${Math.max(8, Math.min(left, width - panel - 8))}px`;
    style.top = up ? 'auto' : `${button.bottom + 6}px`;
    style.bottom = up ? `${height - button.top + 6}px` : 'auto';
    style.maxHeight = `min(34rem, ${(up ? button.top : below) - 14}px)`;
  }

  #key(/** @type {KeyboardEvent} */ event) {
    const items = [...this.#list.querySelectorAll('button')];
    const at = items.indexOf(/** @type {HTMLButtonElement} */ (this.shadowRoot?.activeElement));
    /** @type {Record<string, number>} */
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    if (event.key === 'Escape') {
      this.hide();
    } else if (event.key in targets) {
      const next = Math.max(0, Math.min(targets[event.key], items.length - 1));
      this.#rove(items, next);
      items[next]?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** The list is one stop of the Tab key; the arrows move within it. */
  #rove(/** @type {HTMLButtonElement[]} */ items, /** @type {number} */ at) {
    items.forEach((item, i) => {
      item.tabIndex = i === at ? 0 : -1;
    });
  }

  // What is in it

  #refresh() {
    clearTimeout(this.#refreshing);
    if (this.open) {
      this.#refreshing = setTimeout(() => this.#load(), BURST);
    }
  }

  /** Lists anew as many as there are, so that the list is always what the server has. */
  async #load() {
    const limit = Math.min(MOST, Math.max(PAGE, this.#messages.length));
    await this.#fetch({ limit }, ({ messages }) => messages);
  }

  async #loadMore() {
    const before = this.#messages.at(-1)?.cursor;
    const shown = this.#messages.length;
    await this.#fetch({ limit: PAGE, before }, ({ messages }) => [...this.#messages, ...messages]);
    const items = [...this.#list.querySelectorAll('button')];
    if (items[shown]) {
      this.#rove(items, shown);
      items[shown].focus();
    }
  }

  /**
   * @param {{limit: number, before?: string}} what
   * @param {(page: {messages: Kept[]}) => Kept[]} merged
   */
  async #fetch(what, merged) {
    const { client } = this;
    try {
      const page = await client?.inbox(what);
      if (!page || client !== this.client) {
        return;
      }
      this.#messages = merged(page);
      this.#more = page.more;
      this.#cursor = page.cursor;
      this.#loaded = true;
      this.#problem = '';
    } catch {
      this.#problem = this.#w.failed;
    }
    this.#show();
    this.#showList();
  }

  #showList() {
    /** @type {Map<string | undefined, HTMLLIElement>} */
    const known = new Map([...this.#list.children].map((item) => [
      /** @type {HTMLElement} */ (item).dataset.id,
      /** @type {HTMLLIElement} */ (item),
    ]));
    const items = this.#messages.map((message) => {
      const item = known.get(message.id) ?? this.#item(message.id);
      this.#fill(item, message);
      return item;
    });
    // What stays where it is keeps the focus; only what has gone is taken out.
    known.forEach((item) => items.includes(item) || item.remove());
    items.forEach((item, i) => this.#list.children[i] === item || this.#list.insertBefore(item, this.#list.children[i] ?? null));
    const buttons = [...this.#list.querySelectorAll('button')];
    if (!buttons.some(({ tabIndex }) => tabIndex === 0)) {
      this.#rove(buttons, 0);
    }
    this.#moreButton.hidden = !this.#more || !items.length;
    this.#place.hidden = items.length > 0;
    this.#place.className = '';
    if (this.#problem && !this.#loaded) {
      const again = made('button', 'again', { type: 'button' });
      again.textContent = this.#w.again;
      again.addEventListener('click', () => this.#load());
      this.#place.replaceChildren(this.#problem, again);
    } else if (this.#loaded || !this.client) {
      this.#place.replaceChildren(this.#w.empty);
    } else {
      this.#place.className = 'waiting';
      this.#place.replaceChildren(...Array.from({ length: 6 }, () => document.createElement('i')));
    }
  }

  #item(/** @type {string} */ id) {
    const item = made('li', 'item');
    item.dataset.id = id;
    const button = made('button', 'message', { type: 'button', tabindex: '-1' });
    button.addEventListener('click', () => this.#select(id));
    item.append(button);
    return item;
  }

  #fill(/** @type {HTMLLIElement} */ item, /** @type {Kept} */ message) {
    const button = /** @type {HTMLButtonElement} */ (item.firstElementChild);
    const language = this.#language;
    const state = JSON.stringify([message, language, message.at && ago(message.at, language)]);
    if (button.dataset.state === state && !this.render) {
      return;
    }
    button.dataset.state = state;
    button.setAttribute('part', message.read ? 'message' : 'message unread');
    /** @type {(string | Node)[]} */
    const parts = [];
    if (!message.read) {
      const unread = document.createElement('span');
      unread.className = 'spoken';
      unread.textContent = `${this.#w.isUnread}${this.#w.comma}`;
      parts.push(unread);
    }
    if (this.render) {
      parts.push(this.render(message));
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
    meta.textContent = [sourceOf(message, this.#w.everyone), message.at && ago(message.at, language)]
      .filter(Boolean)
      .join(' · ');
    button.replaceChildren(...parts, meta);
  }

  #select(/** @type {string} */ id) {
    const message = this.#messages.find((each) => each.id === id);
    if (message) {
      this.dispatchEvent(new CustomEvent('select', { detail: message }));
      if (!message.read) {
        this.#marked((each) => each.id === id, (client) => client.read([id]));
      }
    }
  }

  /** Up to where it was listed: what came since has not been seen. */
  #readAll() {
    const upTo = this.#cursor;
    this.#panel.focus(); // the button is about to be disabled
    this.#marked(() => true, (client) => client.read(this.#loaded ? { upTo } : undefined));
  }

  /**
   * Shows as read at once, and again as the server has it if that fails.
   *
   * @param {(message: Kept) => boolean} which
   * @param {(client: RedDot) => Promise<unknown>} mark
   */
  async #marked(which, mark) {
    this.#messages = this.#messages.map((each) => (which(each) ? { ...each, read: true } : each));
    this.#showList();
    try {
      if (this.client) {
        await mark(this.client);
      }
    } catch {
      await this.#load();
      this.#problem = this.#w.notMarked;
      this.#show();
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

/** Who else got it. */
const sourceOf = (/** @type {Kept} */ { topic = '' }, /** @type {string} */ everyone) =>
  topic === 'everyone' ? everyone : /^group\/(.*)/.exec(topic)?.[1];

async function tokenFrom(/** @type {string} */ address) {
  const response = await fetch(address, { cache: 'no-store' });
  if (response.status === 401 || response.status === 403) {
    return ''; // nobody is signed in
  }
  if (!response.ok) {
    throw new Error(`There was no token: status ${response.status}.`);
  }
  const text = await response.text();
  return text.startsWith('{') ? JSON.parse(text).token : text.trim();
}

if (!customElements.get('red-dot')) {
  customElements.define('red-dot', RedDotElement);
}
