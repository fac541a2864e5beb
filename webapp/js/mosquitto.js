/** Command lines of Mosquitto's clients that do what the page does over MQTT. */
import { claims } from './caller.js';
import { prepareCopying } from './request-line.js';
import { w } from './words.js';

/** @typedef {import('./request-line.js').Asked} Asked */

/**
 * @param {HTMLElement} place contains a `code` and a `button`; its data attributes name the open
 *   ports
 * @param {string} topic the topic to publish to
 * @param {() => Promise<string>} token
 * @param {string} [payload] what to publish
 * @returns {(asked: Asked) => void} shows the lines for a request
 */
export function prepareMosquitto(place, topic, token, payload = w.hello) {
  const code = /** @type {HTMLElement} */ (place.querySelector('code'));
  const to = server(Number(place.dataset.port), Number(place.dataset.tlsPort));
  let known = '';
  /** @type {Asked} */
  let asked = { base: '', topics: [] };

  const lines = () => [
    `mosquitto_sub ${to}${caller(known)}`,
    known,
    ` ${asked.topics.map((filter) => `-t ${quoted(filter)}`).join(' ')} -v${after(asked)}`,
    `\n\nmosquitto_pub ${to}${caller(known)}`,
    known,
    ` -t ${quoted(topic)} -q 1 -m ${quoted(payload)}`,
  ];
  const show = () => {
    code.replaceChildren(...lines().map((part) => (known && part === known ? shortened(part) : part)));
  };
  prepareCopying(place, async () => {
    known = await token();
    return lines().join('');
  });

  return async (now) => {
    asked = now;
    show();
    if (!known) {
      known = await token().catch(() => ''); // the page itself shows why there is none
      show();
    }
  };
}

/**
 * @param {number} port 0: closed
 * @param {number} tlsPort 0: closed
 */
function server(port, tlsPort) {
  const host = location.hostname.replace(/^\[|\]$/g, '');
  const tls = tlsPort && (location.protocol === 'https:' || !port);
  return `-h ${host} -p ${tls ? `${tlsPort} --tls-use-os-certs` : port} -V mqttv5`;
}

/** The user name is only for the reader: the server uses the token. */
const caller = (/** @type {string} */ token) =>
  token && ` -u ${quoted(claims(token).sub ?? 'token')} -P `;

const after = (/** @type {Asked} */ { after: cursor }) =>
  cursor ? ` -D subscribe user-property after ${cursor}` : '';

/** Quotes a text as one word for a shell. */
const quoted = (/** @type {string} */ text) =>
  /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Returns an element that shows a token shortened; selecting and copying get all of it. */
function shortened(/** @type {string} */ token) {
  const made = document.createElement('span');
  made.className = 'token';
  made.textContent = token;
  return made;
}
