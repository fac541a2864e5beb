/**
 * The tabs of one user share one connection: a Web Lock says which of them holds it, and a
 * BroadcastChannel carries what it says to the others. A tab that closes or crashes gives its lock
 * up by itself; one that is frozen does not answer, and its lock is taken away.
 *
 * Not a SharedWorker: there is none in Chrome on Android, it cannot be started from another site's
 * script, and it would have to ask a tab for each token. Web Locks want a secure page (https or
 * localhost), and storage that is not blocked. Without them each tab has its own connection.
 */
const ASK_EVERY = 5_000;

/**
 * @typedef {object} Role
 * @property {() => void} hold called when this tab shall connect
 * @property {() => void} lose called when this tab shall disconnect: another one has taken over
 * @property {(news: import('./types.js').News) => void} hear what the tab that holds says
 * @property {() => void} asked another tab wants to know how things are
 */

export class Tabs {
  /** Whether this tab has the connection. */
  holding = false;
  #role;
  #name;
  /** @type {BroadcastChannel | undefined} */
  #channel;
  /** @type {AbortController | undefined} leaves the queue for the lock */
  #queue;
  #release = () => {};
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;
  /** Whether a question to the tab that holds is still open. */
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
   * Asks the tab that holds how things are.
   *
   * @param {boolean} judging whether to take over if it has left the last question open
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

  /** From now on this tab shares with others, if it shares at all. */
  move(/** @type {string} */ name) {
    const other = name !== this.#name;
    this.#name = name;
    if (other && this.#channel) {
      this.#again();
    }
  }

  /** Lets another tab connect if one waits for it. */
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
        // The queue was left.
      } else if (this.holding && /** @type {Error} */ (error).name === 'AbortError') {
        this.holding = false; // stolen
        this.#role.lose();
        this.#contend(false);
      } else {
        this.#alone(); // there are locks, but not for this page
      }
    }
  }
}
