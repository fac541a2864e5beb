import { Problem } from './problem.js';

/** A token that is about to expire is not used for a new request. */
const SPARE = 5_000;

/** Reads the claims of a token; the page cannot and need not verify them. */
export function claims(/** @type {string} */ token) {
  try {
    const payload = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {}; // the server decides
  }
}

/** When a token expires, in milliseconds; NaN: it has no expiry. */
export const expiry = (/** @type {string | undefined} */ token) => claims(token ?? '').exp * 1000;

/**
 * Keeps a token as long as it is valid.
 *
 * @param {string | (() => string | Promise<string>)} source a token, or a function that returns one
 */
export function keeper(source) {
  /** @type {Promise<string> | undefined} */
  let known;
  let ends = NaN;

  async function fetched() {
    let given;
    try {
      given = typeof source === 'string' ? source : await source?.();
    } catch (error) {
      if (error instanceof Problem) {
        throw error;
      }
      const { name, message = String(error) } = /** @type {Error} */ (error ?? {});
      throw new Problem(name === 'TypeError' ? `No token: ${message}` : message, { own: true });
    }
    if (!given) {
      throw new Problem('There is no token.', { status: 401, final: true });
    }
    const token = String(given).trim();
    if (/[^!-~]/.test(token)) {
      const detail = 'This text is not a token; it may be the sign-in page.';
      throw new Problem(detail, { status: 401, final: true });
    }
    ends = expiry(token);
    return token;
  }

  const renew = () => {
    known = undefined;
  };
  return {
    renew,
    get() {
      if (ends - SPARE < Date.now()) {
        renew();
        ends = NaN;
      }
      known ??= fetched();
      known.catch(renew);
      return known;
    },
  };
}
