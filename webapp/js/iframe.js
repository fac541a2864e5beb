/**
 * A hidden iframe: a page that never ends, and passes its envelopes to this page. It works even
 * without EventSource.
 */
import { address } from './address.js';

const LAST_WORDS = 100;

/**
 * @param {import('./types.js').Request} request
 * @param {import('./types.js').Events} events
 * @returns {ReturnType<import('./types.js').Open>}
 */
export function iframe(request, { take, heard, end }) {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.title = 'Message stream';
  const { origin: theirs } = new URL(request.base);
  const origin = theirs === location.origin ? undefined : location.origin;
  frame.src = address('api/iframe', { ...request, origin });
  const deliver = (/** @type {import('./types.js').Envelope[]} */ envelopes) => {
    heard(); // part of a message, or a heartbeat
    envelopes.forEach(take);
  };
  const lost = () => end({ reason: 'The connection was lost.' });
  const line = request.wire?.frame(frame.src, deliver, lost);
  // The frame loads only when the stream ends. Its last message, perhaps a goodbye, is still on
  // its way then.
  frame.addEventListener('load', () =>
    setTimeout(() => end({ reason: 'The stream ended.' }), LAST_WORDS),
  );

  /** @param {MessageEvent} event */
  const receive = ({ origin, source, data }) => {
    // Any window may post to this one; only the frame with the server's page is trusted.
    const ours = source === frame.contentWindow && origin === theirs;
    if (!ours || !Array.isArray(data?.reddot)) {
      return;
    }
    (line?.pass ?? deliver)(data.reddot);
  };
  window.addEventListener('message', receive);

  // If the frame were added earlier, the page's own `load` would wait for it forever.
  const insert = () => line?.cut || document.body.append(frame);
  if (document.readyState === 'complete') {
    insert();
  } else {
    window.addEventListener('load', insert);
  }
  return () => {
    window.removeEventListener('load', insert);
    window.removeEventListener('message', receive);
    frame.remove();
    line?.leave();
  };
}
iframe.ticketed = true;
