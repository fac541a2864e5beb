/**
 * Follows topics for as long as the page wants, over any transport.
 *
 * A transport knows only how to make one attempt. What makes a reader lose nothing is here, once:
 * remember the cursor, come back with it, wait before coming back, believe a goodbye.
 */
import { address } from './address.js';
import { endingOf, problemOf } from './problem.js';

/** @typedef {import('./types.js').Ending} Ending */

const HELLO_WITHIN = 10_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** A connection that lived this long was a good one: the next delay is short again. */
const GOOD_AFTER = 5_000;

/**
 * @param {import('./types.js').Open} open
 * @param {import('./types.js').Options} options
 * @returns {import('./types.js').Connection}
 */
export function follow(open, options) {
  const leaving = new AbortController();
  const place = { after: options.after };

  async function run() {
    for (let failures = 0; !leaving.signal.aborted; ) {
      options.onState({ name: 'connecting' });
      const { openFor, ...ending } = await attempt(open, options, place, leaving.signal);
      const { reason, status, final, retryAfter } =
        openFor === undefined && !ending.status ? await askWhy(ending, options, place) : ending;
      if (leaving.signal.aborted) {
        return;
      }
      if (final) {
        options.onState({ name: 'closed', reason, status });
        return;
      }
      failures = (openFor ?? 0) > GOOD_AFTER ? 1 : failures + 1;
      const delay = retryAfter ?? backoff(failures);
      options.onState({ name: 'waiting', until: Date.now() + delay, reason });
      await pause(delay, leaving.signal);
    }
  }

  run();
  return {
    close(reason = 'You disconnected.') {
      if (!leaving.signal.aborted) {
        leaving.abort();
        options.onState({ name: 'closed', reason });
      }
    },
  };
}

/**
 * One attempt, from its start to its end.
 *
 * @param {import('./types.js').Open} open
 * @param {import('./types.js').Options} options
 * @param {{after?: string}} place where the reader stands; moved on here
 * @param {AbortSignal} leaving
 * @returns {Promise<Ending & {openFor?: number}>} openFor is absent if it never opened
 */
function attempt(open, options, place, leaving) {
  return new Promise((resolve) => {
    let over = false;
    let stop = () => {};
    /** @type {number | undefined} */
    let openedAt;

    /** @param {Ending} ending */
    const end = (ending) => {
      if (!over) {
        over = true;
        clearTimeout(deadline);
        leaving.removeEventListener('abort', left);
        stop();
        resolve({ ...ending, openFor: openedAt && Date.now() - openedAt });
      }
    };
    const left = () => end({ reason: '' });
    leaving.addEventListener('abort', left);
    const deadline = setTimeout(
      () => end({ reason: `The server did not say hello within ${HELLO_WITHIN / 1000} s.` }),
      HELLO_WITHIN,
    );

    /** @param {string} cursor */
    const moveTo = (cursor) => {
      if (!over && cursor !== place.after) {
        place.after = cursor;
        options.onCursor(cursor);
      }
    };

    /** @param {import('./types.js').Envelope} envelope */
    const take = (envelope) => {
      if (over) {
        return;
      }
      if (envelope.type === 'hello') {
        clearTimeout(deadline);
        openedAt ??= Date.now();
        // A cursor that was honoured stays ours until a message moves it: were the hello's ahead
        // of the replay, taking it now and losing the connection next would skip messages.
        const ours = place.after !== undefined && place.after !== 'latest';
        if (envelope.cursor && (!ours || envelope.recovered === false)) {
          moveTo(envelope.cursor);
        }
        options.onState({ name: 'open' });
      }
      options.onEnvelope(envelope);
      if (envelope.type === 'message' && envelope.cursor) {
        moveTo(envelope.cursor);
      }
      if (envelope.type === 'goodbye') {
        end({
          reason: envelope.reason || 'The server said goodbye.',
          final: envelope.reconnect === false,
          retryAfter: envelope.retryAfter,
        });
      }
    };

    options.token().then(
      (token) => {
        if (!over) {
          const { base, topics } = options;
          stop = open({ base, topics, after: place.after, token }, { take, moveTo, end });
        }
      },
      (error) => end(endingOf(error)),
    );
  });
}

/**
 * EventSource, WebSocket and iframe do not tell why they were refused; the short poll does, and it
 * asks the same of a request.
 *
 * @param {Ending} ending
 * @param {import('./types.js').Options} options
 * @param {{after?: string}} place
 * @returns {Promise<Ending>}
 */
async function askWhy(ending, options, place) {
  try {
    const headers = { Authorization: `Bearer ${await options.token()}` };
    const { base, topics } = options;
    const request = { base, topics, after: place.after };
    const response = await fetch(address('api/poll', request), { headers });
    return response.ok ? ending : endingOf(await problemOf(response));
  } catch (error) {
    return endingOf(error);
  }
}

/**
 * Twice as long each time, and spread out: a thousand readers that lost one server must not all
 * knock at the next one in the same instant.
 *
 * @param {number} failures
 */
function backoff(failures) {
  const most = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures);
  return most / 2 + (Math.random() * most) / 2;
}

/**
 * Waits, but not longer than until the page leaves or the network is back.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} leaving
 * @returns {Promise<void>}
 */
function pause(milliseconds, leaving) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      leaving.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener('online', done);
    leaving.addEventListener('abort', done);
  });
}
