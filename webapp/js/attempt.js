import { endingOf } from './problem.js';

const HELLO_WITHIN = 10_000;

/**
 * One attempt to follow topics, from its start to its end.
 *
 * @param {import('./types.js').Open} open
 * @param {import('./types.js').Options} options
 * @param {{after?: string}} place where the reader stands; moved on here
 * @param {AbortSignal} leaving
 * @returns {Promise<import('./types.js').Ending & {openFor?: number}>} openFor is absent if it
 *   never opened
 */
export function attempt(open, options, place, leaving) {
  return new Promise((resolve) => {
    let over = false;
    let stop = () => {};
    /** @type {number | undefined} */
    let openedAt;

    /** @param {import('./types.js').Ending} ending */
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

    const start = async () => {
      const token = await options.token();
      if (!over) {
        const { base, topics } = options;
        stop = open({ base, topics, after: place.after, token }, { take, moveTo, end });
      }
    };
    start().catch((error) => end(endingOf(error)));
  });
}
