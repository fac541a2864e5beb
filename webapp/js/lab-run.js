import { newId } from './id.js';
import { LONGEST_RUN } from './lab-numbers.js';
import { endingOf } from './problem.js';
import { publish } from './publish.js';

/** Publications that may be without an answer; beyond that the publisher waits. */
const UNANSWERED = 8;
/** The longest wait for a server that refuses. */
const LONGEST_WAIT = 30_000;

/** Publishes at a rate, for a limited time. It is not on any lane's network. */
export class Run {
  id = newId();
  /** Messages that the server has stored. */
  stored = 0;
  refused = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #number = 0;
  #unanswered = 0;
  #notBefore = 0;
  #over = false;
  /** @type {(() => void) | undefined} tells the page */
  #ended;
  #options;

  /**
   * @param {{base: string, token: () => Promise<string>, topic: string, seconds: number,
   *   rate: () => number, size: () => number, onRefused: (reason: string, wait: number) => void,
   *   onEnd: (reason: 'time' | 'hidden' | 'stopped' | 'failed', why?: string, status?: number) => void}} options
   */
  constructor(options) {
    this.#options = options;
    const until = performance.now() + options.seconds * 1000;
    const tick = () => {
      if (performance.now() >= until || this.#number >= LONGEST_RUN) {
        this.end('time');
        return;
      }
      this.#timer = setTimeout(tick, 1000 / options.rate());
      if (performance.now() >= this.#notBefore && this.#unanswered < UNANSWERED) {
        this.#send();
      }
    };
    tick();
  }

  async #send() {
    const { base, token, topic, size, onRefused } = this.#options;
    this.#unanswered += 1;
    const number = this.#number++;
    try {
      const given = await token();
      const sentAt = performance.timeOrigin + performance.now();
      const data = { run: this.id, number, sentAt, padding: 'x'.repeat(size()) };
      await publish(base, given, { id: newId(), topic, event: 'lab', data });
      this.stored += 1;
    } catch (error) {
      const { reason, final, status, retryAfter = 1_000 } = endingOf(error);
      this.refused += 1;
      if (final) {
        this.end('failed', reason, status);
      } else if (!this.#over) {
        const wait = Math.min(retryAfter, LONGEST_WAIT);
        this.#notBefore = performance.now() + wait;
        onRefused(reason, wait);
      }
    } finally {
      this.#unanswered -= 1;
      this.#settle();
    }
  }

  /**
   * Publishes nothing more. The run has ended when the last publication is answered.
   *
   * @param {'time' | 'hidden' | 'stopped' | 'failed'} reason
   * @param {string} [why]
   * @param {number} [status]
   */
  end(reason, why, status) {
    if (!this.#over) {
      this.#over = true;
      clearTimeout(this.#timer);
      this.#ended = () => this.#options.onEnd(reason, why, status);
      this.#settle();
    }
  }

  #settle() {
    if (!this.#unanswered) {
      this.#ended?.();
      this.#ended = undefined;
    }
  }
}
