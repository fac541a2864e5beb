/** What the elements have in common: their client, which is shared, and their words. */
import { Problem } from './problem.js';
import { RedDot } from './reddot.js';
import { dress } from './red-dot-style.js';
import { Words, languageOf } from './red-dot-words.js';

/** @typedef {import('./types.js').Kept} Kept */
/** @typedef {import('./red-dot-words.js').Word} Word */
/** @typedef {string | (() => string | Promise<string>)} Token */

/**
 * The clients of the page. Elements with the same address and token share one.
 *
 * @type {{source: unknown[], client: RedDot, elements: number}[]}
 */
const clients = [];

/** @param {{url?: string, token?: Token, tokenUrl?: string}} where */
function connected({ url, token, tokenUrl }) {
  const source = [url, token, tokenUrl];
  let shared = clients.find((each) => each.source.every((value, i) => value === source[i]));
  if (!shared) {
    const from = token ?? (() => tokenFrom(tokenUrl ?? ''));
    shared = { source, client: new RedDot({ url, token: from }), elements: 0 };
    clients.push(shared);
  }
  shared.elements++;
  return shared.client;
}

function left(/** @type {RedDot | undefined} */ client) {
  const at = clients.findIndex((each) => each.client === client);
  if (at >= 0 && --clients[at].elements === 0) {
    clients.splice(at, 1)[0].client.close();
  }
}

export class RedDotBase extends HTMLElement {
  static observedAttributes = ['url', 'token', 'token-url', 'lang'];

  /** @type {RedDot | undefined} */
  client;
  /** @type {((message: Kept) => string | Node) | undefined} */
  render;
  /** The texts in the element's language. */
  says = new Words('en');
  /** @type {Partial<Record<string, Word>>} */
  #words = {};
  /** @type {Token | undefined} */
  #token;
  #restarting = false;
  /** What it was started with. @type {unknown[]} */
  #started = [];
  #hearing = new AbortController();

  constructor() {
    super();
    dress(this.attachShadow({ mode: 'open' }));
  }

  connectedCallback() {
    // A property that was set before the element was defined hides the class's accessor.
    for (const name of /** @type {const} */ (['token', 'words'])) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        Object.assign(this, { [name]: value });
      }
    }
    this.#translate();
    this.#restart();
  }

  disconnectedCallback() {
    this.#restart();
  }

  attributeChangedCallback(/** @type {string} */ name) {
    name === 'lang' ? this.#translate() : this.#restart();
  }

  get token() {
    return this.#token ?? this.getAttribute('token') ?? undefined;
  }

  set token(token) {
    this.#token = token;
    this.#restart();
  }

  /** A page's own words, by the names in red-dot-words.js. */
  get words() {
    return this.#words;
  }

  set words(words) {
    this.#words = { ...words };
    this.#translate();
  }

  async #translate() {
    const language = languageOf(this);
    const translate = () => {
      this.says = new Words(language, this.#words);
      this.worded();
    };
    translate();
    if ((await Words.load(language)) && language === languageOf(this)) {
      translate();
    }
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
    this.#hearing.abort();
    left(this.client);
    this.client = undefined;
    const tokenUrl = this.getAttribute('token-url') ?? undefined;
    if (this.isConnected && (this.token || tokenUrl)) {
      this.client = connected({ url: this.getAttribute('url') ?? undefined, token: this.token, tokenUrl });
    }
    this.#hearing = new AbortController();
    const { signal } = this.#hearing;
    for (const type of ['message', 'recall', 'unread', 'state']) {
      const hear = (/** @type {Event} */ event) => {
        const { detail } = /** @type {CustomEvent} */ (event);
        this.heard(type, detail);
        this.dispatchEvent(new CustomEvent(type, { detail }));
      };
      this.client?.addEventListener(type, hear, { signal });
    }
    this.started();
  }

  /** Called with another client, or none. */
  started() {}

  /** Called with each event of the client. */
  heard(/** @type {string} */ _type, /** @type {any} */ _detail) {}

  /** Called when the texts are in another language. */
  worded() {}
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
