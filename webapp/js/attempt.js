import { endingOf } from './problem.js';

/** Two heartbeats may be missing; without the third the stream is dead. */
const HEARTBEATS_MISSED = 2.2;
/** After a sleep, or when the network has changed, one missing heartbeat is enough. */
const HEARTBEATS_AWAKE = 1.2;
const PONG_WITHIN = 5_000;

/**
 * One attempt by one transport, from its start to its end. It sets no timers, because browsers
 * suspend them at will: its owner must call {@link check} regularly.
 */
export class Attempt {
  over = false;
  /** When the server said hello; 0: not yet. */
  openedAt = 0;
  #heardAt = Date.now();
  /** When the server was asked for a sign of life that has not come yet. */
  #pingedAt = 0;
  #heartbeat = 0;
  #within;
  #events;
  /** @type {ReturnType<import('./types.js').Open>} */
  #stop = () => {};

  /**
   * @param {number} within how long to wait for the server's hello, in milliseconds
   * @param {Omit<import('./types.js').Events, 'heard'>} events
   */
  constructor(within, events) {
    this.#within = within;
    this.#events = events;
  }

  /**
   * @param {import('./types.js').Open | Promise<import('./types.js').Open>} open
   * @param {(ticketed?: boolean) => Promise<import('./types.js').Request>} ask
   */
  async begin(open, ask) {
    try {
      const start = await open;
      const request = await ask(start.ticketed);
      if (!this.over) {
        this.heard();
        this.#stop = start(request, {
          heard: () => this.heard(),
          take: (envelope) => this.#take(envelope),
          moveTo: (cursor) => this.over || this.#events.moveTo(cursor),
          end: (ending) => this.end(ending),
        });
      }
    } catch (error) {
      this.end(endingOf(error));
    }
  }

  heard() {
    this.#heardAt = Date.now();
    this.#pingedAt = 0;
  }

  #take(/** @type {import('./types.js').Envelope} */ envelope) {
    if (this.over) {
      return;
    }
    this.heard();
    if (envelope.type === 'goodbye') {
      const { code, reason = '', reconnect, retryAfter } = envelope;
      this.end({ code, reason, final: reconnect === false, retryAfter, goodbye: true });
      return;
    }
    if (envelope.type === 'hello') {
      this.openedAt ||= Date.now();
      this.#heartbeat = (envelope.heartbeat ?? 0) * 1000;
    }
    this.#events.take(envelope);
  }

  /** @param {boolean} [awake] whether there is a reason to doubt that the server is still there */
  check(awake) {
    const now = Date.now();
    if (now < this.#heardAt || now < this.#pingedAt) {
      this.heard(); // the clock was set back
    }
    const silence = now - this.#heardAt;
    const { ping } = this.#stop;
    if (!this.openedAt) {
      if (silence > this.#within) {
        this.end({ reason: `The server sent no hello within ${this.#within / 1000} s.` });
      }
    } else if (!this.#heartbeat) {
      // it detects the end itself
    } else if (!ping) {
      const patience = awake ? HEARTBEATS_AWAKE : HEARTBEATS_MISSED;
      if (silence > this.#heartbeat * patience) {
        this.end({ reason: 'The server stopped responding.' });
      }
    } else if (this.#pingedAt) {
      if (now - this.#pingedAt > PONG_WITHIN) {
        this.end({ reason: 'The server stopped responding.' });
      }
    } else if (awake || silence > this.#heartbeat) {
      this.#pingedAt = now;
      ping();
    }
  }

  /** Continues with another token; undefined: only a new attempt can. */
  get renew() {
    return this.#stop.renew;
  }

  /** @param {import('./types.js').Ending} ending */
  end(ending) {
    if (!this.over) {
      this.stop();
      this.#events.end(ending);
    }
  }

  stop() {
    this.over = true;
    this.#stop();
  }
}
