import { problemOf } from './problem.js';

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
