/** What the server says of itself in its metrics: processor, memory, clients. */
import { call } from './address.js';
import { claims } from './caller.js';
import { metricsIn } from './lab-numbers.js';

const NAMES = ['reddot_processor_seconds', 'reddot_heap_bytes', 'reddot_sessions', 'reddot_outbox_bytes'];

/** Whether the server lets this token read metrics; only the server knows what a login may. */
export const mayRead = (/** @type {string} */ token) =>
  !token || [claims(token).groups].flat().some((group) => group === 'operator' || group === 'metrics');

/**
 * Reads the metrics again and again; each reading tells the processor time since the previous one.
 *
 * @param {string} base
 * @param {() => Promise<string>} token
 */
export function serverReader(base, token) {
  /** @type {{seconds: number, at: number} | undefined} */
  let before;
  let allowed = true;
  /**
   * @returns {Promise<{share?: number, heap?: number, clients: number, waiting?: number} | undefined>}
   *   `share`: of one processor; undefined: this caller may not read metrics
   */
  return async () => {
    const given = await token();
    if (!allowed || !mayRead(given)) {
      return undefined;
    }
    try {
      const answer = await call(`${base}/api/metrics`, given, { headers: { Accept: 'text/plain' } });
      const at = performance.now();
      const {
        reddot_processor_seconds: seconds,
        reddot_heap_bytes: heap,
        reddot_sessions: clients = 0,
        reddot_outbox_bytes: waiting,
      } = metricsIn(await answer.text(), NAMES);
      const share = before && seconds !== undefined ? ((seconds - before.seconds) * 1000) / (at - before.at) : undefined;
      before = seconds === undefined ? undefined : { seconds, at };
      return { share, heap, clients, waiting };
    } catch (error) {
      allowed = /** @type {any} */ (error).status !== 403;
      return undefined;
    }
  };
}
