import { Problem, problemOf } from './problem.js';

/**
 * The address of a resource under `api/`.
 *
 * @param {string} path e.g. `api/sse`
 * @param {{base: string, topics?: string[]} & Record<string, unknown>} request `topics` and other
 *   query parameters; undefined ones and the wire are left out
 * @returns {string}
 */
export function address(path, { base, topics = [], wire, ...others }) {
  const query = new URLSearchParams(topics.map((topic) => ['topic', topic]));
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined) {
      query.set(name, String(value));
    }
  }
  return `${base}/${path}?${query}`;
}

/**
 * What to put into an address instead of a token, which must not appear in access logs: a ticket
 * that is valid once, for a short time. If the server issues no tickets, the token is used.
 *
 * @param {string} base
 * @param {string} token
 * @param {import('./types.js').Wire} [wire]
 * @returns {Promise<{ticket: string} | {token: string}>}
 */
export async function pass(base, token, wire) {
  try {
    const answer = await call(`${base}/api/tickets`, token, { method: 'POST', wire });
    const { ticket } = await answer.json();
    return { ticket };
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || error.status === 405)) {
      return { token };
    }
    throw error;
  }
}

/**
 * Calls the server under `api/`; throws a {@link Problem} if it fails.
 *
 * @param {string} address
 * @param {string} token empty: the browser adds what the server knows the user by, a cookie or the
 *   container's login
 * @param {RequestInit & {wire?: import('./types.js').Wire}} [init]
 * @returns {Promise<Response>} also 304, which is not a failure
 */
export async function call(address, token, { headers, wire, ...init } = {}) {
  const response = await (wire?.fetch ?? fetch)(address, {
    ...init,
    cache: 'no-store',
    headers: { ...headers, ...(token ? { Authorization: `Bearer ${token}` } : { 'X-Reddot-CSRF': '1' }) },
  });
  if (!response.ok && response.status !== 304) {
    throw await problemOf(response);
  }
  return response;
}

/**
 * Parses an answer as JSON; a container or a proxy may have answered something else.
 *
 * @param {Response} response
 */
export const content = (response) =>
  response.json().catch(() => {
    throw new Problem('The server sent an unexpected answer.');
  });

/**
 * Checks the answer to a publish; it has the message's id only if the message is stored.
 *
 * @param {{id?: string}} receipt
 */
export function stored(receipt) {
  if (!receipt?.id) {
    throw new Problem('The server did not confirm that the message is stored.');
  }
  return /** @type {any} */ (receipt);
}
