import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { fakeFetch, fakeTime, fakeTransport, fire, pass, realTime, settle, ticket, token } from './fakes.mjs';

const { follow } = await import('../../../webapp/js/follow.js');

let following;
beforeEach(fakeTime);
afterEach(() => {
  following?.close();
  realTime();
});

async function begin(transports, options = {}) {
  const seen = { messages: [], states: [], cursors: [], envelopes: [] };
  following = follow(
    transports.map(({ open }) => open),
    {
      base: 'http://host/reddot',
      topics: [],
      token: async () => 'token',
      onEnvelope: (envelope) => {
        seen.envelopes.push(envelope);
        if (envelope.type === 'message') seen.messages.push(envelope.cursor);
      },
      onCursor: (cursor) => seen.cursors.push(cursor),
      onState: (state) => seen.states.push(state),
      ...options,
    },
  );
  await settle();
  seen.state = () => seen.states.at(-1);
  return seen;
}

test('comes back with the cursor of the last message', async () => {
  const stream = fakeTransport();
  const seen = await begin([stream], { after: 'log-3' });
  assert.equal(stream.last().request.after, 'log-3');
  stream.last().hello({ cursor: 'log-9' });
  stream.last().message('log-4');
  stream.last().message('log-5');
  stream.last().end({ reason: 'cut' });
  await settle();
  assert.equal(seen.state().name, 'waiting');
  await pass(2_000);
  assert.equal(stream.attempts.length, 2);
  assert.equal(stream.last().request.after, 'log-5');
  stream.last().hello();
  assert.deepEqual(seen.messages, ['log-4', 'log-5']);
});

test('takes the cursor of the hello only where it had none, or it was not honoured', async () => {
  const stream = fakeTransport();
  const seen = await begin([stream]);
  stream.last().hello({ cursor: 'log-7' });
  assert.deepEqual(seen.cursors, ['log-7']);
  stream.last().hello({ cursor: 'log-8' });
  assert.deepEqual(seen.cursors, ['log-7']);
  stream.last().hello({ cursor: 'log-2', recovered: false });
  assert.deepEqual(seen.cursors, ['log-7', 'log-2']);
  assert.equal(seen.state().recovered, false);
  stream.last().message('log-3');
  assert.deepEqual(seen.messages, ['log-3']);
});

test('steps down at once where the server answers and only the transport does not get through', async () => {
  fakeFetch(200);
  const [best, other] = [fakeTransport(), fakeTransport()];
  const seen = await begin([best, other]);
  best.last().end({ reason: 'refused' });
  await settle();
  assert.equal(other.attempts.length, 1);
  other.last().hello();
  assert.deepEqual([seen.state().name, seen.state().rung], ['open', 1]);
});

test('steps down where a proxy keeps the stream and no hello comes', async () => {
  fakeFetch(200);
  const [best, other] = [fakeTransport(), fakeTransport()];
  await begin([best, other], { helloWithin: 3_000 });
  await pass(3_000);
  assert.equal(other.attempts.length, 0);
  await pass(1_000);
  assert.ok(best.last().stopped);
  assert.equal(other.attempts.length, 1);
});

test('does not blame the transport where the server cannot be reached', async () => {
  fakeFetch(undefined);
  const [best, other] = [fakeTransport(), fakeTransport()];
  const seen = await begin([best, other]);
  for (let i = 0; i < 5; i++) {
    best.last().end({ reason: 'refused' });
    await settle();
    assert.equal(seen.state().name, 'waiting');
    assert.equal(seen.state().reason, 'The server cannot be reached.');
    await pass(seen.state().until - Date.now());
  }
  assert.equal(best.attempts.length, 6);
  assert.equal(other.attempts.length, 0);
});

