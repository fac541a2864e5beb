/** MQTT 5 over a WebSocket, with mqtt.js, as any site would use it. */
import { follow } from './follow.js';

/** The keep-alive in seconds; the server may override it. */
const KEEP_ALIVE = 15;
/** Reason codes from this one on are failures. */
const FAILURE = 0x80;

/** @typedef {typeof import('./lib/mqtt/dist/mqtt.esm.js').default} Mqtt */

/** @param {import('./types.js').Options} options */
export const connect = (options) => follow(open, options);

/**
 * The library is larger than the rest of the page, so it is loaded on first use.
 *
 * @type {import('./types.js').Open}
 */
function open(request, events) {
  let stopped = false;
  let stop = () => {};
  import('./lib/mqtt/dist/mqtt.esm.js').then(
    ({ default: mqtt }) => {
      if (!stopped) {
        stop = speak(mqtt, request, events);
      }
    },
    () => events.end({ reason: 'The MQTT client could not be loaded.' }),
  );
  return () => {
    stopped = true;
    stop();
  };
}

/**
 * @param {Mqtt} mqtt
 * @param {import('./types.js').Request} request
 * @param {import('./types.js').Events} events
 */
function speak(mqtt, { base, topics, after, token, wire }, { take, end }) {
  const client = mqtt.connect(`${base}/api/mqtt`.replace(/^http/, 'ws'), {
    protocolVersion: 5,
    clientId: '', // the server assigns one
    clean: true, // no stored session: the page keeps the cursor
    // the library sends no password without a user name; the server uses the token
    username: 'token',
    password: token,
    keepalive: KEEP_ALIVE,
    reconnectPeriod: 0, // the page reconnects, because it has the cursor
    resubscribe: false,
    ...(wire && { createWebsocket: wire.socket }),
    timerVariant: 'native', // its default is a worker from a blob, which the page's policy forbids
  });

  client.on('connect', () => {
    // QoS 0, because the cursor shows what is missing; and no retained messages, which are older.
    const properties = after === undefined ? {} : { userProperties: { after } };
    client.subscribe(topics, { qos: 0, rh: 2, properties });
  });
  // Handled in order: a SUBACK and the first messages may arrive together.
  client.on('packetreceive', ({ cmd, topic, payload, granted = [], reasonCode = 0, properties = {} }) => {
    const said = (/** @type {string} */ name) => first(properties.userProperties?.[name]);
    if (cmd === 'disconnect' || [reasonCode, ...granted].some((code) => code >= FAILURE)) {
      end({ reason: properties.reasonString || 'The server refused the request.' });
    } else if (cmd === 'suback') {
      take({ type: 'hello', cursor: said('cursor'), recovered: said('recovered') !== 'false' });
    } else if (cmd === 'publish') {
      const [cursor, id, event] = ['cursor', 'id', 'event'].map(said);
      take({ type: 'message', cursor, id, event, topic, ...dataOf(payload) });
    }
  });
  client.on('error', ({ message }) => end({ reason: message }));
  client.on('close', () => end({ reason: 'The connection was lost.' }));
  return () => client.end(!client.connected);
}

/**
 * Of user properties with the same name, the server's own is the first.
 *
 * @param {string | string[] | undefined} values
 */
const first = (values) => (Array.isArray(values) ? values[0] : values);

/**
 * Data that was published as JSON arrives as JSON, all other data as the original bytes. MQTT
 * does not tell which it is, so whatever parses as JSON is JSON.
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
