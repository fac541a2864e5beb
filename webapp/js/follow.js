/**
 * Follows topics for as long as the page wants, over any transport.
 *
 * A transport knows only how to make one attempt. What makes a reader lose nothing is here, once:
 * remember the cursor, come back with it, wait before coming back, believe a goodbye.
 */
import { address } from './address.js';
import { attempt } from './attempt.js';
import { endingOf, problemOf } from './problem.js';

/** @typedef {import('./types.js').Ending} Ending */

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
      const unexplained = openFor === undefined && !ending.status && !ending.final;
      const { reason, status, final, retryAfter } = unexplained
        ? await askWhy(ending, options, place)
        : ending;
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
