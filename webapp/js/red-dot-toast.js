import { RedDotBase } from './red-dot-base.js';
import { noticeOf } from './red-dot-notice.js';
import { Toasts } from './red-dot-toasts.js';

/**
 * `<red-dot-toast url="/reddot" token-url="/my/token">`: shows urgent messages above the page when
 * they arrive; with the attribute `all`, every message. A `<red-dot>` of the same page leaves its own toasts to it.
 */
export class RedDotToastElement extends RedDotBase {
  #toasts = new Toasts(this);

  /** @override */
  started() {
    this.#toasts.clear();
  }

  /** @override */
  heard(/** @type {string} */ type, /** @type {any} */ detail) {
    if (type === 'message' && (this.hasAttribute('all') || noticeOf(detail).urgent)) {
      this.#toasts.add(detail);
    } else if (type === 'recall') {
      this.#toasts.recalled(detail);
    }
  }
}
