/** The page's request, as a command line for a terminal. */
import { address } from './address.js';
import { usesLogin } from './caller.js';
import { w } from './words.js';

/** If a script cannot set headers, the token is in the query. */
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
  // $TOKEN is left for the shell to expand.
  return (/** @type {Asked} */ asked) => `${command} "${address(path, asked)}&token=$TOKEN"`;
}

/**
 * @param {HTMLElement} place contains a `code` and a `button`
 * @param {Line} transport
 * @param {() => Promise<string>} token
 * @returns {(asked: Asked) => void} shows the line for a request
 */
export function prepareRequestLine(place, transport, token) {
  const code = /** @type {HTMLElement} */ (place.querySelector('code'));
  // A login is in the browser, not in a terminal.
  prepareCopying(place, async () =>
    usesLogin() ? String(code.textContent) : `TOKEN='${await token()}'\n${code.textContent}`,
  );
  return (asked) => {
    code.textContent = LINES[transport](asked);
  };
}

/**
 * @param {HTMLElement} place contains a `button`
 * @param {() => Promise<string>} text the text to copy
 */
export function prepareCopying(place, text) {
  const button = /** @type {HTMLButtonElement} */ (place.querySelector('button'));
  // Browsers offer the clipboard to secure pages only; on others the text can be selected.
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(await text());
      button.textContent = w.copied;
    } catch {
      button.textContent = w.notCopied;
    }
    setTimeout(() => (button.textContent = label), 1_500);
  });
}
