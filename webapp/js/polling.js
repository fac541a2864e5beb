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
    let place = after;
    let etag = '';
    /** Whether a proxy has made something of the tag that the server does not know. */
    let altered = false;
    let opened = false;
    /** @type {number | undefined} */
    let unread;
    ask().catch((error) => end(endingOf(error)));
    return () => leaving.abort();

    async function ask() {
      // The first is not kept, so that the page soon knows where it stands.
      await read(await call(address('api/poll', { ...request, after }), token, { signal }));
      while (!signal.aborted) {
        const asked = Date.now();
        const answer = await again();
        await read(answer);
        const rest = answer.status === 304 ? asked + REST - Date.now() : 0;
        await new Promise((resolve) => setTimeout(resolve, Math.max(every, rest)));
      }
    }

    /** The tag says what is known, too; but only the cursor is sure to come back as it was sent. */
    async function again() {
      const question = address(path, { ...request, unread, after: place });
      if (!altered) {
        try {
          return await call(question, token, { signal, headers: { 'If-None-Match': etag } });
        } catch (error) {
          if (endingOf(error).status !== 400) {
            throw error;
          }
          altered = true;
        }
      }
      return call(question, token, { signal });
    }

    /** Passes on what an answer holds, in the words of a stream. */
    async function read(/** @type {Response} */ answer) {
      heard();
      etag = answer.headers.get('ETag') ?? etag;
      if (answer.status === 304) {
        // W/ is what a proxy that compresses makes of it; behind the cursor may stand anything.
        const cursor = /^(?:W\/)?"(\w+-\w+)/.exec(etag)?.[1];
        if (cursor) {
          place = cursor;
          moveTo(cursor);
        }
        return;
      }
      const { messages, cursor, recovered, unread: count } = await answer.json();
      place = cursor;
      if (!opened || recovered === false) {
        opened = true;
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
