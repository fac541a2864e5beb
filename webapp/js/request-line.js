/** The request that the page makes, as a line to paste into a terminal. */
import { address } from './address.js';

/** Where a browser's script sets no headers, the token stands in the query. */
const LINES = {
  poll: header('api/poll', '-i'),
  'long-poll': header('api/long-poll', '-i'),
  iframe: query('api/iframe', 'curl -N'),
  sse: header('api/sse', '-N'),
  websocket: (/** @type {Asked} */ asked) =>
    query('api/websocket', 'websocat')(asked).replace('"http', '"ws'),
};

/** @typedef {{base: string, topics: string[], after?: string}} Asked */
/** @typedef {keyof typeof LINES} Line */

/**
 * @param {string} path
 * @param {string} option
 */
function header(path, option) {
  return (/** @type {Asked} */ asked) =>
    `curl ${option} -H "Authorization: Bearer $TOKEN" "${address(path, asked)}"`;
}

/**
 * @param {string} path
 * @param {string} command
 */
function query(path, command) {
  // $TOKEN stays as it is, for the shell to fill in.
  return (/** @type {Asked} */ asked) => `${command} "${address(path, asked)}&token=$TOKEN"`;
}

/**
 * @param {HTMLElement} place holds a `code` and a `button`
 * @param {Line} transport
 * @param {() => Promise<string>} token
 * @returns {(asked: Asked) => void} shows the line for a request
 */
export function prepareRequestLine(place, transport, token) {
  const code = /** @type {HTMLElement} */ (place.querySelector('code'));
  prepareCopying(place, async () => `TOKEN='${await token()}'\n${code.textContent}`);
  return (asked) => {
    code.textContent = LINES[transport](asked);
  };
}

/**
 * @param {HTMLElement} place holds a `button`
 * @param {() => Promise<string>} text what it copies
 */
export function prepareCopying(place, text) {
  const button = /** @type {HTMLButtonElement} */ (place.querySelector('button'));
  // Browsers lend the clipboard to secure pages only; elsewhere the text can still be selected.
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(await text());
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not copied';
    }
    setTimeout(() => (button.textContent = label), 1_500);
  });
}
