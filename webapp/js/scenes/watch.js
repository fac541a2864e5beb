/** Watches one key by long polls: the server holds each request until there is a change or the time is up. */

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/**
 * @param {(after: string, signal: AbortSignal) => Promise<Response>} ask makes one long poll after a cursor
 * @param {{after: string, signal: AbortSignal, changed: (messages: any[]) => void, unchanged: () => void,
 *   failed: (error: unknown) => void, sleep?: (milliseconds: number) => Promise<unknown>}} options
 *   `signal`: ends the watch, and with it the request that the server holds
 */
export async function watch(ask, { after, signal, changed, unchanged, failed, sleep = wait }) {
  let cursor = after;
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    try {
      const answer = await ask(cursor, signal);
      if (answer.status === 304) {
        // Its tag may name a later cursor: the server need not look at the same part of the log again.
        cursor = /"(\w+-\w+)/.exec(answer.headers.get('ETag') ?? '')?.[1] ?? cursor;
        unchanged();
      } else {
        const { messages, cursor: next } = await answer.json();
        cursor = next;
        if (messages.length) {
          changed(messages);
        }
      }
      pause = FIRST_PAUSE;
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      failed(error);
      if (error instanceof Object && 'final' in error && error.final) {
        return; // a refusal does not change by asking again
      }
      await sleep(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
}

const wait = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
