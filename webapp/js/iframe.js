/**
 * A hidden iframe: a page that never ends, whose scripts hand envelopes to this one. It is what
 * works where even EventSource does not.
 */
import { address } from './address.js';
import { follow } from './follow.js';

/** @param {import('./types.js').Options} options */
export const connect = (options) => follow(open, options);

/** @type {import('./types.js').Open} */
function open(request, { take, end }) {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.title = 'Message stream';
  frame.src = address('api/iframe', request);
  // The page ends only when the stream does.
  frame.addEventListener('load', () => end({ reason: 'The stream ended.' }));

  /** @param {MessageEvent} event */
  const receive = ({ origin, source, data }) => {
    // Any window may post to this one; only our frame, showing our server's page, is believed.
    const ours = source === frame.contentWindow && origin === location.origin;
    if (ours && Array.isArray(data?.reddot)) {
      data.reddot.forEach(take);
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
    window.removeEventListener('load', insert);
    window.removeEventListener('message', receive);
    frame.remove();
  };
}
