/** A refusal or failure that the server put into words (`application/problem+json`). */
export class Problem extends Error {
  /**
   * @param {string} detail one sentence for the reader
   * @param {{status?: number, final?: boolean, retryAfter?: number, own?: boolean}} [facts] `own`:
   *   it concerns this tab and its token alone
   */
  constructor(detail, { status, final = false, retryAfter, own } = {}) {
    super(detail);
    this.status = status;
    this.final = final;
    this.retryAfter = retryAfter;
    this.own = own;
  }
}

/** These pass by themselves: too early, too late, too often. */
const PASSING = [408, 425, 429];

/**
 * Reads what is wrong from an answer that is not a success.
 *
 * Only a refusal in the server's own words is final. A bare 404 is what a container says while
 * the application is being redeployed, and a bare 403 may be a proxy's: those are tried again.
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
  // Whole seconds are the header's; the server's own words are more exact, and can be read anywhere.
  return new Problem(detail, { status, final, retryAfter: told.retryAfter ?? retryAfter });
}

/**
 * Whatever was thrown, as a sentence and what follows from it.
 *
 * @param {unknown} error
 * @returns {import('./types.js').Ending}
 */
export function endingOf(error) {
  if (error instanceof Problem) {
    const { message, status, final, retryAfter, own } = error;
    return { reason: message, detail: message, status, final, retryAfter, own };
  }
  // fetch says no more than "failed" (TypeError) when the server cannot be reached.
  const told = error instanceof Error && !(error instanceof TypeError) && error.message;
  return { reason: told || 'The server cannot be reached.' };
}
