/** A browser's parts in Node, as far as the client needs them, and a server to be told what to say. */
import { mock } from 'node:test';

const windows = new EventTarget();
const documents = new EventTarget();
documents.visibilityState = 'visible';
globalThis.window = windows;
globalThis.document = documents;

/** Turns the clock by hand from here on, and makes chance the mean. */
export function fakeTime() {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1_700_000_000_000 });
  mock.method(Math, 'random', () => 1);
}

export function realTime() {
  mock.timers.reset();
  mock.restoreAll();
}

/** Lets all that is promised come true. */
export const settle = async () => {
  for (let i = 0; i < 50; i++) {
    await null;
  }
};

/** Turns the clock on, second by second, as a page sees it that is awake. */
export async function pass(milliseconds) {
  for (let left = milliseconds; left > 0; left -= 1_000) {
    mock.timers.tick(Math.min(1_000, left));
    await settle();
  }
}

export const fire = async (target, type, members = {}) => {
  target.dispatchEvent(Object.assign(new Event(type), members));
  await settle();
};

/** A transport that does nothing by itself: a test speaks for the server. */
export function fakeTransport({ ping, renews, ticketed } = {}) {
  const attempts = [];
  const open = (request, events) => {
    const attempt = { request, ...events, stopped: false, pings: 0, tokens: [] };
    attempt.hello = (more) => events.take({ type: 'hello', recovered: true, cursor: 'log-a', ...more });
    attempt.message = (cursor) => events.take({ type: 'message', cursor, id: cursor, data: 1 });
    attempts.push(attempt);
    const stop = () => {
      attempt.stopped = true;
    };
    return Object.assign(
      stop,
      ping && { ping: () => attempt.pings++ },
      renews && { renew: (token) => attempt.tokens.push(token) },
    );
  };
  open.ticketed = ticketed;
  return { open, attempts, last: () => attempts.at(-1) };
}

let given = 0;

/** What a server says that gives tickets. */
export const ticket = () => new Response(JSON.stringify({ ticket: `rdt-${++given}` }));

/**
 * Makes `fetch` answer: a status, a function of the request, or nothing for "unreachable". Tickets
 * are given, and not told of.
 */
export function fakeFetch(answer) {
  const asked = [];
  globalThis.fetch = async (address, init = {}) => {
    if (typeof answer === 'function' && String(address).endsWith('/api/tickets')) {
      return ticket();
    }
    asked.push({ address: String(address), ...init });
    const said = typeof answer === 'function' ? await answer(String(address), init) : answer;
    if (said === undefined) {
      throw new TypeError('failed');
    }
    if (said instanceof Response) {
      return said;
    }
    return said >= 400
      ? new Response(JSON.stringify({ detail: `No: ${said}.` }), {
          status: said,
          headers: { 'Content-Type': 'application/problem+json' },
        })
      : new Response('{}', { status: said });
  };
  return asked;
}

export function token(claims) {
  return `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`;
}
