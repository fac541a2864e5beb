/** WebSocket: a frame holds one or more envelopes, one a line. */
import { address } from './address.js';

const CONNECTING = 0;

/**
 * @param {import('./types.js').Request} request
 * @param {import('./types.js').Events} events
 * @returns {ReturnType<import('./types.js').Open>}
 */
export function websocket(request, { take, end }) {
  // http becomes ws, and https becomes wss
  const url = address('api/websocket', request).replace(/^http/, 'ws');
  const socket = request.wire?.socket(url) ?? new WebSocket(url);
  socket.onmessage = ({ data }) => {
    for (const line of data.split('\n')) {
      if (line) {
        take(JSON.parse(line));
      }
    }
  };
  // `error` tells less than the `close` that follows it.
  socket.onclose = ({ code, reason }) => end({ reason: reason || 'The connection was lost.', code });
  // Browsers hide the server's pings from scripts, so the client must ask for a sign of life.
  const say = (/** @type {object} */ command) => socket.send(JSON.stringify(command));
  // Browsers report an error for a socket that is closed before it opens, so it is left to open first.
  const stop = () => {
    if (socket.readyState === CONNECTING) {
      socket.onopen = () => socket.close();
    } else {
      socket.close();
    }
  };
  return Object.assign(stop, {
    ping: () => say({ type: 'ping' }),
    renew: (/** @type {string} */ token) => say({ type: 'token', token }),
  });
}
websocket.ticketed = true;
