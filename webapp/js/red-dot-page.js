import { RedDotBase } from './red-dot-base.js';
import { InboxView } from './red-dot-inbox.js';
import { made } from './red-dot-made.js';
import { dressList } from './red-dot-style.js';

/**
 * `<red-dot-page url="/reddot" token-url="/my/token">`: the whole inbox as a part of the page. Its
 * attributes, properties and events are those of `<red-dot>` that concern the list.
 */
export class RedDotPageElement extends RedDotBase {
  static observedAttributes = [...RedDotBase.observedAttributes, 'target', 'categories'];

  #inbox = new InboxView(this, { shown: () => this.isConnected, scrolls: false });
  #page = made('section', 'page', { tabindex: '-1' });

  constructor() {
    super();
    this.#page.append(...this.#inbox.elements);
    this.#page.addEventListener('keydown', (event) => this.#inbox.key(event));
    const root = /** @type {ShadowRoot} */ (this.shadowRoot);
    root.append(this.#page);
    dressList(root);
  }

  /** @override */
  attributeChangedCallback(/** @type {string} */ name) {
    if (name === 'categories') {
      this.#inbox.categories();
    } else if (name === 'target') {
      this.#inbox.list.show();
    } else {
      super.attributeChangedCallback(name);
    }
  }

  /** @override */
  started() {
    this.#inbox.close();
    this.#inbox.list.clear();
    this.#inbox.show();
    if (this.client) {
      this.#inbox.open();
    }
  }

  /** @override */
  heard(/** @type {string} */ type, /** @type {any} */ detail) {
    this.#inbox.heard(type, detail);
  }

  /** @override */
  worded() {
    this.#page.ariaLabel = this.says.say('messages');
    this.#page.lang = this.says.language;
    this.#inbox.worded();
  }
}
