/** The calls of the console, and the token that they carry. */
import { address, call, content } from './address.js';
import { TokenNeeded, claims, pastedToken, tokens } from './caller.js';
import { Problem } from './problem.js';

/** @typedef {Record<string, string | number | undefined>} Query */

export class Api {
  #own = false;

  /**
   * @param {string} base
   * @param {{demo: boolean, user: string, role: string | null}} caller
   */
  constructor(base, { demo, user, role }) {
    this.base = base;
    this.demo = demo;
    this.user = user;
    this.issued = tokens(base, user, role);
  }

  /** The token of the next call; empty: a cookie, or the container's login. */
  token = async () => (this.#own ? '' : this.issued());

  /**
   * Finds out who calls: by a pasted token, in demo mode by a demo token, otherwise by what the
   * browser sends by itself.
   *
   * @throws {Problem} 403 if that is not an operator, 401 if it is nobody
   */
  async enter() {
    this.#own = !this.demo && !pastedToken();
    const named = this.#own ? undefined : claims(await this.token()).sub;
    this.user = named ?? '';
    try {
      await this.get('console/drain');
    } catch (error) {
      if (this.#own && error instanceof Problem && error.status === 401) {
        throw new TokenNeeded();
      }
      throw error;
    }
  }

  /**
   * @param {string} path below `api/`
   * @param {Query & {topics?: string[]}} [query]
   * @returns {Promise<any>}
   */
  get(path, query) {
    return this.send('GET', path, query);
  }

  /**
   * A page of the history, newest first.
   *
   * @param {Query} query
   * @returns {Promise<{messages: any[], cursor: string, more: boolean}>}
   */
  history(query) {
    return this.get('messages', { ...query, order: 'newest' });
  }

  /**
   * @param {string} method
   * @param {string} path below `api/`
   * @param {Query & {topics?: string[]}} [query] undefined and empty values are left out
   * @param {unknown} [body] sent as JSON
   * @param {Record<string, string>} [headers]
   * @returns {Promise<any>}
   */
  async send(method, path, query = {}, body, headers = {}) {
    const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
    const where = address(`api/${path}`, { base: this.base, ...given });
    const typed = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const init = { method, headers: { ...typed, ...headers }, body: body && JSON.stringify(body) };
    return content(await call(where, await this.token(), init));
  }
}

/** Whether the server, or a version of it, does not have what was called. */
export const isMissing = (/** @type {unknown} */ error) =>
  error instanceof Problem && (error.status === 404 || error.status === 405);
