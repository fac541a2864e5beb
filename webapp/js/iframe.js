/**
 * A hidden iframe: a page that never ends, and hands what comes to this one. It is what
 * works where even EventSource does not.
 */
import { address } from './address.js';

const LAST_WORDS = 100;

/** @type {import('./types.js').Open} */
export function iframe(request, { take, heard, end }) {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.title = 'Message stream';
  const { origin: theirs } = new URL(request.base);
  const origin = theirs === location.origin ? undefined : location.origin;
  frame.src = address('api/iframe', { ...request, origin });
  // The page ends only when the stream does. What it posted last, a goodbye perhaps, is
  // still on its way then.
  frame.addEventListener('load', () =>
    setTimeout(() => end({ reason: 'The stream ended.' }), LAST_WORDS),
  );

  /** @param {MessageEvent} event */
  const receive = ({ origin, source, data }) => {
    // Any window may post to this one; only our frame, showing our server's page, is believed.
    const ours = source === frame.contentWindow && origin === theirs;
    if (!ours || !Array.isArray(data?.reddot)) {
      return;
    }
    heard(); // of something, be it half a message or a heartbeat
    data.reddot.forEach(take);
  };
  window.addEventListener('message', receive);

  // Were the frame there sooner, the page's own `load` would wait for it, forever.
  const insert = () => document.body.append(frame);
  if (document.readyState === 'complete') {
    insert();
  } else {
    window.addEventListener('load', insert);
  }
  return () => {
    window.removeEventListener('load', insert);
    window.removeEventListener('message', receive);
    frame.remove();
  };
}
iframe.ticketed = true;
