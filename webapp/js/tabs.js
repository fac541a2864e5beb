/**
 * The tabs of one user share one connection: a Web Lock decides which of them holds it, and a
 * BroadcastChannel carries its news to the others. The browser releases the lock of a tab that
 * closes or crashes; a frozen tab does not answer, and its lock is stolen.
 *
 * A SharedWorker is not used: Chrome on Android has none, it cannot be started from another site's
 * script, and it would have to ask a tab for each token. Web Locks require a secure page (https or
 * localhost) and storage that is not blocked. Without them each tab has its own connection.
 */
const ASK_EVERY = 5_000;

/**
 * @typedef {object} Role
 * @property {() => void} hold called when this tab must connect
 * @property {() => void} lose called when this tab must disconnect: another one has taken over
 * @property {(news: import('./types.js').News) => void} hear receives the news of the tab with
 * the connection
 * @property {() => void} asked called when another tab asks for the current state
 */

export class Tabs {
  /** Whether this tab has the connection. */
  holding = false;
  #role;
  #name;
  /** @type {BroadcastChannel | undefined} */
  #channel;
  /** @type {AbortController | undefined} aborts the wait for the lock */
  #queue;
  #release = () => {};
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;
  /** Whether a question to the tab with the connection is not answered yet. */
  #asking = false;
  #taking = false;

  /**
   * @param {string} name the same for all tabs that share
   * @param {Role} role
   */
  constructor(name, role) {
    this.#name = name;
    this.#role = role;
  }

  /** @param {boolean} share */
  join(share) {
    try {
      this.#channel = share && navigator.locks ? new BroadcastChannel(this.#name) : undefined;
    } catch {
      // Storage is blocked.
    }
    if (!this.#channel) {
      this.#alone();
      return;
    }
    this.#channel.onmessage = ({ data }) => {
      if (data) {
        this.#asking = false;
        this.#role.hear(data);
      } else if (this.holding) {
        this.#role.asked();
      }
    };
    this.#ticking = setInterval(() => this.ask(true), ASK_EVERY);
    this.ask(false);
    this.#contend(false);
  }

  /**
   * Asks the tab with the connection for the current state.
   *
   * @param {boolean} judging whether to take over if it has not answered the last question
   */
  ask(judging) {
    if (this.holding) {
      return;
    }
    if (judging && this.#asking) {
      this.takeOver();
    } else {
      this.#asking = true;
      this.#channel?.postMessage(null);
    }
  }

  takeOver() {
    if (!this.#taking) {
      this.#taking = true;
      this.#queue?.abort();
      this.#contend(true);
    }
  }

  #alone() {
    this.leave();
    this.holding = true;
    this.#role.hold();
  }

  /** Starts to share with other tabs, if sharing is enabled. */
  move(/** @type {string} */ name) {
    const other = name !== this.#name;
    this.#name = name;
    if (other && this.#channel) {
      this.#again();
    }
  }

  /** Lets another tab connect, if one is waiting. */
  async giveWay() {
    const channel = this.#channel;
    const { pending } = channel ? await navigator.locks.query() : {};
    if (this.#channel === channel && pending?.some(({ name }) => name === this.#name)) {
      this.#again();
    }
  }

  #again() {
    this.leave();
    this.#role.lose();
    this.join(true);
  }

  post(/** @type {import('./types.js').News} */ news) {
    this.#channel?.postMessage(news);
  }

  leave() {
    clearInterval(this.#ticking);
    this.#channel?.close();
    this.#channel = undefined;
    this.#queue?.abort();
    this.#taking = false;
    this.holding = false;
    this.#release();
  }

  async #contend(/** @type {boolean} */ steal) {
    const channel = this.#channel;
    const queue = (this.#queue = new AbortController());
    const how = steal ? { steal } : { signal: queue.signal };
    try {
      await navigator.locks.request(this.#name, how, () => {
        if (this.#channel !== channel) {
          return undefined; // granted too late
        }
        this.#taking = false;
        this.holding = true;
        this.#asking = false;
        this.#role.hold();
        return new Promise((release) => {
          this.#release = () => release(undefined);
        });
      });
    } catch (error) {
      if (this.#queue !== queue || queue.signal.aborted) {
        // The wait was aborted.
      } else if (this.holding && /** @type {Error} */ (error).name === 'AbortError') {
        this.holding = false; // stolen
        this.#role.lose();
        this.#contend(false);
      } else {
        this.#alone(); // Web Locks are not available to this page
      }
    }
  }
}
