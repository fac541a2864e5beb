/**
 * Red Dot in a page: `new RedDot({token}).addEventListener('unread', ({detail}) => …)`.
 * It needs only these modules; see {@link RedDotOptions} and types.js.
 */
import { address, call, content, stored } from './address.js';
import { compare } from './cursor.js';
import { backoff, follow } from './follow.js';
import { newId } from './id.js';
import { longPoll, poll } from './polling.js';
import { Problem, endingOf } from './problem.js';
import { sse } from './sse.js';
import { Tabs } from './tabs.js';
import { claims, keeper } from './token.js';
import { websocket } from './websocket.js';

/** @typedef {import('./types.js').RedDotOptions} RedDotOptions */
/** @typedef {import('./types.js').News} News */

/** @type {Record<string, import('./types.js').Open>} */
const TRANSPORTS = { websocket, sse, 'long-poll': longPoll, poll };

/**
 * A user's connection, shared by all tabs that follow the same topics. Its events are CustomEvents:
 *
 * - `message`: `detail` is the envelope (topic, id, event, at, data, cursor)
 * - `recall`: `detail` names the message (id, topic) to be removed
 * - `unread`: `detail.count`, and `detail.unseen` of these
 * - `state`: `detail.name` is `connecting`, `open` (with `transport`; `recovered: false` if
 *   messages may be missing), `waiting` (`until`, `reason`) or `closed` (`reason`); `detail.detail`
 *   is the error of the server, or of the source of the token
 */
export class RedDot extends EventTarget {
  /** @type {import('./types.js').State} */
  state = { name: 'connecting' };
  /** @type {string | undefined} the cursor of this tab */
  cursor;
  #base;
  #options;
  #token;
  #user = '';
  /** How often the connection was offered to other tabs since it last worked. */
  #gaveWay = 0;
  /** The last warning in the console. */
  #warned = '';
  /** @type {{count?: number, unseen?: number, cursor?: string}} */
  #unread = {};
  /** @type {Tabs | undefined} */
  #tabs;
  /** @type {import('./types.js').Connection | undefined} */
  #connection;
  #leaving = new AbortController();

  /** @param {RedDotOptions} options */
  constructor({ url = new URL('..', import.meta.url).href, after, ...options }) {
    super();
    this.#base = new URL(url, globalThis.location?.href).href.replace(/\/+$/, '');
    this.#options = { topics: [], transports: Object.keys(TRANSPORTS), share: true, ...options };
    this.#token = keeper(options.token);
    this.cursor = after === 'latest' ? undefined : after;
    this.#begin();
  }

  /** The number of unread messages in the inbox; undefined: not known yet. */
  get count() {
    return this.#unread.count;
  }

  /** How many of these were not seen; undefined: not known yet. */
  get unseen() {
    return this.#unread.unseen;
  }

