/**
 * `<red-dot url="/reddot" token-url="/my/token">`: the badge, and on click the list.
 *
 * Attributes: `url` (Red Dot's address), `token` or `token-url` (an address that answers GET with a
 * fresh token, as text or as `{"token": …}`), `theme` (`light`, `dark`; default: the browser's),
 * `lang` (English and Chinese). Properties: `token` (also a function), `client` (the {@link
 * RedDot}), `render` (returns the content of a message: a string or a node). Its events are those
 * of RedDot, and `select` for the message that was clicked.
 */
import { Problem } from './problem.js';
import { RedDot } from './reddot.js';
import { MessageList, made } from './red-dot-list.js';
import { dress } from './red-dot-style.js';
import { languageOf, wordsIn } from './red-dot-words.js';

/** @typedef {import('./types.js').Kept} Kept */

/** Messages of a burst are listed and announced once. */
const BURST = 250;
const BELL = 'M6 9a6 6 0 0 1 12 0c0 6 2 7 2 8H4c0-1 2-2 2-8m4 11a2.2 2.2 0 0 0 4 0';

export class RedDotElement extends HTMLElement {
  static observedAttributes = ['url', 'token', 'token-url', 'lang'];

  /** @type {RedDot | undefined} */
  client;
  /** @type {((message: Kept) => string | Node) | undefined} */
  render;
  /** @type {string | (() => string | Promise<string>) | undefined} */
  #token;
  #restarting = false;
  /** The attributes that it was started with. @type {unknown[]} */
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
  #list = new MessageList(this, {
    language: () => this.#language,
    changed: () => this.#show(),
  });

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
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
    this.#panel.append(header, this.#note, this.#list.element);
    if ('popover' in this.#panel) {
      this.#panel.popover = 'manual'; // above everything, whatever the page clips or stacks
    }
    root.append(this.#button, this.#live, this.#panel);
    dress(root);

    this.#button.addEventListener('click', () => (this.open ? this.hide() : this.show()));
    this.#badge.addEventListener('animationend', () => this.#badge.classList.remove('beat'));
    this.#markAll.addEventListener('click', () => {
      this.#panel.focus(); // the button is about to be disabled
      this.#list.readAll();
    });
    this.#panel.addEventListener('keydown', (event) => this.#key(event));
    root.addEventListener('focusout', (event) => {
      const to = /** @type {FocusEvent} */ (event).relatedTarget;
      if (this.open && to instanceof Node && !root.contains(to)) {
        this.hide(false);
      }
    });
  }

  connectedCallback() {
    // A property that was set before the element was defined hides the class's accessor.
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

  /** The number of unread messages. */
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

  /**
   * Restarts once for all attributes that change together; an element that is moved keeps its
   * connection.
   */
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
    this.#list.clear();
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
    if (type !== 'state' || this.#list.problem) {
      this.#refresh();
    }
  }

  /** Announces new messages to screen readers; a lower count is not announced. */
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
    this.#show();
    this.#list.show();
  }

  #show() {
    const { count } = this;
    const w = this.#w;
    this.#badge.hidden = count === 0;
    this.#badge.textContent = count < 100 ? String(count) : '99+';
    this.#button.ariaLabel = `${w.messages}${w.comma}${count ? w.unread(count) : w.none}`;
    this.#markAll.disabled = count === 0;
    const state = this.client?.state ?? { name: 'closed', reason: '' };
    const away = state.name === 'waiting' || state.name === 'closed';
    const problem = this.#list.loaded ? this.#list.problem : ''; // otherwise the list shows it
    this.#note.hidden = !away && !problem;
    this.#note.textContent = away ? (state.name === 'closed' ? w.closed : w.waiting) : problem;
    // The server's reason; on the button, too, because the note is hidden until it is opened.
    const why = away ? state.reason : '';
    this.#note.title = why;
    this.#button.title = why && `${this.#note.textContent} ${why}`;
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
    this.#list.show();
    this.#panel.focus();
    this.#list.load();
  }

  /** @param {boolean} [focus] whether to return the focus to the button */
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

  /**
   * Places the panel under the button, or above it if there is more room, and always within the
   * window.
   */
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
    if (event.key === 'Escape') {
      this.hide();
    } else if (!this.#list.move(event.key)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #refresh() {
    clearTimeout(this.#refreshing);
    if (this.open) {
      this.#refreshing = setTimeout(() => this.#list.load(), BURST);
    }
  }
}

async function tokenFrom(/** @type {string} */ address) {
  const response = await fetch(address, { cache: 'no-store' });
  if (response.status === 401 || response.status === 403) {
    return ''; // no user is signed in
  }
  if (!response.ok) {
    throw new Problem(`No token: ${address} answered with status ${response.status}.`, { own: true });
  }
  const text = (await response.text()).trim();
  if (text.startsWith('<')) {
    throw new Problem(`No user is signed in: ${address} answered with a page, not with a token.`, { final: true });
  }
  return text.startsWith('{') ? JSON.parse(text).token : text;
}

if (!customElements.get('red-dot')) {
  customElements.define('red-dot', RedDotElement);
}
