/**
 * The user of the page, and its token.
 *
 * In demo mode the server issues tokens. Otherwise the visitor pastes one, which is kept in this
 * tab only (sessionStorage), or uses the login that the browser has: a cookie, or the container's.
 */
import { Problem, problemOf } from './problem.js';
import { claims } from './token.js';

export { claims };

const USER = 'reddot.user';
const TOKEN = 'reddot.token';
const LOGIN = 'reddot.login';
/** A token that is about to expire is not used for a new request. */
const SPARE_SECONDS = 30;
const kept = storage();

/** How the server lets this visitor in: `demo`, `login` (it knows the user), or `token`. */
const access = globalThis.document?.body?.dataset.access ?? 'demo';

/** Thrown if there is no demo mode for this client, and no valid token was pasted. */
export class TokenNeeded extends Problem {
  constructor(detail = 'This server is not in demo mode: paste a token to continue.') {
    super(detail, { status: 401, final: true });
  }
}

/** The user in the address bar, or a guest that this tab remembers. */
export function userOf(/** @type {URLSearchParams} */ query) {
  const named = query.get('user')?.trim();
  if (named) {
    return named;
  }
  const four = crypto.getRandomValues(new Uint16Array(1))[0].toString(16).padStart(4, '0');
  const guest = kept.getItem(USER) ?? `guest-${four}`;
  kept.setItem(USER, guest);
  return guest;
}

export const isDemo = access === 'demo';

/** Whether requests carry no token, because the browser adds what the server knows the user by. */
export const usesLogin = () => !isDemo && !freshToken() && (access === 'login' || kept.getItem(LOGIN) !== null);

export const hasToken = () => freshToken() !== undefined;

/** Whether there is something to call the server with; otherwise the page asks first. */
export const isAdmitted = () => isDemo || usesLogin() || hasToken();

/**
 * A demo token is requested each time: one from before a restart may be invalid.
 *
 * @param {string} base
 * @param {string} user
 * @param {string | null} role `operator`, or none
 * @returns {() => Promise<string>} returns a valid token; an empty one stands for the login
 */
export const tokens = (base, user, role) => async () => {
  const pasted = freshToken();
  if (pasted) {
    return pasted;
  }
  if (isDemo) {
    return demoToken(base, user, role);
  }
  if (usesLogin()) {
    return '';
  }
  throw new TokenNeeded();
};

export const keepToken = (/** @type {string} */ token) => kept.setItem(TOKEN, token.trim());
export const useLogin = () => kept.setItem(LOGIN, 'true');

/** Forgets the token and the use of a login. */
export function dropToken() {
  kept.removeItem(TOKEN);
  kept.removeItem(LOGIN);
}

export const pastedToken = () => kept.getItem(TOKEN);

/** The tab's storage; if that is blocked, the page's memory. */
function storage() {
  try {
    return sessionStorage;
  } catch {
    /** @type {Map<string, string>} */
    const memory = new Map();
    return {
      getItem: (/** @type {string} */ key) => memory.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => void memory.set(key, value),
      removeItem: (/** @type {string} */ key) => void memory.delete(key),
    };
  }
}

function freshToken() {
  const pasted = pastedToken();
  return pasted && isFresh(pasted) ? pasted : undefined;
}

function isFresh(/** @type {string} */ token) {
  const { exp } = claims(token);
  return exp === undefined || exp - SPARE_SECONDS > Date.now() / 1000;
}

/**
 * @param {string} base
 * @param {string} user
 * @param {string | null} role
 * @returns {Promise<string>}
 */
async function demoToken(base, user, role) {
  const query = new URLSearchParams({ user, ...(role && { role }) });
  const response = await fetch(`${base}/api/demo/token?${query}`);
  if (response.ok) {
    return (await response.json()).token;
  }
  const problem = await problemOf(response);
  if (problem.status === 403 && problem.final) {
    throw new TokenNeeded(problem.message); // demo mode does not serve this client
  }
  throw problem.status === 404 && problem.final ? new TokenNeeded() : problem;
}
