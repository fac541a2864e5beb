/**
 * Follows topics for as long as the page wants, over the best transport that works.
 *
 * A transport only makes one attempt. This file ensures that a reader loses nothing and sees
 * nothing twice: it remembers the cursor, reconnects with it after a delay, and obeys a goodbye. To
 * change connections (for a better transport, or for a new token that the connection cannot take),
 * it starts the next one at the cursor while the previous one is still open. The next one takes
 * over with its hello.
 */
import { address, call, pass } from './address.js';
import { Attempt } from './attempt.js';
import { compare } from './cursor.js';
import { endingOf } from './problem.js';
import { expiry } from './token.js';

/** @typedef {import('./types.js').Ending} Ending */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** After a connection that lasted this long, the next delay is short again. */
const GOOD_AFTER = 5_000;
/** A transport whose streams are cut twice before this age is given up. */
const CUT_WITHIN = 60_000;
const LONGEST_PROBE = 600_000;
/** A token is renewed this long before its expiry, or after four fifths of a shorter lifetime. */
const RENEW_BEFORE = 60_000;
const RENEW_AGAIN = 10_000;
/** If the server does not confirm a new token within this time, it cannot renew sessions. */
const RENEW_WITHIN = 5_000;
const TICK = 1_000;

/** @typedef {import('./types.js').Open} Open */

/**
 * @param {Open | (Open | Promise<Open>)[]} transports best first
 * @param {import('./types.js').Options} options
 * @returns {import('./types.js').Connection}
 */
