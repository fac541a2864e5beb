import { Problem, problemOf } from './problem.js';

/**
 * The address of a resource under `api/`.
 *
 * @param {string} path e.g. `api/sse`
 * @param {{base: string, topics?: string[]} & Record<string, unknown>} request `topics` and what
 *   else shall stand in the query; what is undefined does not
 * @returns {string}
 */
export function address(path, { base, topics = [], ...others }) {
  const query = new URLSearchParams(topics.map((topic) => ['topic', topic]));
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined) {
      query.set(name, String(value));
    }
  }
  return `${base}/${path}?${query}`;
}

/**
 * What stands in an address for a token, which is for no log: a ticket, good once and soon. A server
 * that gives none takes the token.
 *
 * @param {string} base
 * @param {string} token
 * @returns {Promise<{ticket: string} | {token: string}>}
 */
export async function pass(base, token) {
  try {
    const answer = await call(`${base}/api/tickets`, token, { method: 'POST' });
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
 * What the server answers to a call under `api/`: JSON, or a thrown {@link Problem}.
 *
 * @param {string} address
 * @param {string} token
 * @param {RequestInit} [init]
 * @returns {Promise<Response>} also 304, which is no failure
 */
export async function call(address, token, { headers, ...init } = {}) {
  const response = await fetch(address, {
    ...init,
    cache: 'no-store',
    headers: { ...headers, Authorization: `Bearer ${token}` },
  });
  if (!response.ok && response.status !== 304) {
    throw await problemOf(response);
  }
  return response;
}

/**
 * What an answer holds, as JSON. A container or a proxy may have answered something else.
 *
 * @param {Response} response
 */
export const content = (response) =>
  response.json().catch(() => {
    throw new Problem('The server did not answer what was asked.');
  });

/**
 * What a publish was answered, which names the message if that is stored.
 *
 * @param {{id?: string}} receipt
 */
export function stored(receipt) {
  if (!receipt?.id) {
    throw new Problem('The server did not say that the message is stored.');
  }
  return /** @type {any} */ (receipt);
}
