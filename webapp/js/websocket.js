/** WebSocket: a frame holds one or more envelopes, one a line. */
import { address } from './address.js';

/** @type {import('./types.js').Open} */
export function websocket(request, { take, end }) {
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
  socket.onclose = ({ code, reason }) => end({ reason: reason || 'The connection was lost.', code });
  // A browser shows no script the server's own pings, so silence has to be asked about.
  const say = (/** @type {object} */ command) => socket.send(JSON.stringify(command));
  return Object.assign(() => socket.close(), {
    ping: () => say({ type: 'ping' }),
    renew: (/** @type {string} */ token) => say({ type: 'token', token }),
  });
}
websocket.ticketed = true;
