/**
 * Server-sent events: one answer that does not end. It is read with `fetch` and not with
 * EventSource, which hides heartbeats and the reason of a refusal, and can send a token only in
 * its address.
 */
import { address, call } from './address.js';
import { endingOf } from './problem.js';

/**
 * @param {import('./types.js').Request} request
 * @param {import('./types.js').Events} events
 * @returns {ReturnType<import('./types.js').Open>}
 */
export function sse({ token = '', ...request }, { take, heard, end }) {
  const leaving = new AbortController();
  read().then(() => end({ reason: 'The stream ended.' }), (error) => end(endingOf(error)));
  return () => leaving.abort();

  async function read() {
    const { signal } = leaving;
    const { body } = await call(address('api/sse', request), token, { signal, wire: request.wire });
    const texts = /** @type {ReadableStream} */ (body).pipeThrough(new TextDecoderStream()).getReader();
    let begun = '';
    for (;;) {
      const { done, value } = await texts.read();
      if (done) {
        return;
      }
      heard();
      const lines = (begun + value).split('\n');
      begun = /** @type {string} */ (lines.pop());
      for (const line of lines) {
        // An envelope is one line, and contains the values of the other lines of the event.
        if (line.startsWith('data:')) {
          take(JSON.parse(line.slice(5)));
        }
      }
    }
  }
}
