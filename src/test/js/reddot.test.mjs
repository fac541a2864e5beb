import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { FakeChannel, closeTabs, navigate, open, openBrowser, sockets, tab, valid } from './fakebrowser.mjs';
import { fakeFetch, fire, pass, settle, token } from './fakes.mjs';

beforeEach(openBrowser);
afterEach(closeTabs);

test('three tabs of a user share one connection, and each hears everything once', async () => {
  const all = [await tab(), await tab(), await tab()];
  assert.equal(sockets.length, 1);
  sockets[0].hello('log-1');
  sockets[0].message('log-2', 'log-3');
  sockets[0].say({ type: 'recall', id: 'x', cursor: 'log-4' });
  await settle();
  for (const each of all) {
    assert.deepEqual(each.seen, ['log-2', 'log-3', '-x']);
    assert.equal(each.state.name, 'open');
    assert.equal(each.state.transport, 'websocket');
    assert.equal(each.cursor, 'log-4');
  }
});

test('tabs of other users, topics or servers do not', async () => {
  await tab();
  await tab({ token: () => valid('bob') });
  await tab({ topics: ['news/#'] });
  await tab({ url: 'http://host/other' });
  await tab({ share: false });
  assert.equal(sockets.length, 5);
});

test('a tab that opens later has the count and the state at once', async () => {
  await tab();
  sockets[0].hello('log-1');
  sockets[0].unread(7, 'log-1');
  const later = await tab();
  assert.equal(later.count, 7);
  assert.deepEqual(later.counts, [7]);
  assert.equal(later.state.name, 'open');
  assert.deepEqual(later.seen, []);
});

test('another tab takes over where the one that held has stopped', async () => {
  const first = await tab();
  const second = await tab();
  const third = await tab();
  sockets[0].hello('log-1');
  sockets[0].message('log-2');
  await settle();
  first.close();
  await settle();
  assert.deepEqual(open().length, 1);
  assert.equal(open()[0].after, 'log-2');
  open()[0].hello('log-9');
  open()[0].message('log-3');
  await settle();
  assert.deepEqual(second.seen, ['log-2', 'log-3']);
  assert.deepEqual(third.seen, ['log-2', 'log-3']);
});

test('a tab that did not hear what the others did takes over from where it stands', async () => {
  const first = await tab();
  const second = await tab();
  sockets[0].hello('log-1');
  sockets[0].message('log-2');
  await settle();
  FakeChannel.deaf.add(second.channel);
  sockets[0].message('log-3', 'log-4');
  await settle();
  FakeChannel.deaf.delete(second.channel);
  sockets[0].message('log-5');
  await settle();
  assert.deepEqual(second.seen, ['log-2'], 'what comes behind a gap has to wait');
  assert.equal(open().length, 1);
  assert.equal(open()[0].after, 'log-2');
  open()[0].hello('log-5');
  open()[0].message('log-3', 'log-4', 'log-5', 'log-6');
  await settle();
  const everything = ['log-2', 'log-3', 'log-4', 'log-5', 'log-6'];
  assert.deepEqual(first.seen, everything);
  assert.deepEqual(second.seen, everything);
});

test('a tab that takes over before it has heard of any cursor lets the others lose nothing', async () => {
  const first = await tab();
  const second = await tab();
  sockets[0].hello('log-1');
  sockets[0].message('log-2');
  await settle();
  first.close();
  await settle();
  // `second` holds now; a third that knows nothing steals, as one does that got no answer.
  FakeChannel.deaf.add(second.channel);
  const third = await tab();
  await pass(5_000);
  assert.equal(open().at(-1).after, null, 'the newest tab reads from now on');
  FakeChannel.deaf.delete(second.channel);
  open().at(-1).hello('log-4'); // log-3 was published meanwhile
  await settle();
  assert.equal(open().length, 1);
  assert.equal(open()[0].after, 'log-2');
  open()[0].hello('log-4');
  open()[0].message('log-3', 'log-4', 'log-5');
  await settle();
  assert.deepEqual(second.seen, ['log-2', 'log-3', 'log-4', 'log-5']);
  assert.deepEqual(third.seen, ['log-5']);
});

test('a tab that holds and does not answer loses the connection to one that does', async () => {
  const first = await tab();
  const second = await tab();
  sockets[0].hello('log-1');
  sockets[0].message('log-2');
  await settle();
  FakeChannel.deaf.add(first.channel); // frozen
  await pass(11_000);
  assert.equal(open().length, 1);
  assert.equal(open()[0].after, 'log-2');
  open()[0].hello('log-2');
  open()[0].message('log-3');
  await settle();
  assert.deepEqual(second.seen, ['log-2', 'log-3']);
});

test('tabs that have nothing to complain about leave the connection where it is', async () => {
  await tab();
  await tab();
  await tab();
  sockets[0].hello('log-1');
  for (let i = 2; i < 30; i++) {
    sockets[0].message(`log-${i.toString(36)}`);
    await pass(7_000);
  }
  assert.equal(sockets.length, 1);
});

