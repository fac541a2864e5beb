import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { FakeChannel, closeTabs, navigate, open, openBrowser, sockets, tab, valid } from './fakebrowser.mjs';
import { fakeFetch, fire, pass, settle, token } from './fakes.mjs';

beforeEach(openBrowser);
afterEach(closeTabs);

const soon = () => token({ sub: 'alice', exp: Date.now() / 1000 + 100 });
const ended = { type: 'goodbye', code: 4401, reason: 'token expired', reconnect: false, retryAfter: 0 };

/** Every token but the good one is refused from now on. */
const refuseAllBut = (good) =>
  fakeFetch((address, { headers }) =>
    headers.Authorization === `Bearer ${good}` ? undefined : 401,
  );

async function endOfTheFirstToken(first, second) {
  sockets[0].hello('log-1');
  sockets[0].message('log-2');
  await settle();
  await pass(101_000);
  sockets[0].say(ended);
  await pass(3_000);
  assert.equal(first.state.name, 'closed');
  assert.equal(open().length, 1);
  assert.equal(open()[0].after, 'log-2');
  open()[0].hello('log-4');
  open()[0].message('log-3');
  await settle();
  assert.deepEqual(first.seen, ['log-2']);
  assert.deepEqual(second.seen, ['log-2', 'log-3']);
  assert.equal(second.state.name, 'open');
  assert.ok(!second.states.includes('closed'));
}

test('a tab whose fixed token has ended closes alone and gives the lead away', async () => {
  const fixed = soon();
  const first = await tab({ token: fixed });
  const good = valid('alice');
  const second = await tab({ token: good });
  globalThis.fetch = async (address, { headers } = {}) =>
    headers.Authorization === `Bearer ${fixed}`
      ? new Response('{"detail":"The token has expired."}', {
          status: 401,
          headers: { 'Content-Type': 'application/problem+json' },
        })
      : new Response('{"ticket":"rdt-x"}');
  await endOfTheFirstToken(first, second);
  const third = await tab({ token: good });
  assert.equal(third.state.name, 'open');
  assert.equal(open().length, 1);
});

test('a tab for whom another user has signed in closes alone', async () => {
  let mine = soon();
  const first = await tab({ token: () => mine });
  const second = await tab();
  mine = valid('bob');
  await endOfTheFirstToken(first, second);
  assert.equal(first.state.reason, 'Another user has signed in.');
});

test('a tab without any token left closes alone', async () => {
  let mine = soon();
  const first = await tab({ token: () => mine });
  const second = await tab();
  mine = undefined;
  await endOfTheFirstToken(first, second);
});

test('a tab that cannot get a token for now follows one that has one', async () => {
  let fails = false;
  const known = soon();
  const first = await tab({
    token: () => {
      if (fails) {
        throw new Error('The site is away.');
      }
      return known;
    },
  });
  const second = await tab();
  sockets[0].hello('log-1');
  fails = true;
  await pass(101_000);
  sockets[0].say(ended);
  await pass(3_000);
  assert.equal(open().length, 1);
  open()[0].hello('log-1');
  open()[0].message('log-2');
  await settle();
  for (const each of [first, second]) {
    assert.equal(each.state.name, 'open');
    assert.deepEqual(each.seen, ['log-2']);
  }
});

test('a tab alone that cannot get a token for now tries again, less and less often', async () => {
  let calls = 0;
  const known = soon();
  const only = await tab({
    token: () => {
      if (calls++) {
        throw new Error('The site is away.');
      }
      return known;
    },
  });
  sockets[0].hello('log-1');
  await pass(101_000);
  sockets[0].say(ended);
  const before = calls;
  await pass(60_000);
  assert.ok(calls - before > 3 && calls - before < 8, `${calls - before}`);
  assert.deepEqual([only.state.name, only.state.reason], ['waiting', 'The site is away.']);
});

