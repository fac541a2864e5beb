/**
 * The network of one lane of the laboratory: it counts what passes, and can be cut, stalled and
 * put behind a proxy that buffers. The transports do not know.
 *
 * Counted are the bodies, frames and headers that a script sees; the headers that the browser adds
 * are estimated, and the page of the iframe from the envelopes that it passes on.
 */
import { HELD_BYTES, bytesOf } from './lab-bytes.js';
import { LabSocket } from './lab-socket.js';

/** A proxy passes an answer on when it has this much of it, or its end. */
export const BUFFER = 4_096;
/** The headers that the browser adds to a request: cookies, languages, its name. */
const BROWSER_HEADERS = 400;
/** The beginning of the endless page, and what surrounds each write. */
const FRAME_START = 2_600;
const FRAME_BLOCK = 50;

/** A browser may give these an empty body, but lets no script make such an answer. */
const EMPTY = [204, 205, 304];

const headersOf = (/** @type {HeadersInit | undefined} */ headers) => {
  let size = 0;
  new Headers(headers).forEach((value, name) => (size += name.length + value.length + 4));
  return size;
};

/** @implements {import('./types.js').Wire} */
export class LabWire {
  requests = 0;
  up = 0;
  down = 0;
  cut = false;
  stalled = false;
  buffers = false;
  /** @type {Set<() => void>} called after a change; each connection has at most two */
  #changes = new Set();

  /** Forgets what was counted. */
  reset() {
    this.requests = this.up = this.down = 0;
  }

  /** @param {'cut' | 'stalled' | 'buffers'} what @param {boolean} on */
  set(what, on) {
    this[what] = on;
    [...this.#changes].forEach((changed) => changed());
  }

  /** @returns {() => void} stops listening */
  onChange(/** @type {() => void} */ changed) {
    this.#changes.add(changed);
    return () => void this.#changes.delete(changed);
  }

  /** Resolves as soon as `ready` is true, or the signal is aborted. */
  #until(/** @type {() => boolean} */ ready, /** @type {AbortSignal} */ signal) {
    return /** @type {Promise<void>} */ (new Promise((resolve) => {
      const check = () => {
        if (ready() || signal.aborted) {
          stop();
          signal.removeEventListener('abort', check);
          resolve();
        }
      };
      const stop = this.onChange(check);
      signal.addEventListener('abort', check);
      check();
    }));
  }

  countRequest(/** @type {string} */ url, size = 0) {
    this.requests += 1;
    this.up += url.length + BROWSER_HEADERS + size;
  }

  /** @type {typeof fetch} */
  fetch = async (input, init = {}) => {
    if (this.cut) {
      throw new TypeError('The network is cut.');
    }
    const url = String(input);
    const cutting = new AbortController();
    const stop = this.onChange(() => this.cut && cutting.abort(new TypeError('The network is cut.')));
    const signal = AbortSignal.any([cutting.signal, ...(init.signal ? [init.signal] : [])]);
    this.countRequest(url, headersOf(init.headers) + bytesOf(String(init.body ?? '')));
    try {
      const answer = await fetch(url, { ...init, signal });
      this.down += 20 + headersOf(answer.headers);
      await this.#until(() => !this.stalled, signal);
      signal.throwIfAborted();
      const { status, statusText, headers } = answer;
      const body = answer.body && !EMPTY.includes(status) ? this.#passing(answer.body, signal, stop) : null;
      body ?? stop();
      return new Response(body, { status, statusText, headers });
    } catch (error) {
      stop();
      throw error;
    }
  };

  /**
   * A client that is stalled reads nothing, so that the browser, and then the server, must wait.
   *
   * @param {ReadableStream<Uint8Array>} body
   * @param {AbortSignal} signal
   * @param {() => void} ended
   */
  #passing(body, signal, ended) {
    const reader = body.getReader();
    /** @type {Uint8Array[]} */
    let held = [];
    const size = () => held.reduce((sum, { length }) => sum + length, 0);
    const start = async (/** @type {ReadableStreamDefaultController} */ controller) => {
      const flush = () => {
        held.forEach((chunk) => controller.enqueue(chunk));
        held = [];
      };
      const stop = this.onChange(() => this.buffers || this.stalled || signal.aborted || flush());
      try {
        for (;;) {
          await this.#until(() => !this.stalled, signal);
          const { done, value } = await reader.read();
          this.down += value?.length ?? 0;
          await this.#until(() => !this.stalled, signal);
          signal.throwIfAborted();
          held.push(...(value ? [value] : []));
          if (done || !this.buffers || size() >= BUFFER) {
            flush();
          }
          if (done) {
            controller.close();
            return;
          }
        }
      } catch (error) {
        controller.error(error);
      } finally {
        stop();
        ended();
      }
    };
    // Not awaited: a stream whose start has not ended passes nothing on.
    return new ReadableStream({ start: (controller) => void start(controller) });
  }

  /** @returns {WebSocket} */
  socket = (/** @type {string} */ url, /** @type {string[]} */ protocols = []) =>
    /** @type {any} */ (new LabSocket(this, url, protocols));

  /** @type {import('./types.js').Wire['frame']} */
  frame = (url, deliver, lost) => {
    /** @type {import('./types.js').Envelope[][]} */
    let held = [];
    let size = 0;
    const flush = () => {
      const parts = held;
      held = [];
      size = 0;
      parts.forEach(deliver);
    };
    const leave = this.onChange(() => {
      if (this.cut) {
        leave();
        lost();
      } else if (!this.stalled && (!this.buffers || size >= BUFFER)) {
        flush();
      }
    });
    if (this.cut) {
      setTimeout(lost);
    } else {
      this.countRequest(url);
      this.down += FRAME_START;
    }
    return {
      cut: this.cut,
      leave,
      pass: (envelopes) => {
        const bytes = envelopes.length ? bytesOf(JSON.stringify(envelopes)) + FRAME_BLOCK : 2;
        this.down += bytes;
        size += bytes;
        held.push(envelopes);
        if (size > HELD_BYTES) {
          leave();
          lost();
        } else if (!this.stalled && (!this.buffers || size >= BUFFER)) {
          flush();
        }
      },
    };
  };
}
