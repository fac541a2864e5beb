/**
 * `<red-dot url="/reddot" token-url="/my/token">`: the badge, and on click the inbox; with it
 * `<red-dot-page>` (the inbox as a part of the page) and `<red-dot-toast>`.
 *
 * Attributes: `url` (Red Dot's address), `token` or `token-url` (an address that answers GET with a
 * fresh token, as text or as `{"token": …}`), `theme` (`light`, `dark`; default: the browser's),
 * `lang`, `badge` (`unseen`: the badge counts messages that the list has not shown; default: all
 * unread ones), `target` (where links of messages open), `categories` (what the list can be
 * narrowed to, separated by commas), `count-in-title`, `count-at-icon`, `sound` (empty, or the
 * address of one), `toasts` (`none`), `seconds` (how long a toast stays). Properties: `token` (also a function), `client` (the {@link
 * RedDot}), `render` (returns the content of a message: a string or a node), `words`. Its events
 * are those of RedDot, `select` for the message that was clicked, and `action`.
 */
import { RedDotBase } from './red-dot-base.js';
import { InboxView } from './red-dot-inbox.js';
import { drawn, made } from './red-dot-made.js';
import { noticeOf } from './red-dot-notice.js';
import { RedDotPageElement } from './red-dot-page.js';
import { dressList } from './red-dot-style.js';
import { RedDotToastElement } from './red-dot-toast.js';
import { Toasts } from './red-dot-toasts.js';

/** Messages of a burst are announced once. */
const BURST = 250;
const BELL = 'M6 9a6 6 0 0 1 12 0c0 6 2 7 2 8H4c0-1 2-2 2-8m4 11a2.2 2.2 0 0 0 4 0';

export class RedDotElement extends RedDotBase {
  static observedAttributes = [...RedDotBase.observedAttributes, 'badge', 'target', 'categories'];

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #speaking;
  #spoken = 0;
  #listening = new AbortController();

  #button = made('button', 'button', { type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' });
  #badge = made('span', 'badge', { 'aria-hidden': 'true', hidden: '' });
  #live = made('span', 'live spoken', { role: 'status' });
  #panel = made('div', 'panel', { role: 'dialog', hidden: '', tabindex: '-1' });
  #inbox = new InboxView(this, { shown: () => this.open, scrolls: true });
  #toasts = new Toasts(this);

  constructor() {
    super();
    const root = /** @type {ShadowRoot} */ (this.shadowRoot);
    const bell = document.createElement('slot');
    bell.name = 'icon';
    bell.append(drawn(BELL));
    this.#button.append(bell, this.#badge);
    this.#panel.append(...this.#inbox.elements);
    if ('popover' in this.#panel) {
      this.#panel.popover = 'manual'; // above everything, whatever the page clips or stacks
    }
    root.prepend(this.#button, this.#live, this.#panel);

    // Before the click, if there is a pointer.
    this.#button.addEventListener('pointerenter', () => dressList(root));
    this.#button.addEventListener('click', () => (this.open ? this.hide() : this.show()));
    this.#badge.addEventListener('animationend', () => this.#badge.classList.remove('beat'));
    this.#panel.addEventListener('keydown', (event) => this.#key(event));
    root.addEventListener('focusout', (event) => {
      const to = /** @type {FocusEvent} */ (event).relatedTarget;
      if (this.open && to instanceof Node && !root.contains(to)) {
        this.hide(false);
      }
    });
  }

  /** @override */
  disconnectedCallback() {
    this.hide(false);
    super.disconnectedCallback();
  }

  /** @override */
  attributeChangedCallback(/** @type {string} */ name) {
    if (name === 'categories') {
      this.#inbox.categories();
    } else if (name === 'badge' || name === 'target') {
      this.#show();
      this.#inbox.list.show();
    } else {
      super.attributeChangedCallback(name);
    }
  }

  /** The number of unread messages. */
  get count() {
    return this.client?.count ?? 0;
  }

  /** The number in the badge. */
  get #badged() {
    return this.getAttribute('badge') === 'unseen' ? this.client?.unseen ?? 0 : this.count;
  }

  get open() {
    return !this.#panel.hidden;
  }

  /** @override */
  started() {
    this.#inbox.list.clear();
    this.#toasts.clear();
    this.#spoken = 0;
    this.#show();
    if (this.open && this.client) {
      this.#inbox.open();
    }
  }

  /** @override */
  heard(/** @type {string} */ type, /** @type {any} */ detail) {
    this.#show();
    this.#inbox.heard(type, detail);
    if (type === 'unread') {
      clearTimeout(this.#speaking);
      this.#speaking = setTimeout(() => this.#speak(), BURST);
    } else if (type === 'recall') {
      this.#toasts.recalled(detail);
    } else if (type === 'message' && noticeOf(detail).urgent && this.#toasting) {
      this.#toasts.add(detail);
    }
  }

  get #toasting() {
    return !this.open && this.getAttribute('toasts') !== 'none' && !document.querySelector('red-dot-toast');
  }

  /** Announces new messages to screen readers; a lower count is not announced. */
  #speak() {
    const count = this.#badged;
    if (count > this.#spoken) {
      this.#live.textContent = this.says.say('arrived', count);
      this.#badge.classList.add('beat');
      this.#alert('sound', (alerts, address) => alerts.sound(address));
    }
    this.#spoken = count;
  }

  /** @override */
  worded() {
    this.#panel.ariaLabel = this.says.say('messages');
    this.#panel.lang = this.says.language;
    this.#inbox.worded();
    this.#show();
  }

  #show() {
    const count = this.#badged;
    const { says } = this;
    this.#badge.hidden = count === 0;
    this.#badge.textContent = count < 100 ? String(count) : '99+';
    this.#button.ariaLabel = says.say('messages') + says.say('comma') + says.say(count ? 'unread' : 'none', count);
    this.#inbox.show();
    // On the button, too, because the note is hidden until it is opened.
    this.#button.title = this.#inbox.trouble;
    this.#alert('count-in-title', (alerts) => alerts.countInTitle(this.#badged));
    this.#alert('count-at-icon', (alerts) => alerts.countAtIcon(this.#badged));
  }

  /**
   * Tells of a count outside of the page's content if the page wants that.
   *
   * @param {string} attribute
   * @param {(alerts: typeof import('./red-dot-alerts.js'), value: string) => void} tell
   */
  #alert(attribute, tell) {
    const value = this.getAttribute(attribute);
    if (value !== null) {
      // Loaded only for a page that asks for one of them.
      import('./red-dot-alerts.js').then((alerts) => tell(alerts, value), () => {}); // the badge shows the count
    }
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
    dressList(/** @type {ShadowRoot} */ (this.shadowRoot)).then(put);
    this.#panel.focus();
    this.#inbox.open();
  }

  /** @param {boolean} [focus] whether to return the focus to the button */
  hide(focus = true) {
    if (!this.open) {
      return;
    }
    this.#listening.abort();
    this.#inbox.close();
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
    style.maxHeight = `min(36rem, ${(up ? button.top : below) - 14}px)`;
  }

  #key(/** @type {KeyboardEvent} */ event) {
    if (event.key === 'Escape') {
      this.hide();
      event.preventDefault();
    } else if (!this.#inbox.key(event)) {
      return;
    }
    event.stopPropagation();
  }
}

for (const [name, element] of /** @type {const} */ ([
  ['red-dot', RedDotElement],
  ['red-dot-page', RedDotPageElement],
  ['red-dot-toast', RedDotToastElement],
])) {
  if (!customElements.get(name)) {
    customElements.define(name, element);
  }
}
