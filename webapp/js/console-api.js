/** The calls of the console, and the token that they carry. */
import { address, call, content } from './address.js';
import { claims, tokens } from './caller.js';
import { Problem } from './problem.js';

/** @typedef {Record<string, string | number | undefined>} Query */

export class Api {
  /**
   * @param {string} base
   * @param {{user: string, role: string | null}} caller
   */
  constructor(base, { user, role }) {
    this.base = base;
    this.user = user;
    /** The token of the next call; empty: a cookie, or the container's login. */
    this.token = tokens(base, user, role);
  }

  /**
   * Finds out who calls, and whether that is an operator.
   *
   * @throws {Problem} 403 if that is not an operator, 401 if it is nobody
   */
  async enter() {
    this.user = claims(await this.token()).sub ?? '';
    await this.get('console/drain');
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
