/** MQTT 5 over a WebSocket: what devices speak, in a page. */
import { follow } from './follow.js';
import {
  CONNACK,
  DISCONNECT,
  PUBLISH,
  SUBACK,
  connect as connectPacket,
  cutter,
  disconnect,
  pingReq,
  subscribe,
} from './mqtt-packets.js';

/** Silence that is too long, in seconds; the server may say another one. */
const KEEP_ALIVE = 15;
/** A ping's answer may be late; one that is not there at the second next tick is lost. */
const TICKS_MISSED = 2.2;

/** @param {import('./types.js').Options} options */
export const connect = (options) => follow(open, options);

/** @type {import('./types.js').Open} */
function open({ base, topics, after, token }, { take, end }) {
  const socket = new WebSocket(`${base}/api/mqtt`.replace(/^http/, 'ws'), 'mqtt');
  socket.binaryType = 'arraybuffer';
  const clock = new Worker(new URL('./clock.js', import.meta.url));
  const cut = cutter();
  let heard = Date.now();

  socket.onopen = () => socket.send(connectPacket({ token, keepAlive: KEEP_ALIVE }));
  socket.onmessage = ({ data }) => {
    heard = Date.now();
    try {
      cut(data).forEach(read);
    } catch (error) {
      console.error(error);
      end({ reason: 'The server said what is not MQTT.' });
    }
  };
  socket.onclose = () => end({ reason: 'The connection was lost.' });

  /** @param {import('./mqtt-packets.js').Packet} packet */
  function read({ type, failed, properties, topic, payload }) {
    if (failed) {
      end({ reason: properties.reason || 'The server refused.' });
    } else if (type === CONNACK) {
      keepAlive((properties.keepAlive ?? KEEP_ALIVE) * 1000);
      socket.send(subscribe(topics, after === undefined ? {} : { after }));
    } else if (type === SUBACK) {
      const { user } = properties;
      take({ type: 'hello', cursor: user.get('cursor'), recovered: user.get('recovered') !== 'false' });
    } else if (type === PUBLISH) {
      const { user } = properties;
      const [cursor, id, event] = ['cursor', 'id', 'event'].map((name) => user.get(name));
      take({ type: 'message', cursor, id, event, topic, ...dataOf(payload) });
    }
  }

  function keepAlive(/** @type {number} */ period) {
    clock.onmessage = () => {
      if (Date.now() - heard > period * TICKS_MISSED) {
        end({ reason: 'The server fell silent.' });
      } else {
        socket.send(pingReq());
      }
    };
    clock.postMessage(period);
  }

  return () => {
    clock.terminate();
    if (socket.readyState === WebSocket.OPEN) {
      socket.send(disconnect());
    }
    socket.close();
  };
}

/**
 * What was published as JSON comes as JSON, all else as the very bytes. MQTT does not say which it
 * is, so what can be read as JSON is.
 *
 * @param {Uint8Array} payload
 * @returns {{data: unknown, encoding?: string}}
 */
function dataOf(payload) {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload);
  } catch {
    const bytes = Array.from(payload, (byte) => String.fromCharCode(byte));
    return { data: btoa(bytes.join('')), encoding: 'base64' };
  }
  try {
    return { data: JSON.parse(text) };
  } catch {
    return { data: text };
  }
}
