/** WebSocket: a frame holds one or more envelopes, one a line. */
import { address } from './address.js';
import { follow } from './follow.js';

/** @param {import('./types.js').Options} options */
export const connect = (options) => follow(open, options);

/** @type {import('./types.js').Open} */
function open(request, { take, end }) {
  // http becomes ws, and https becomes wss
  const socket = new WebSocket(address('api/websocket', request).replace(/^http/, 'ws'));
  socket.onmessage = ({ data }) => {
    for (const line of data.split('\n')) {
      if (line) {
        take(JSON.parse(line));
      }
    }
  };
  // `error` says nothing that the `close` after it does not say better.
  socket.onclose = ({ reason }) => end({ reason: reason || 'The connection was lost.' });
  return () => socket.close();
}