test('a page that the browser kept goes on where it stood', async () => {
  const only = await tab();
  sockets[0].hello('log-1');
  sockets[0].message('log-2');
  await fire(window, 'pagehide', { persisted: true });
  assert.equal(open().length, 0);
  await fire(window, 'pageshow', { persisted: true });
  assert.equal(open().length, 1);
  assert.equal(open()[0].after, 'log-2');
  open()[0].hello('log-3');
  open()[0].message('log-3');
  assert.deepEqual(only.seen, ['log-2', 'log-3']);
});

test('without Web Locks each tab has its own connection', async () => {
  navigate({});
  await tab();
  await tab();
  assert.equal(sockets.length, 2);
});

test('a count of an earlier moment does not replace a newer one', async () => {
  const only = await tab();
  sockets[0].hello('log-1');
  sockets[0].unread(3, 'log-9');
  sockets[0].unread(4, 'log-8');
  sockets[0].unread(0, 'log-a');
  assert.deepEqual(only.counts, [3, 0]);
  sockets[0].unread(1, 'another-1');
  assert.deepEqual(only.counts, [3, 0, 1], 'another log: the order in which they come');
});

test('says when messages may be missing, and goes on from there in all tabs', async () => {
  const all = [await tab(), await tab()];
  sockets[0].hello('log-9');
  sockets[0].message('log-a');
  await settle();
  sockets[0].onclose({ code: 1006, reason: '' });
  await pass(2_000);
  open()[0].hello('log-3', { recovered: false });
  open()[0].message('log-4');
  await settle();
  for (const each of all) {
    assert.equal(each.state.recovered, false);
    assert.deepEqual(each.seen, ['log-a', 'log-4']);
  }
  assert.equal(open().length, 1);
});

test('waits for its token as long as it takes', async () => {
  let calls = 0;
  const only = await tab({
    token: () => {
      calls += 1;
      if (calls < 3) throw new Error('The site is away.');
      return valid('alice');
    },
  });
  assert.deepEqual(only.state.reason, 'The site is away.');
  await pass(4_000);
  assert.equal(calls, 3);
  assert.equal(open().length, 1);
});

test('closes when there is no token to be had', async () => {
  const only = await tab({ token: () => undefined });
  assert.deepEqual([only.state.name, only.state.status], ['closed', 401]);
  await pass(60_000);
  assert.equal(sockets.length, 0);
});

test('does not listen for one user with the token of another', async () => {
  let user = 'alice';
  const only = await tab({ token: () => token({ sub: user, exp: Date.now() / 1000 + 100 }) });
  sockets[0].hello('log-1');
  user = 'bob';
  await pass(110_000);
  sockets[0].say({ type: 'goodbye', code: 4401, reason: 'token expired', reconnect: false });
  await pass(10_000);
  assert.equal(open().length, 0);
  assert.deepEqual([only.state.name, only.state.reason], ['closed', 'Another user has signed in.']);
});

test('marks as read, and has the count from the answer', async () => {
  const only = await tab();
  sockets[0].hello('log-1');
  sockets[0].unread(2, 'log-1');
  const asked = fakeFetch(() => new Response('{"count":0,"cursor":"log-3"}'));
  assert.deepEqual(await only.read(['a', 'b']), { count: 0, cursor: 'log-3' });
  await only.read();
  await only.read({ upTo: 'log-2' });
  await only.unread(['a']);
  assert.deepEqual(
    asked.map(({ address, body }) => [address.replace('http://host/reddot/api/', ''), body]),
    [
      ['inbox/read', '{"ids":["a","b"]}'],
      ['inbox/read', '{"all":true}'],
      ['inbox/read', '{"upTo":"log-2"}'],
      ['inbox/unread', '{"ids":["a"]}'],
    ],
  );
  assert.equal(only.count, 0);
  sockets[0].unread(2, 'log-2'); // on its way when the answer came
  assert.equal(only.count, 0);
});

test('asks for a new token when a call is refused, once', async () => {
  let tokens = 0;
  const only = await tab({ token: () => token({ sub: 'alice', n: tokens++ }) });
  const asked = fakeFetch((address, { headers }) =>
    headers.Authorization.includes(token({ sub: 'alice', n: 0 })) ? 401 : new Response('{"id":"x"}'),
  );
  assert.deepEqual(await only.publish({ topic: 'demo/a', data: 1, id: 'x' }), { id: 'x' });
  assert.equal(asked.length, 2);
  fakeFetch(401);
  await assert.rejects(only.publish({ topic: 'demo/a', data: 1 }), { status: 401, message: 'No: 401.' });
});

test('reads the inbox page by page', async () => {
  const only = await tab();
  const asked = fakeFetch(() => new Response('{"messages":[],"unread":5,"cursor":"log-9","more":false}'));
  await only.inbox({ filter: 'unread', before: 'log-5', limit: 20 });
  assert.equal(asked[0].address, 'http://host/reddot/api/inbox?filter=unread&before=log-5&limit=20');
  assert.equal(only.count, 5);
});
