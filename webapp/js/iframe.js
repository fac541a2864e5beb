/**
 * A hidden iframe: a page that never ends, whose scripts hand envelopes to this one. It is what
 * works where even EventSource does not.
 */
import { address } from './address.js';
import { follow } from './follow.js';

/** Two heartbeats may be late; a stream without the third is dead. */
const HEARTBEATS_MISSED = 2.2;
const LAST_WORDS = 100;

/** @param {import('./types.js').Options} options */
export const connect = (options) => follow(open, options);

/** @type {import('./types.js').Open} */
function open(request, { take, end }) {
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
        const patience = (envelope.heartbeat || 25) * 1000 * HEARTBEATS_MISSED;
        unwatch = watch(frame, patience, () => end({ reason: 'The stream fell silent.' }));
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

/**
 * Notices a stream that broke off: a browser tells nobody when half a page is all that came, not
 * even by `load`. What does come, be it only a heartbeat's white space, grows the document.
 *
 * @param {HTMLIFrameElement} frame
 * @param {number} patience milliseconds
 * @param {() => void} silent
 */
function watch(frame, patience, silent) {
  let timer = setTimeout(silent, patience);
  const observer = new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(silent, patience);
  });
  const page = /** @type {Document} */ (frame.contentDocument);
  observer.observe(page, { childList: true, characterData: true, subtree: true });
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
