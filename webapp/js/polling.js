/**
 * Short and long polls: repeated requests with the ETag of the last answer. The server holds a
 * long poll until there is something new.
 */
import { address, call } from './address.js';
import { endingOf } from './problem.js';

/** The shortest pause after an empty answer, however fast it came. */
const REST = 1_000;

export const poll = polling('api/poll', { every: 2_000, heartbeat: 5 });
// The server holds a long poll for 25 s.
export const longPoll = polling('api/long-poll', { every: 0, heartbeat: 18 });

/**
 * @param {string} path
 * @param {{every: number, heartbeat: number}} pace `every`: milliseconds between two polls;
 *   `heartbeat`: seconds within which answers are expected
 * @returns {import('./types.js').Open}
 */
function polling(path, { every, heartbeat }) {
  return ({ token = '', after, ...request }, { take, moveTo, heard, end }) => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const { wire } = request;
    let place = after;
    let etag = '';
    /** Whether a proxy has changed the tag so that the server does not know it. */
    let altered = false;
    let opened = false;
    /** The counts that were told, as the server writes them in its tag. @type {string | undefined} */
    let known;
    ask().catch((error) => end(endingOf(error)));
    return () => leaving.abort();

    async function ask() {
      // The first poll is not held, so that the page gets a cursor soon.
      await read(await call(address('api/poll', { ...request, after }), token, { signal, wire }));
      while (!signal.aborted) {
        const asked = Date.now();
        const answer = await again();
        await read(answer);
        const rest = answer.status === 304 ? asked + REST - Date.now() : 0;
        await new Promise((resolve) => setTimeout(resolve, Math.max(every, rest)));
      }
    }

    /** The tag contains the cursor, too; but only the parameter is certain to arrive unchanged. */
    async function again() {
      const question = address(path, { ...request, unread: known, after: place });
      if (!altered) {
        try {
          return await call(question, token, { signal, wire, headers: { 'If-None-Match': etag } });
        } catch (error) {
          if (endingOf(error).status !== 400) {
            throw error;
          }
          altered = true;
        }
      }
      return call(question, token, { signal, wire });
    }

    /** Passes an answer on as a stream's envelopes. */
    async function read(/** @type {Response} */ answer) {
      heard();
      etag = answer.headers.get('ETag') ?? etag;
      if (answer.status === 304) {
        // A compressing proxy adds W/ and may append text after the cursor.
        const cursor = /^(?:W\/)?"(\w+-\w+)/.exec(etag)?.[1];
        if (cursor) {
          place = cursor;
          moveTo(cursor);
        }
        return;
      }
      const { messages, cursor, recovered, unread: count, unseen } = await answer.json();
      place = cursor;
      if (!opened || recovered === false) {
        opened = true;
        take({ type: 'hello', cursor, recovered, heartbeat });
      }
      messages.forEach(take);
      moveTo(cursor);
      const counts = `${count}/${unseen}`;
      if (count !== undefined && counts !== known) {
        known = counts;
        take({ type: 'unread', count, unseen, cursor });
      }
    }
  };
}