test('steps down where streams are cut again and again', async () => {
  const [best, other] = [fakeTransport(), fakeTransport()];
  await begin([best, other]);
  for (let i = 0; i < 2; i++) {
    best.last().hello();
    await pass(20_000);
    best.last().end({ reason: 'cut' });
    await settle();
    await pass(1_000);
  }
  assert.equal(best.attempts.length, 2);
  assert.equal(other.attempts.length, 1);
});

test('starts from the top again where no transport gets through', async () => {
  fakeFetch(200);
  const [best, other] = [fakeTransport(), fakeTransport()];
  const seen = await begin([best, other]);
  best.last().end({ reason: 'refused' });
  await settle();
  other.last().end({ reason: 'refused' });
  await settle();
  assert.equal(seen.state().name, 'waiting');
  await pass(2_000);
  assert.equal(best.attempts.length, 2);
});

test('steps up again without losing or repeating anything', async () => {
  fakeFetch(200);
  const [best, other] = [fakeTransport(), fakeTransport()];
  const seen = await begin([best, other], { probeAfter: 30_000 });
  best.last().end({ reason: 'refused' });
  await settle();
  other.last().hello({ cursor: 'log-1' });
  other.last().message('log-2');
  await pass(30_000);
  assert.equal(best.attempts.length, 2, 'a probe');
  assert.equal(best.last().request.after, 'log-2');
  other.last().message('log-3');
  best.last().message('log-4'); // before its hello: not believed
  assert.ok(!other.last().stopped, 'the old one speaks until the new one has said hello');
  best.last().hello({ cursor: 'log-2' });
  assert.ok(other.last().stopped);
  best.last().message('log-3'); // the old one was faster
  best.last().message('log-4');
  other.last().message('log-4'); // too late
  assert.deepEqual(seen.messages, ['log-2', 'log-3', 'log-4']);
  assert.equal(seen.state().rung, 0);
});

test('stays where it is when the probe fails, and probes less and less often', async () => {
  fakeFetch(200);
  const [best, better, other] = [fakeTransport(), fakeTransport(), fakeTransport()];
  const seen = await begin([best, better, other], { probeAfter: 30_000 });
  best.last().end({ reason: 'refused' });
  await settle();
  better.last().end({ reason: 'refused' });
  await settle();
  other.last().hello();
  await pass(30_000);
  assert.equal(best.attempts.length, 2);
  best.last().end({ reason: 'refused' });
  await settle();
  assert.equal(better.attempts.length, 2, 'the second best is tried after the best');
  better.last().end({ reason: 'refused' });
  await settle();
  assert.deepEqual([seen.state().name, seen.state().rung], ['open', 2]);
  await pass(59_000);
  assert.equal(best.attempts.length, 2);
  await pass(2_000);
  assert.equal(best.attempts.length, 3);
});

test('probes at once in another network', async () => {
  fakeFetch(200);
  const [best, other] = [fakeTransport(), fakeTransport()];
  await begin([best, other]);
  best.last().end({ reason: 'refused' });
  await settle();
  other.last().hello();
  await fire(window, 'online');
  assert.equal(best.attempts.length, 2);
});

test('goes on with the probe when the connection is lost meanwhile', async () => {
  fakeFetch(200);
  const [best, other] = [fakeTransport(), fakeTransport()];
  const seen = await begin([best, other]);
  best.last().end({ reason: 'refused' });
  await settle();
  other.last().hello({ cursor: 'log-1' });
  await fire(window, 'online');
  other.last().end({ reason: 'cut' });
  await settle();
  best.last().hello();
  assert.deepEqual([seen.state().name, seen.state().rung], ['open', 0]);
  await pass(5_000);
  assert.equal(other.attempts.length, 1);
});