export function follow(transports, options) {
  const ladder = [transports].flat();
  const { base, topics, wire, helloWithin = 5_000, probeAfter = 30_000 } = options;
  const conflate = options.conflate ? 1 : undefined;
  const leaving = new AbortController();
  let place = options.after;
  let rung = 0;
  /** @type {Attempt | undefined} the current one */
  let current;
  /** @type {Attempt | undefined} the next one, without a hello so far */
  let next;
  /** @type {string | undefined} the token of the newest attempt */
  let token;
  /** @type {string | undefined} the token that was sent to the current one */
  let offered;
  let failures = 0;
  let cuts = 0;
  let refusals = 0;
  let probeDelay = probeAfter;
  // The times of the next actions; Infinity: never.
  let retryAt = Infinity;
  let probeAt = Infinity;
  let renewAt = Infinity;
  /** Whether the wait was chosen here, and not by the server. */
  let patient = false;
  let lastCheck = Date.now();

  function start(at = rung, renewing = false) {
    retryAt = Infinity;
    /** @type {Attempt} */
    const mine = new Attempt(helloWithin, {
      take: (envelope) => take(mine, at, envelope),
      moveTo: (cursor) => mine === current && moveTo(cursor),
      end: (ending) => ended(mine, at, ending),
    });
    next = mine;
    mine.begin(ladder[at], async (ticketed) => {
      token = await (renewing ? another() : options.token());
      const shown = ticketed ? await pass(base, token, wire) : { token };
      return { base, topics, conflate, wire, after: place, ...shown };
    });
  }

  async function another() {
    const known = token;
    const next = await options.token();
    if (next === known) {
      throw new Error('No new token is available yet.');
    }
    return next;
  }

  /**
   * Continues with another token: on the connection if that is possible, otherwise on a new one.
   */
  async function renew() {
    const mine = current;
    if (offered || !mine?.renew) {
      offered = undefined;
      start(rung, true);
      return;
    }
    try {
      const next = await another();
      if (mine === current && mine.renew && !mine.over) {
        offered = next;
        renewAt = Date.now() + RENEW_WITHIN;
        mine.renew(next);
      }
    } catch {
      renewAt = Date.now() + RENEW_AGAIN;
    }
  }

  function moveTo(/** @type {string} */ cursor) {
    if (cursor !== place) {
      place = cursor;
      options.onCursor(cursor);
    }
  }

  /**
   * @param {Attempt} mine
   * @param {number} at
   * @param {import('./types.js').Envelope} envelope
   */
  function take(mine, at, envelope) {
    const { type, cursor } = envelope;
    if (offered && mine === current && (type === 'token' || type === 'error')) {
      if (type === 'error') {
        renewAt = 0; // on a new connection
      } else {
        token = offered;
        offered = undefined;
        planRenewal();
        if (topics.length && envelope.unsubscribed) {
          // a new attempt learns what is missing
          mine.end({ reason: 'The new token grants fewer topics.' });
        }
      }
    }
    if (type === 'hello') {
      if (mine === next) {
        current?.stop();
        current = mine;
        next = undefined;
        arrived(at);
      }
      // A cursor that was honoured stays until a message moves it: if the hello's cursor were
      // ahead of the replay, a connection lost at this moment would skip messages.
      const ours = place !== undefined && place !== 'latest';
      if (cursor && (!ours || envelope.recovered === false)) {
        moveTo(cursor);
      }
      options.onState({ name: 'open', rung, recovered: envelope.recovered, cursor: place });
    }
    const moves = type === 'message' || type === 'recall';
    if (mine !== current || (moves && compare(cursor, place) <= 0)) {
      return; // too early, or already received on the previous connection
    }
    options.onEnvelope(envelope);
    if (moves && cursor) {
      moveTo(cursor);
    }
  }

  function arrived(/** @type {number} */ at) {
    offered = undefined;
    planRenewal();
    refusals = 0;
    rung = at;
    probeAt = rung ? Date.now() + spread(probeDelay) : Infinity;
  }

  function planRenewal() {
    const now = Date.now();
    const left = expiry(token) - now;
    // A token that seems expired but was accepted means that the clock is wrong.
    renewAt = left > 0 ? now + Math.max(left - Math.min(RENEW_BEFORE, left / 5), RENEW_AGAIN) : Infinity;
  }

  /**
   * @param {Attempt} mine
   * @param {number} at
   * @param {Ending} ending
   */
  function ended(mine, at, ending) {
    if (mine === current) {
      current = undefined;
      if (!next) {
        lost(mine, at, ending);
      }
    } else if (mine === next) {
      next = undefined;
      if (!current) {
        lost(mine, at, ending);
      } else if (at + 1 < rung) {
        start(at + 1); // the next transport is worse, but better than the current one
      } else if (at < rung) {
        probeDelay = Math.min(probeDelay * 2, LONGEST_PROBE);
        probeAt = Date.now() + spread(probeDelay);
      } else {
        renewAt = Date.now() + RENEW_AGAIN;
      }
    }
  }

  /**
   * @param {Attempt} mine
   * @param {number} at
   * @param {Ending} ending
   */
  async function lost({ openedAt }, at, ending) {
    options.onState({ name: 'connecting' });
    rung = at;
    const lived = openedAt && Date.now() - openedAt;
    cuts = openedAt && !ending.goodbye && lived < CUT_WITHIN ? cuts + 1 : 0;
    const unexplained = !(openedAt || ending.final || ending.own) && ending.retryAfter === undefined;
    const why = unexplained ? await askWhy() : ending;
    const blocked = !why || cuts > 1;
    const { reason, detail, status, code, retryAfter, final, own } = why ?? ending;
    const told = detail ? { detail } : {};
    if (leaving.signal.aborted) {
      return;
    }
    const refused = status === 401 || code === 4401;
    if (refused) {
      options.renew?.();
    }
    if (final && !(refused && refusals++ === 0)) {
      stop();
      options.onState({ name: 'closed', reason, status, ...told });
    } else if (blocked && at + 1 < ladder.length) {
      // The server works, but this transport does not reach it, or not for long.
      cuts = 0;
      start(at + 1);
    } else {
      rung = blocked ? 0 : at;
      failures = lived > GOOD_AFTER ? 1 : failures + 1;
      patient = retryAfter === undefined;
      retryAt = Date.now() + (retryAfter ?? spread(backoff(failures)));
      options.onState({ name: 'waiting', until: retryAt, reason, ...told, ...(own && { own }) });
    }
  }

  /**
   * WebSocket and iframe do not reveal why they were refused, and a stream does not show that a
   * proxy buffers it. A short poll with the same parameters does.
   *
   * @returns {Promise<Ending | undefined>} undefined if the server answers normally
   */
  async function askWhy() {
    const giving = new AbortController();
    const deadline = setTimeout(() => giving.abort(new TypeError()), helloWithin);
    try {
      const question = address('api/poll', { base, topics, conflate, after: place });
      await call(question, await options.token(), { signal: giving.signal, wire });
      return undefined;
    } catch (error) {
      return endingOf(error);
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Does what is due now. */
  function check(awake = false) {
    const now = Date.now();
    // There is no wait when the page is visible again or the network is back; nor when the clock
    // was set back, because the wait would have no known length.
    if (retryAt < Infinity && (now < lastCheck || (awake && patient))) {
      retryAt = now;
    }
    lastCheck = now;
    next?.check();
    current?.check(awake);
    if (now >= retryAt) {
      options.onState({ name: 'connecting' });
      start();
    } else if (current && !next) {
      if (now >= renewAt) {
        renewAt = Infinity;
        offered || options.renew?.();
        renew();
      } else if (now >= probeAt) {
        probeAt = Infinity;
        start(0);
      }
    }
  }

  function online() {
    if (probeAt < Infinity) {
      probeDelay = probeAfter;
      probeAt = 0; // another network may have other proxies
    }
    check(true);
  }

  const awake = () => globalThis.document?.visibilityState === 'hidden' || check(true);
  const { signal } = leaving;
  globalThis.window?.addEventListener('online', online, { signal });
  globalThis.window?.addEventListener('pageshow', awake, { signal });
  globalThis.document?.addEventListener('visibilitychange', awake, { signal });
  const ticking = setInterval(check, TICK);

  function stop() {
    leaving.abort();
    clearInterval(ticking);
    current?.stop();
    next?.stop();
  }

  options.onState({ name: 'connecting' });
  start();
  return {
    check,
    close(reason = 'You disconnected.') {
      if (!leaving.signal.aborted) {
        stop();
        options.onState({ name: 'closed', reason });
      }
    },
  };
}

/** Doubles the delay with each failure. */
export const backoff = (/** @type {number} */ failures) =>
  Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures);

/**
 * A thousand readers that lost one server must not all connect to the next one at the same time.
 */
const spread = (/** @type {number} */ delay) => delay / 2 + (Math.random() * delay) / 2;