  async #begin() {
    const { signal } = this.#leaving;
    let token = '';
    for (let failures = 1; !this.#user && !signal.aborted; failures++) {
      try {
        token = await this.#token.get();
        this.#user = claims(token).sub ?? token;
      } catch (error) {
        const { reason, detail, status, final } = endingOf(error);
        const until = Date.now() + backoff(failures);
        if (final) {
          this.#end({ name: 'closed', reason, status, detail });
          return;
        }
        this.#tell({ name: 'waiting', until, reason, detail });
        await new Promise((resolve) => setTimeout(resolve, backoff(failures)));
      }
    }
    if (signal.aborted) {
      return;
    }
    // A reader of the whole log shares no connection.
    const share = this.#options.share && this.cursor !== 'earliest';
    const tabs = new Tabs(this.#name(token), {
      hold: () => this.#hold(),
      lose: () => this.#connection?.close(),
      hear: (news) => this.#hear(news),
      asked: () => this.#answer(),
    });
    this.#tabs = tabs;
    const away = () => {
      tabs.leave();
      this.#connection?.close();
    };
    signal.addEventListener('abort', away);
    // A page in the browser's back/forward cache must keep no connection.
    globalThis.window?.addEventListener('pagehide', away, { signal });
    const back = (/** @type {PageTransitionEvent} */ event) => event.persisted && tabs.join(share);
    globalThis.window?.addEventListener('pageshow', back, { signal });
    globalThis.document?.addEventListener('visibilitychange', () => tabs.ask(false), { signal });
    tabs.join(share);
  }

  /** This tab cannot continue; the others do. */
  #end(/** @type {import('./types.js').State} */ closed) {
    this.#leaving.abort();
    this.#tell(closed);
  }

  /**
   * Returns a name that is the same for tabs that can share a connection; their tokens must have the
   * same grants.
   */
  #name(/** @type {string} */ token) {
    const { groups, reddot } = claims(token);
    const rights = [groups, reddot?.subscribe].map((each) => [each ?? []].flat().sort());
    const { topics, transports, conflate } = this.#options;
    return JSON.stringify(['reddot', this.#base, this.#user, topics, transports, rights, conflate]);
  }

  #hold() {
    const { topics, transports, conflate, helloWithin, probeAfter } = this.#options;
    const ladder = transports.map(
      // Rarely used, so no bundle contains it.
      (name) => TRANSPORTS[name] ?? import('./iframe.js').then(({ iframe }) => iframe),
    );
    let live = true;
    const arrived = (/** @type {Extract<import('./types.js').State, {name: 'open'}>} */ state) => ({
      state: { ...state, transport: transports[state.rung] },
      to: state.cursor,
    });
    const connection = follow(ladder, {
      base: this.#base,
      topics,
      conflate,
      after: this.cursor,
      helloWithin,
      probeAfter,
      token: () => this.#mine(),
      renew: this.#token.renew,
      onEnvelope: (envelope) => live && this.#say({ envelope }),
      onCursor: (to) => live && to !== this.cursor && this.#say({ to }),
      onState: (state) => {
        if (!live) {
          return;
        }
        if (state.name === 'closed') {
          this.#end(state);
          return;
        }
        this.#say(state.name === 'open' ? arrived(state) : { state });
        if (state.name === 'waiting' && state.own) {
          // Immediately, but tabs that all fail must not pass it around forever.
          const delay = this.#gaveWay ? backoff(this.#gaveWay) : 0;
          this.#gaveWay += 1;
          setTimeout(() => live && this.#tabs?.giveWay(), delay);
        }
      },
    });
    this.#connection = {
      ...connection,
      close() {
        live = false;
        connection.close();
      },
    };
  }

  /** Returns a token, but never another user's: another user may have signed in meanwhile. */
  async #mine() {
    const token = await this.#token.get();
    if ((claims(token).sub ?? this.#user) !== this.#user) {
      throw new Problem('Another user has signed in.', { final: true });
    }
    this.#tabs?.move(this.#name(token));
    return token;
  }

  /** Passes news to the other tabs and to this one. */
  #say(/** @type {News} */ news) {
    const { type, cursor } = news.envelope ?? {};
    const to = type === 'message' || type === 'recall' ? cursor : this.cursor;
    /** @type {News} */
    const said = { to, ...news };
    // A tab without a cursor begins here; the cursor of another tab may be before that.
    said.from = this.cursor ?? said.to;
    this.#tabs?.post(said);
    this.#hear(said);
  }

  #answer() {
    this.#connection?.check();
    const { state, cursor } = this;
    this.#tabs?.post({ from: cursor, to: cursor, state, unread: this.#unread });
  }

  #hear(/** @type {News} */ { from, to, envelope, state, unread }) {
    const known = this.cursor;
    const restart = state?.name === 'open' && state.recovered === false;
    if (compare(from, known) > 0 && !restart) {
      // This tab has missed something: it takes over the connection, which continues at its cursor.
      this.#tabs?.holding || this.#tabs?.takeOver();
      return;
    }
    const moved = to !== undefined && !(compare(to, known) <= 0);
    if (moved || restart) {
      this.cursor = to;
    }
    if (unread) {
      this.#counted(unread);
    }
    if (envelope?.type === 'unread') {
      this.#counted(envelope);
    } else if (envelope && moved) {
      this.#tell(envelope, envelope.type);
    }
    if (state && JSON.stringify(state) !== JSON.stringify(this.state)) {
      this.#tell(state);
    }
  }

  #counted(/** @type {{count?: number, unseen?: number, cursor?: string}} */ { count, unseen, cursor }) {
    if (count === undefined || compare(cursor, this.#unread.cursor) < 0) {
      return; // out of date
    }
    const changed = count !== this.count || unseen !== this.unseen;
    this.#unread = { count, unseen, cursor };
    if (changed) {
      this.#tell(this.#unread, 'unread');
    }
  }

  #tell(/** @type {any} */ detail, type = 'state') {
    if (type === 'state') {
      this.state = detail;
      if (detail.detail && detail.detail !== this.#warned) {
        console.warn(`Red Dot: ${detail.detail}`);
        this.#warned = detail.detail;
      } else if (detail.name === 'open') {
        this.#warned = '';
        this.#gaveWay = 0;
      }
    }
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /**
   * @param {string} path
   * @param {unknown} [body] the body, sent as JSON
   * @param {string} [method]
   * @returns {Promise<any>}
   */
  async #call(path, body, method = body ? 'POST' : 'GET') {
    const headers = { 'Content-Type': 'application/json' };
    // A mark arrives even if the page is left for the link of the message.
    const keepalive = path.startsWith('inbox/');
    const init = { method, headers, keepalive, body: body ? JSON.stringify(body) : undefined };
    const ask = async () => content(await call(`${this.#base}/api/${path}`, await this.#mine(), init));
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) {
        throw error;
      }
      this.#token.renew();
      return ask();
    }
  }

  /**
   * @param {string} how
   * @param {unknown} what
   * @returns {Promise<import('./types.js').Counts>}
   */
  async #mark(how, what) {
    const unread = await this.#call(`inbox/${how}`, what);
    this.#counted(unread);
    return unread;
  }

  /**
   * Publishes a message; resolved once it is stored. Without an answer, the same `id` may be
   * published again.
   *
   * @param {{topic: string, data: unknown, event?: string, id?: string, expiresAt?: string,
   *   sendAt?: string, retain?: boolean}} message
   * @returns {Promise<{id: string, cursor?: string, sendAt?: string, duplicate: boolean}>}
   */
  async publish(message) {
    return stored(await this.#call('messages', { id: newId(), ...message }));
  }

  /**
   * Marks messages as read, on all devices.
   *
   * @param {string[] | {cursors: string[]} | {upTo: string}} [what] ids, messages by their cursors,
   *   or all up to a cursor; default: all
   */
  read(what) {
    return this.#mark('read', named(what ?? { all: true }));
  }

  /**
   * Marks messages as seen, on all devices; they stay unread.
   *
   * @param {{upTo: string}} [what] all up to a cursor; default: all
   */
  seen(what) {
    return this.#mark('seen', what ?? { all: true });
  }

  /** @param {string[] | {cursors: string[]}} what ids, or messages by their cursors */
  unread(what) {
    return this.#mark('unread', named(what));
  }

  /** @param {string[] | {cursors: string[]}} what as of {@link unread} */
  archive(what) {
    return this.#mark('archive', named(what));
  }

  /** @param {string[] | {cursors: string[]}} what as of {@link unread} */
  unarchive(what) {
    return this.#mark('unarchive', named(what));
  }

  /** Recalls a message that this user has sent; an operator may recall any message. */
  recall(/** @type {string} */ id) {
    return this.#call(`messages/${encodeURIComponent(id)}`, undefined, 'DELETE');
  }

  /**
   * Returns a page of the inbox, newest first; the next one is `before` the cursor of its last
   * message.
   *
   * @param {{filter?: 'all' | 'unread' | 'archived', event?: string, category?: string,
   *   before?: string, limit?: number}} [what]
   * @returns {Promise<{messages: import('./types.js').Kept[], unread: number, unseen: number,
   *   cursor: string, more: boolean}>}
   */
  async inbox(what = {}) {
    const page = await this.#call(address('inbox', { base: '', ...what }).slice(1));
    this.#counted({ count: page.unread, unseen: page.unseen, cursor: page.cursor });
    return page;
  }

  close() {
    this.#leaving.abort();
    this.#tell({ name: 'closed', reason: '' });
  }
}

/** @param {string[] | {cursors: string[]} | {upTo: string} | {all: boolean}} what */
const named = (what) => (Array.isArray(what) ? { ids: what } : what);
