/**
 * A hidden iframe: a page that never ends, whose scripts hand envelopes to this one. It is what
 * works where even EventSource does not.
 */
import { address } from './address.js';

const LAST_WORDS = 100;

/** @type {import('./types.js').Open} */
export function iframe(request, { take, heard, end }) {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.title = 'Message stream';
  frame.src = address('api/iframe', request);
  // The page ends only when the stream does. What its last scripts posted, a goodbye perhaps, is
  // still on its way then.
  frame.addEventListener('load', () =>
    setTimeout(() => end({ reason: 'The stream ended.' }), LAST_WORDS),
  );

  let unwatch = () => {};
  /** @param {MessageEvent} event */
  const receive = ({ origin, source, data }) => {
    // Any window may post to this one; only our frame, showing our server's page, is believed.
    const ours = source === frame.contentWindow && origin === location.origin;
    if (!ours || !Array.isArray(data?.reddot)) {
      return;
    }
    for (const envelope of data.reddot) {
      if (envelope.type === 'hello') {
        unwatch();
        unwatch = watch(frame, heard);
      }
      take(envelope);
    }
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
    unwatch();
    window.removeEventListener('load', insert);
    window.removeEventListener('message', receive);
    frame.remove();
  };
}
iframe.ticketed = true;

/**
 * Hears all that comes, for a browser tells nobody when half a page is all that came, not even by
 * `load`. Be it only a heartbeat's white space, it grows the document.
 *
 * @param {HTMLIFrameElement} frame
 * @param {() => void} heard
 */
function watch(frame, heard) {
  const observer = new MutationObserver(heard);
  const page = /** @type {Document} */ (frame.contentDocument);
  observer.observe(page, { childList: true, characterData: true, subtree: true });
  return () => observer.disconnect();
}
