/**
 * The address of a resource under `api/`.
 *
 * @param {string} path e.g. `api/sse`
 * @param {{base: string, topics: string[], after?: string, token?: string, wait?: number}} request
 * @returns {string}
 */
export function address(path, { base, topics, after, token, wait }) {
  const query = new URLSearchParams(topics.map((topic) => ['topic', topic]));
  for (const [name, value] of Object.entries({ after, wait, token })) {
    if (value !== undefined) {
      query.set(name, String(value));
    }
  }
  return `${base}/${path}?${query}`;
}