test('waits twice as long each time, half a minute at most', async () => {
  fakeFetch(undefined);
  const stream = fakeTransport();
  const seen = await begin([stream]);
  const delays = [];
  for (let i = 0; i < 8; i++) {
    stream.last().end({ reason: 'refused' });
    await settle();
    delays.push(seen.state().until - Date.now());
    await pass(seen.state().until - Date.now() + 999);
  }
  assert.deepEqual(delays, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('comes back when a goodbye says, not sooner', async () => {
  const stream = fakeTransport();
  const seen = await begin([stream]);
  stream.last().hello();
  stream.last().take({ type: 'goodbye', code: 1001, reason: 'going down', reconnect: true, retryAfter: 4_000 });
  assert.ok(stream.last().stopped);
  assert.equal(seen.state().reason, 'going down');
  await fire(document, 'visibilitychange');
  await pass(3_000);
  assert.equal(stream.attempts.length, 1);
  await pass(1_000);
  assert.equal(stream.attempts.length, 2);
});

test('believes a goodbye that is for ever', async () => {
  const stream = fakeTransport();
  const seen = await begin([stream]);
  stream.last().take({ type: 'goodbye', code: 4000, reason: 'enough', reconnect: false });
  await pass(60_000);
  assert.equal(stream.attempts.length, 1);
  assert.deepEqual(seen.state(), { name: 'closed', reason: 'enough', status: undefined });
});

test('comes back at once with a new token when the old one has ended', async () => {
  let renewed = 0;
  const stream = fakeTransport();
  await begin([stream], { token: async () => `t${renewed}`, renew: () => renewed++ });
  stream.last().hello();
  stream.last().take({ type: 'goodbye', code: 4401, reason: 'token expired', reconnect: false, retryAfter: 0 });
  await pass(1_000);
  assert.equal(stream.last().request.token, 't1');
});

test('gives up when a new token is refused, too', async () => {
  let renewed = 0;
  fakeFetch(401);
  const stream = fakeTransport();
  const seen = await begin([stream], { renew: () => renewed++ });
  stream.last().end({ reason: 'refused' });
  await pass(5_000);
  assert.equal(renewed, 1);
  stream.last().end({ reason: 'refused' });
  await pass(60_000);
  assert.equal(stream.attempts.length, 2);
  assert.deepEqual(seen.state(), { name: 'closed', reason: 'No: 401.', detail: 'No: 401.', status: 401 });
});

test('renews the token before it ends, without a gap', async () => {
  const lifetime = 600;
  const make = () => token({ sub: 'alice', exp: Date.now() / 1000 + lifetime });
  let known = make();
  const stream = fakeTransport();
  const seen = await begin([stream], {
    token: async () => known,
    renew: () => {
      known = make();
    },
  });
  stream.last().hello({ cursor: 'log-1' });
  await pass(538_000);
  assert.equal(stream.attempts.length, 1);
  await pass(4_000);
  assert.equal(stream.attempts.length, 2);
  assert.ok(!stream.attempts[0].stopped);
  stream.attempts[0].message('log-2');
  stream.last().hello({ cursor: 'log-1' });
  stream.last().message('log-2');
  stream.last().message('log-3');
  assert.ok(stream.attempts[0].stopped);
  assert.deepEqual(seen.messages, ['log-2', 'log-3']);
  assert.ok(!seen.states.some(({ name }) => name === 'waiting'));
});

/** A new token each time one is asked for anew. */
function renewable(lifetime = 600) {
  const make = () => token({ sub: 'alice', exp: Date.now() / 1000 + lifetime });
  const source = { known: make() };
  source.options = {
    token: async () => source.known,
    renew: () => {
      source.known = make();
    },
  };
  return source;
}

test('renews the token on the connection where the transport can', async () => {
  const source = renewable();
  const stream = fakeTransport({ renews: true });
  const seen = await begin([stream], source.options);
  stream.last().hello();
  for (let times = 1; times <= 3; times++) {
    const before = Date.now();
    while (stream.last().tokens.length < times) {
      await pass(1_000);
    }
    const waited = Date.now() - before;
    assert.ok(waited > 530_000 && waited < 545_000, `${waited}`);
    assert.deepEqual(stream.last().tokens.slice(times - 1), [source.known]);
    stream.last().take({ type: 'token', expiresAt: 'whenever' });
  }
  assert.equal(stream.attempts.length, 1);
  assert.ok(seen.states.every(({ name }) => name === 'connecting' || name === 'open'));
});

test('takes another connection where the server does not renew on this one', async () => {
  for (const answer of [{ type: 'error', status: 400 }, undefined]) {
    const source = renewable();
    const stream = fakeTransport({ renews: true });
    const seen = await begin([stream], source.options);
    stream.last().hello();
    await pass(542_000);
    assert.equal(stream.last().tokens.length, 1);
    answer && stream.last().take(answer);
    await pass(answer ? 1_000 : 6_000);
    assert.equal(stream.attempts.length, 2);
    assert.equal(stream.last().request.token, source.known);
    assert.ok(!stream.attempts[0].stopped);
    stream.last().hello();
    assert.ok(stream.attempts[0].stopped);
    assert.ok(!seen.states.some(({ name }) => name === 'waiting'));
    await pass(60_000);
    assert.equal(stream.attempts.length, 2);
    following.close();
  }
});

test('keeps the connection that could be renewed while there is no new token, and asks again', async () => {
  let asked = 0;
  const known = token({ sub: 'alice', exp: Date.now() / 1000 + 100 });
  const next = token({ sub: 'alice', exp: Date.now() / 1000 + 1_000 });
  const stream = fakeTransport({ renews: true });
  await begin([stream], {
    token: async () => {
      asked += 1;
      if (asked > 1 && asked < 4) throw new Error('not now');
      return asked === 1 ? known : next;
    },
  });
  stream.last().hello();
  await pass(103_000);
  assert.equal(asked, 4);
  assert.deepEqual(stream.last().tokens, [next]);
  assert.equal(stream.attempts.length, 1);
});

test('begins anew where the new token does not grant all that it follows, to be told', async () => {
  const source = renewable();
  const stream = fakeTransport({ renews: true });
  await begin([stream], { ...source.options, topics: ['a', 'b'] });
  stream.last().hello();
  await pass(542_000);
  stream.last().take({ type: 'token', expiresAt: 'whenever', unsubscribed: ['b'] });
  assert.ok(stream.attempts[0].stopped);
  await pass(2_000);
  assert.equal(stream.attempts.length, 2);
});

test('an error that nothing was asked for changes nothing', async () => {
  const source = renewable();
  const stream = fakeTransport({ renews: true });
  await begin([stream], source.options);
  stream.last().hello();
  stream.last().take({ type: 'error', status: 400 });
  await pass(10_000);
  assert.equal(stream.attempts.length, 1);
  assert.deepEqual(stream.last().tokens, []);
});

test('shows a ticket where the token would stand in an address', async () => {
  const asked = [];
  globalThis.fetch = async (address, { method, headers }) => {
    asked.push([method, String(address), headers.Authorization]);
    return ticket();
  };
  const stream = fakeTransport({ ticketed: true });
  await begin([stream], { after: 'log-3' });
  assert.deepEqual(asked, [['POST', 'http://host/reddot/api/tickets', 'Bearer token']]);
  const { ticket: shown, token: never, after } = stream.last().request;
  assert.match(shown, /^rdt-/);
  assert.equal(never, undefined);
  assert.equal(after, 'log-3');
  stream.last().hello();
  stream.last().end({ reason: 'cut' });
  await pass(2_000);
  assert.notEqual(stream.last().request.ticket, shown);
});

test('shows the token where the server gives no tickets', async () => {
  for (const status of [404, 405]) {
    fakeFetch(status);
    const stream = fakeTransport({ ticketed: true });
    await begin([stream]);
    assert.equal(stream.last().request.token, 'token');
    assert.equal(stream.last().request.ticket, undefined);
    following.close();
  }
});

test('never shows the token because a ticket was refused', async () => {
  for (const status of [401, 403, 429, 503, undefined]) {
    fakeFetch(status);
    const stream = fakeTransport({ ticketed: true });
    const seen = await begin([stream]);
    await pass(10_000);
    assert.equal(stream.attempts.length, 0, status);
    assert.equal(seen.state().name, status === 401 || status === 403 ? 'closed' : 'waiting', status);
    following.close();
  }
});

test('keeps the connection when there is no new token yet, and asks again', async () => {
  let asked = 0;
  const known = token({ sub: 'alice', exp: Date.now() / 1000 + 100 });
  const stream = fakeTransport();
  const seen = await begin([stream], {
    token: async () => {
      asked += 1;
      if (asked > 1 && asked < 4) throw new Error('not now');
      return asked === 1 ? known : token({ sub: 'alice', exp: Date.now() / 1000 + 1_000 });
    },
  });
  stream.last().hello();
  await pass(103_000);
  assert.equal(asked, 4);
  assert.equal(stream.attempts.length, 2);
  stream.last().hello();
  assert.ok(stream.attempts[0].stopped);
  assert.ok(!seen.states.some(({ name }) => name === 'waiting'));
});

test('notices a stream that fell silent', async () => {
  const stream = fakeTransport();
  await begin([stream]);
  stream.last().hello({ heartbeat: 10 });
  await pass(15_000);
  stream.last().heard();
  await pass(22_000);
  assert.ok(!stream.last().stopped);
  await pass(1_000);
  assert.ok(stream.attempts[0].stopped);
});

test('asks a silent server that shows no heartbeat whether it is there', async () => {
  const stream = fakeTransport({ ping: true });
  await begin([stream]);
  stream.last().hello({ heartbeat: 10 });
  await pass(11_000);
  assert.equal(stream.last().pings, 1);
  stream.last().take({ type: 'pong' });
  await pass(11_000);
  assert.equal(stream.last().pings, 2);
  await pass(5_000);
  assert.ok(!stream.attempts[0].stopped);
  await pass(1_000);
  assert.ok(stream.attempts[0].stopped);
});

test('finds out after a sleep whether the connection is still there', async () => {
  const { mock } = await import('node:test');
  for (const ping of [true, false]) {
    const stream = fakeTransport({ ping });
    const seen = await begin([stream]);
    stream.last().hello({ heartbeat: 60 });
    mock.timers.setTime(Date.now() + 3_600_000);
    await fire(document, 'visibilitychange');
    await pass(8_000);
    assert.equal(stream.attempts.length, 2, `ping: ${ping}`);
    assert.ok(seen.states.length > 0);
    following.close();
  }
});

test('a page that is looked at again does not wait for its turn', async () => {
  fakeFetch(undefined);
  const stream = fakeTransport();
  await begin([stream]);
  for (let i = 0; i < 6; i++) {
    stream.last().end({ reason: 'refused' });
    await settle();
    await fire(window, 'online');
  }
  assert.equal(stream.attempts.length, 7);
});

test('a clock that is set back keeps nobody waiting', async () => {
  const { mock } = await import('node:test');
  fakeFetch(undefined);
  const stream = fakeTransport();
  await begin([stream]);
  stream.last().end({ reason: 'refused' });
  await settle();
  const now = Date.now();
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: now - 86_400_000 });
  following.check();
  await settle();
  assert.equal(stream.attempts.length, 2);
});

test('closes for good', async () => {
  const stream = fakeTransport();
  const seen = await begin([stream]);
  stream.last().hello();
  following.close();
  stream.last().message('log-2');
  await fire(window, 'online');
  await pass(60_000);
  assert.ok(stream.last().stopped);
  assert.equal(stream.attempts.length, 1);
  assert.deepEqual(seen.messages, []);
  assert.equal(seen.state().name, 'closed');
});
