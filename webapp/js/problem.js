/** A refusal or failure that the server described (`application/problem+json`). */
export class Problem extends Error {
  /**
   * @param {string} detail one sentence for the reader
   * @param {{status?: number, final?: boolean, retryAfter?: number, own?: boolean}} [facts] `own`:
   *   it concerns only this tab and its token
   */
  constructor(detail, { status, final = false, retryAfter, own } = {}) {
    super(detail);
    this.status = status;
    this.final = final;
    this.retryAfter = retryAfter;
    this.own = own;
  }
}

/** These are temporary: too early, too late, too often. */
const PASSING = [408, 425, 429];

/**
 * Reads the problem from an unsuccessful answer.
 *
 * Only a refusal with problem+json is final. A plain 404 is what a container answers during a
 * redeployment, and a plain 403 may be a proxy's: those are retried.
 *
 * @param {Response} response
 * @returns {Promise<Problem>}
 */
export async function problemOf(response) {
  const { status } = response;
  const seconds = Number(response.headers.get('Retry-After'));
  const retryAfter = seconds > 0 ? seconds * 1000 : undefined;
  const type = response.headers.get('Content-Type') ?? '';
  if (!type.startsWith('application/problem+json')) {
    return new Problem(`The server answered with status ${status}.`, { status, retryAfter });
  }
  const told = await response.json().catch(() => ({}));
  const detail = told.detail || told.title || `The server answered with status ${status}.`;
  const final = status >= 400 && status < 500 && !PASSING.includes(status);
  // The header has whole seconds; the body is more exact, and readable across origins.
  return new Problem(detail, { status, final, retryAfter: told.retryAfter ?? retryAfter });
}

/**
 * Converts anything that was thrown to an ending.
 *
 * @param {unknown} error
 * @returns {import('./types.js').Ending}
 */
export function endingOf(error) {
  if (error instanceof Problem) {
    const { message, status, final, retryAfter, own } = error;
    return { reason: message, detail: message, status, final, retryAfter, own };
  }
  // fetch throws a TypeError without details if the server cannot be reached.
  const told = error instanceof Error && !(error instanceof TypeError) && error.message;
  return { reason: told || 'The server cannot be reached.' };
}
