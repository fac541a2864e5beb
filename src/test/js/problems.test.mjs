import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { closeTabs, open, openBrowser, sockets, tab, valid } from './fakebrowser.mjs';
import { fakeFetch, pass, settle } from './fakes.mjs';

/** @type {string[]} */
let warnings;
beforeEach(() => {
  openBrowser();
  warnings = [];
  mock.method(console, 'warn', (...words) => warnings.push(words.join(' ')));
});
afterEach(closeTabs);

const problem = (status, detail) =>
  new Response(JSON.stringify({ detail }), {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  });
const refuse = (status, detail) => {
  globalThis.fetch = async () => problem(status, detail);
};

test('a refusal is told by the state, and once by the console', async () => {
  refuse(401, "The token's signature is wrong.");
  const only = await tab();
  await pass(60_000);
  assert.deepEqual(
    [only.state.name, only.state.detail],
    ['closed', "The token's signature is wrong."],
  );
  assert.deepEqual(warnings, ["Red Dot: The token's signature is wrong."]);
});

test('what lasts is told once, and again after it was well', async () => {
  refuse(503, 'reddot.jwt.secret is not set.');
  const only = await tab();
  await pass(30_000);
  assert.deepEqual(
    [only.state.name, only.state.detail],
    ['waiting', 'reddot.jwt.secret is not set.'],
  );
  assert.equal(warnings.length, 1);
  fakeFetch(() => undefined);
  while (!open().length) {
    await pass(1_000);
  }
  open().at(-1).hello('log-1');
  assert.deepEqual([only.state.name, only.state.detail], ['open', undefined]);
  refuse(503, 'reddot.jwt.secret is not set.');
  open().at(-1).onclose({ code: 1006, reason: '' });
  await pass(30_000);
  assert.equal(warnings.length, 2);
});

test('a lost connection is no problem to warn of', async () => {
  const only = await tab();
  sockets[0].hello('log-1');
  fakeFetch(undefined);
  sockets[0].onclose({ code: 1006, reason: '' });
  await pass(30_000);
  assert.equal(only.state.reason, 'The server cannot be reached.');
  only.close();
  assert.deepEqual(warnings, []);
});

test('what is no token is said to be none, and not sent', async () => {
  for (const page of ['<!DOCTYPE html>\n<title>Sign in</title>', 'two words', 'é']) {
    const asked = fakeFetch(401);
    const only = await tab({ token: () => page });
    assert.equal(only.state.name, 'closed', page);
    assert.match(only.state.detail, /not a token/);
    assert.ok(!only.state.detail.includes(page));
    assert.equal(asked.length, 0);
  }
});

test('a token function that fails by a TypeError is not taken for a server that is away', async () => {
  const only = await tab({
    token: () => {
      throw new TypeError('Failed to fetch');
    },
  });
  assert.equal(only.state.name, 'waiting');
  assert.match(only.state.detail, /token.*Failed to fetch/);
  assert.equal(warnings.length, 1);
});

test('white space around a token is none of it', async () => {
  const good = valid('alice');
  const asked = [];
  globalThis.fetch = async (address, { headers }) => {
    asked.push(headers.Authorization);
    return new Response('{"ticket":"rdt-x"}');
  };
  await tab({ token: () => `${good}\n` });
  assert.deepEqual(asked, [`Bearer ${good}`]);
});

test('a publish that is answered without an id has failed', async () => {
  const only = await tab();
  for (const answer of ['', '{}', '<html>', '[]']) {
    fakeFetch(() => new Response(answer));
    await assert.rejects(only.publish({ topic: 'demo/a', data: 1 }), /did not confirm|unexpected answer/, answer);
  }
});

/** A server of polls: answers in turn. */
async function polling(...answers) {
  const asked = fakeFetch(() => answers.shift()());
  const only = await tab({ transports: ['poll'] });
  return { asked, only };
}

const page = (cursor, etag, ...messages) => () =>
  new Response(
    JSON.stringify({
      messages: messages.map((each) => ({ type: 'message', cursor: each, id: each })),
      cursor,
      recovered: true,
      unread: 0,
    }),
    { headers: { ETag: etag } },
  );
const nothing = (etag) => () => new Response(null, { status: 304, headers: { ETag: etag } });
const after = ({ address }) => new URL(address).searchParams.get('after');

test('polls by its own cursor, whatever a proxy makes of the tag', async () => {
  const { asked, only } = await polling(
    page('log-1', 'W/"log-1-gzip"'),
    nothing('"log-3/0-gzip"'),
    nothing('"log-4;gzip"'),
    page('log-5', '"log-5-gzip"', 'log-5'),
    nothing('"log-5"'),
  );
  await pass(7_000);
  assert.equal(only.state.name, 'open');
  assert.deepEqual(only.seen, ['log-5']);
  assert.deepEqual(asked.map(after), [null, 'log-1', 'log-3', 'log-4', 'log-5']);
});

test('a tag that a proxy has altered and the server refuses does not end polling', async () => {
  const { asked, only } = await polling(
    page('log-1', '"log-1-gzip"'),
    () => problem(400, 'This is no cursor.'),
    page('log-2', '"log-2-gzip"', 'log-2'),
    page('log-3', '"log-3-gzip"', 'log-3'),
    () => problem(400, 'Really wrong.'),
  );
  await pass(3_000);
  assert.equal(only.state.name, 'open');
  assert.deepEqual(only.seen, ['log-2', 'log-3']);
  assert.deepEqual(asked.map(after), [null, 'log-1', 'log-1', 'log-2']);
  assert.ok(asked[1].headers['If-None-Match']);
  assert.ok(!asked[2].headers['If-None-Match'], 'not again');
  assert.ok(!asked[3].headers['If-None-Match']);
  await pass(3_000);
  await settle();
  assert.deepEqual([only.state.name, only.state.detail], ['closed', 'Really wrong.']);
});
