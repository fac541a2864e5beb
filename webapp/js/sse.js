/** Server-sent events: one answer that does not end, read by the browser's own EventSource. */
import { address } from './address.js';
import { follow } from './follow.js';

/** @param {import('./types.js').Options} options */
export const connect = (options) => follow(open, options);

/** @type {import('./types.js').Open} */
function open(request, { take, end }) {
  const source = new EventSource(address('api/sse', request));
  const read = (/** @type {MessageEvent<string>} */ event) => take(JSON.parse(event.data));
  source.addEventListener('message', read);
  for (const control of ['hello', 'unread', 'goodbye']) {
    source.addEventListener(control, /** @type {EventListener} */ (read));
  }
  // EventSource would come back by itself, but neither spread out nor with a fresh token, and not
  // at all after a refusal. The cursor is in every envelope, so `after` can do Last-Event-ID's work.
  source.onerror = () => end({ reason: 'The connection was lost.' });
  return () => source.close();
}
