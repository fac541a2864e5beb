/** What the short and the long poll share: asking again and again, with the cursor as the ETag. */
import { address } from './address.js';
import { endingOf, problemOf } from './problem.js';

/** No less rest than this after an empty answer, however quickly the server gave it. */
const REST = 1_000;

/**
 * @param {string} path
 * @param {{every: number, within: number, first?: {wait: number}}} pace `every`: milliseconds
 *   between two questions; `within`: in which each must be answered; `first`: what the first
 *   question adds
 * @returns {import('./types.js').Open}
 */
export const polling = (path, { every, within, first }) => (request, { take, moveTo, end }) => {
  const leaving = new AbortController();
  let granted = false;
  // What was granted a moment ago is worth asking for again, with a fresh token.
  ask().catch((error) => end({ ...endingOf(error), ...(granted && { final: false }) }));
  return () => leaving.abort();

  async function ask() {
    const { base, topics, after } = request;
    let cursor = await read(await fetchAnswer({ base, topics, after, ...first }), { opening: true });
    granted = true;
    while (!leaving.signal.aborted) {
      const asked = Date.now();
      const answer = await fetchAnswer({ base, topics }, cursor);
      cursor = (await read(answer)) ?? cursor;
      const rest = answer.status === 304 ? asked + REST - Date.now() : 0;
      await new Promise((resolve) => setTimeout(resolve, Math.max(every, rest)));
    }
  }

  /**
   * @param {{base: string, topics: string[], after?: string, wait?: number}} question
   * @param {string} [cursor]
   */
  async function fetchAnswer(question, cursor) {
    const answer = await fetch(address(path, question), {
      headers: {
        Authorization: `Bearer ${request.token}`,
        ...(cursor && { 'If-None-Match': `"${cursor}"` }),
      },
      signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(within)]),
    });
    if (!answer.ok && answer.status !== 304) {
      throw await problemOf(answer);
    }
    return answer;
  }

  /**
   * Passes on what an answer holds, in the words of a stream.
   *
   * @param {Response} answer
   * @returns {Promise<string | undefined>} the cursor after it
   */
  async function read(answer, { opening = false } = {}) {
    const unchanged = answer.status === 304;
    const { messages = [], cursor = etagOf(answer), recovered } = unchanged
      ? {}
      : await answer.json();
    if (opening || recovered === false) {
      take({ type: 'hello', cursor, recovered });
    }
    messages.forEach(take);
    if (cursor) {
      moveTo(cursor);
    }
    return cursor;
  }
};

/** @param {Response} answer */
function etagOf(answer) {
  // W/ is what a proxy that compresses makes of it.
  return /^(?:W\/)?"(.*)"$/.exec(answer.headers.get('ETag') ?? '')?.[1];
}
