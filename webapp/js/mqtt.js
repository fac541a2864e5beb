/** MQTT 5 over a WebSocket: what devices speak, in a page; by mqtt.js, as any site would. */
import { follow } from './follow.js';

/** Silence that is too long, in seconds; the server may say another one. */
const KEEP_ALIVE = 15;
/** Reason codes from here on are failures. */
const FAILURE = 0x80;

/** @typedef {typeof import('./lib/mqtt/dist/mqtt.esm.js').default} Mqtt */

/** @param {import('./types.js').Options} options */
export const connect = (options) => follow(open, options);

/**
 * The library is larger than all the rest of the page, so it is loaded by the first that speaks MQTT.
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
function speak(mqtt, { base, topics, after, token }, { take, end }) {
  const client = mqtt.connect(`${base}/api/mqtt`.replace(/^http/, 'ws'), {
    protocolVersion: 5,
    clientId: '', // the server makes one up
    clean: true, // nothing outlives the connection: the cursor, which does, is the page's
    username: 'token', // for the library, which knows no password without; the server believes the token
    password: token,
    keepalive: KEEP_ALIVE,
    reconnectPeriod: 0, // coming back is the page's business, for it has the cursor
    resubscribe: false,
    timerVariant: 'native', // its other timers are a worker made of text, which our policy forbids
  });

  client.on('connect', () => {
    // QoS 0, for the cursor tells what is missing; and no retained messages, which are behind it.
    const properties = after === undefined ? {} : { userProperties: { after } };
    client.subscribe(topics, { qos: 0, rh: 2, properties });
  });
  // As they come, for a subscription's answer and its first messages may come at once.
  client.on('packetreceive', ({ cmd, topic, payload, granted = [], reasonCode = 0, properties = {} }) => {
    const said = (/** @type {string} */ name) => first(properties.userProperties?.[name]);
    if (cmd === 'disconnect' || [reasonCode, ...granted].some((code) => code >= FAILURE)) {
      end({ reason: properties.reasonString || 'The server refused.' });
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
 * Of user properties with the same name the server's own comes first.
 *
 * @param {string | string[] | undefined} values
 */
const first = (values) => (Array.isArray(values) ? values[0] : values);

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
