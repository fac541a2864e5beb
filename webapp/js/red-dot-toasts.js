/** Messages that are shown above the page when they arrive. */
import { contentOf, partsOf } from './red-dot-item.js';
import { button, control, drawn, made } from './red-dot-made.js';
import { noticeOf } from './red-dot-notice.js';
import { dressList } from './red-dot-style.js';

/** @typedef {import('./types.js').Kept} Kept */

/** More at once would hide the page; the inbox has them all. */
const MOST = 3;
const SECONDS = 10;
const CROSS = 'M6 6l12 12M18 6L6 18';

export class Toasts {
  #owner;
  #toasts = made('div', 'toasts');
  #live = made('span', 'live spoken', { role: 'status' });

  /**
   * @param {import('./red-dot-base.js').RedDotBase} owner its attributes: `seconds` (how long one
   *   stays while the pointer and the focus are elsewhere; 0: until it is closed), `target`
   */
  constructor(owner) {
    this.#owner = owner;
    if ('popover' in this.#toasts) {
      this.#toasts.popover = 'manual'; // above everything
    }
    owner.shadowRoot?.append(this.#live, this.#toasts);
  }

  clear() {
    for (const toast of [...this.#toasts.children]) {
      this.#remove(toast);
    }
  }

  recalled(/** @type {{id?: string, topic?: string}} */ { id, topic }) {
    for (const toast of [...this.#toasts.children]) {
      if (/** @type {HTMLElement} */ (toast).dataset.id === `${topic} ${id}`) {
        this.#remove(toast);
      }
    }
  }

  add(/** @type {Kept} */ message) {
    const owner = this.#owner;
    const notice = noticeOf(message);
    dressList(/** @type {ShadowRoot} */ (owner.shadowRoot));
    const toast = made('div', notice.urgent ? 'toast urgent' : 'toast');
    toast.dataset.id = `${message.topic} ${message.id}`;
    const target = owner.getAttribute('target') ?? '';
    const shown = { ...message, read: true };
    const view = { words: owner.says, target, render: owner.render };
    const link = control(partsOf(shown, notice, view), notice.href, target);
    link.append(...contentOf(shown, notice, view));
    link.addEventListener('click', (event) => {
      const select = new CustomEvent('select', { detail: message, cancelable: true });
      owner.dispatchEvent(select) || event.preventDefault();
      owner.client?.read({ cursors: [message.cursor] }).catch(() => {}); // it stays unread in the inbox
      this.#remove(toast);
    });
    const close = button('close', () => this.#remove(toast));
    close.ariaLabel = owner.says.say('close');
    close.append(drawn(CROSS));
    toast.append(link, close);
    this.#toasts.lang = owner.says.language;
    this.#toasts.append(toast);
    if (this.#toasts.childElementCount === 1) {
      this.#toasts.showPopover?.();
    } else if (this.#toasts.childElementCount > MOST) {
      this.#toasts.firstElementChild?.remove();
    }
    this.#live.textContent = link.textContent;
    this.#expire(toast);
  }

  #expire(/** @type {HTMLElement} */ toast) {
    const seconds = Number(this.#owner.getAttribute('seconds') ?? SECONDS);
    const away = () => {
      const busy = document.visibilityState !== 'visible' || toast.matches(':hover, :focus-within');
      busy && toast.isConnected ? this.#expire(toast) : this.#remove(toast);
    };
    if (seconds > 0) {
      setTimeout(away, seconds * 1_000);
    }
  }

  #remove(/** @type {Element} */ toast) {
    toast.remove();
    if (!this.#toasts.childElementCount) {
      this.#toasts.hidePopover?.();
    }
  }
}