test('tabs that cannot get a token for now do not hand the lead round and round', async () => {
  let calls = 0;
  const source = () => {
    const known = soon();
    let asked = 0;
    return () => {
      calls += 1;
      if (asked++) {
        throw new Error('The site is away.');
      }
      return known;
    };
  };
  for (let i = 0; i < 3; i++) {
    await tab({ token: source() });
  }
  sockets[0].hello('log-1');
  await pass(101_000);
  sockets[0].say(ended);
  const before = calls;
  await pass(120_000);
  assert.ok(calls - before > 3 && calls - before < 60, `${calls - before}`);
});

test('a closed tab stays closed when its page comes back', async () => {
  const only = await tab({ token: () => undefined });
  await fire(window, 'pageshow', { persisted: true });
  await pass(10_000);
  assert.equal(only.state.name, 'closed');
  assert.equal(sockets.length, 0);
});

test('tabs whose tokens grant different things do not share', async () => {
  const old = valid('alice', { groups: ['old'] });
  await tab({ token: old });
  await tab({ token: valid('alice', { groups: ['old', 'new'] }) });
  await tab({ token: valid('alice', { groups: ['old'], reddot: { subscribe: ['news/#'] } }) });
  assert.equal(open().length, 3);
  await tab({ token: valid('alice', { groups: ['new', 'old'] }) });
  await tab({ token: valid('alice', { groups: ['old'], reddot: { publish: ['news/#'] } }) });
  assert.equal(open().length, 3, 'the order does not matter, nor what may be published');
});

test('what a token should not say of its rights does no harm', async () => {
  for (const claims of [{ groups: null, reddot: null }, { groups: 'a', reddot: 1 }, { reddot: { subscribe: 7 } }]) {
    sockets.length = 0;
    const only = await tab({ token: valid('alice', claims) });
    assert.equal(open().length, 1, JSON.stringify(claims));
    only.close();
  }
});

test('a tab whose next token grants something else goes on apart, and loses nothing', async () => {
  let mine = token({ sub: 'alice', groups: ['old'], exp: Date.now() / 1000 + 100 });
  const first = await tab({ token: () => mine });
  const second = await tab({ token: valid('alice', { groups: ['old'] }) });
  const third = await tab({ token: valid('alice', { groups: ['old', 'new'] }) });
  sockets[0].hello('log-1');
  sockets[1].hello('log-1');
  sockets[0].message('log-2');
  sockets[1].message('log-2');
  await settle();
  mine = valid('alice', { groups: ['new', 'old'] });
  await pass(100_000);
  assert.equal(open().length, 2, 'one for each set of rights');
  const [newer, older] = open();
  older.hello('log-2');
  assert.equal(older.after, 'log-2');
  newer.message('log-3');
  await settle();
  assert.deepEqual(second.seen, ['log-2']);
  assert.deepEqual(first.seen, ['log-2', 'log-3']);
  assert.deepEqual(third.seen, ['log-2', 'log-3']);
  older.message('log-4');
  await settle();
  assert.deepEqual(second.seen, ['log-2', 'log-4']);
});

const refuses = (how) => ({ locks: { request: how, query: how } });
const denied = () => new DOMException('Access to the Locks API is denied in this context.', 'SecurityError');

test('where locks are denied each tab has its own connection', async () => {
  for (const how of [
    () => Promise.reject(denied()),
    () => {
      throw denied();
    },
  ]) {
    sockets.length = 0;
    navigate(refuses(how));
    const here = [await tab(), await tab()];
    assert.equal(open().length, 2);
    for (const socket of open()) {
      socket.hello('log-1');
      socket.message('log-2');
    }
    await pass(20_000);
    assert.equal(open().length, 2);
    for (const each of here) {
      assert.deepEqual([each.state.name, each.seen], ['open', ['log-2']]);
      each.close();
    }
    await settle();
    assert.equal(open().length, 0);
  }
});

test('where a channel is denied each tab has its own connection', async () => {
  globalThis.BroadcastChannel = class {
    constructor() {
      throw denied();
    }
  };
  try {
    await tab();
    await tab();
    assert.equal(open().length, 2);
  } finally {
    globalThis.BroadcastChannel = FakeChannel;
  }
});
