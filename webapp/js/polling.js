/**
 * The polls: asking again and again, with the last answer's ETag. A long poll is kept by the server
 * until there is something new to say.
 */
import { address, call } from './address.js';
import { endingOf } from './problem.js';

/** No less rest than this after an empty answer, however quickly the server gave it. */
const REST = 1_000;

export const poll = polling('api/poll', { every: 2_000, heartbeat: 5 });
// The server keeps a question for 25 s.
export const longPoll = polling('api/long-poll', { every: 0, heartbeat: 18 });

/**
 * @param {string} path
 * @param {{every: number, heartbeat: number}} pace `every`: milliseconds between two questions;
 *   `heartbeat`: seconds, for whoever watches that answers come
 * @returns {import('./types.js').Open}
 */
function polling(path, { every, heartbeat }) {
  return ({ token, after, ...request }, { take, moveTo, heard, end }) => {
    const leaving = new AbortController();
    const { signal } = leaving;
    /** @type {string | null} */
    let etag = null;
    /** @type {number | undefined} */
    let unread;
    ask().catch((error) => end(endingOf(error)));
    return () => leaving.abort();

    async function ask() {
      // The first is not kept, so that the page soon knows where it stands.
      await read(await call(address('api/poll', { ...request, after }), token, { signal }));
      while (!signal.aborted) {
        const asked = Date.now();
        const headers = { 'If-None-Match': etag ?? '' };
        const answer = await call(address(path, { ...request, unread }), token, { signal, headers });
        await read(answer);
        const rest = answer.status === 304 ? asked + REST - Date.now() : 0;
        await new Promise((resolve) => setTimeout(resolve, Math.max(every, rest)));
      }
    }

    /** Passes on what an answer holds, in the words of a stream. */
    async function read(/** @type {Response} */ answer) {
      heard();
      const opening = etag === null;
      etag = answer.headers.get('ETag') ?? etag;
      if (answer.status === 304) {
        // W/ is what a proxy that compresses makes of it; behind the cursor may stand the count.
        const cursor = /^(?:W\/)?"([\w-]+)/.exec(etag ?? '')?.[1];
        return cursor && moveTo(cursor);
      }
      const { messages, cursor, recovered, unread: count } = await answer.json();
      if (opening || recovered === false) {
        take({ type: 'hello', cursor, recovered, heartbeat });
      }
      messages.forEach(take);
      moveTo(cursor);
      if (count !== undefined && count !== unread) {
        unread = count;
        take({ type: 'unread', count, cursor });
      }
    }
  };
}
