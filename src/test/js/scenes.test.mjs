/** The logic of the scenes. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Answer, tokensOf } from '../../../webapp/js/scenes/answer.js';
import { commanded, stateOf } from '../../../webapp/js/scenes/lamp.js';
import { Members } from '../../../webapp/js/scenes/members.js';
import { Series } from '../../../webapp/js/scenes/series.js';
import { watch } from '../../../webapp/js/scenes/watch.js';

const store = (kept = new Map()) => ({ getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) });
const unchanged = (tag) => new Response(null, { status: 304, headers: tag && { ETag: tag } });
const changed = (cursor, ...messages) => Response.json({ cursor, messages });

/** Watches until the answers are used up; returns what was asked, told and waited for. */
async function watched(...answers) {
  const leaving = new AbortController();
  const told = [];
  const ask = async (after) => {
    told.push(after);
    const answer = answers.shift();
    answers.length || leaving.abort();
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  await watch(ask, {
    after: 'log-1',
    signal: leaving.signal,
    changed: (messages) => told.push(messages),
    unchanged: () => told.push(304),
    failed: ({ message }) => told.push(message),
    sleep: async (pause) => told.push(pause),
  });
  return told;
}

test('a watcher asks again after 304, at the cursor of its tag, and gets the change', async () => {
  const told = await watched(unchanged('W/"log-2"'), unchanged(), changed('log-3', 'new'), unchanged());
  assert.deepEqual(told, ['log-1', 304, 'log-2', 304, 'log-2', ['new'], 'log-3', 304]);
});

test('a watcher that is answered without a message is not told of a change', async () => {
  assert.deepEqual(await watched(changed('log-2'), unchanged()), ['log-1', 'log-2', 304]);
});

test('a watcher waits longer after each failure, and a refusal ends it', async () => {
  const final = Object.assign(new Error('no'), { final: true });
  const told = await watched(new Error('a'), new Error('b'), unchanged(), new Error('c'), final, unchanged());
  assert.deepEqual(told, ['log-1', 'a', 1_000, 'log-1', 'b', 2_000, 'log-1', 304, 'log-1', 'c', 1_000, 'log-1', 'no']);
});

test('a watcher that leaves tells of no failure', async () => {
  assert.deepEqual(await watched(new Error('aborted')), ['log-1']);
});

test('members are those with a recent sign of life, until they leave', () => {
  const members = new Members(40, 3);
  const sign = (member, by, now, event = 'here') => members.take({ event, data: { member, by } }, now);
  sign('1', 'bob', 0);
  sign('2', 'ann', 10);
  sign('3', 'ann', 10);
  sign('4', 'too many', 10);
  [null, 'x', {}, { member: 5, by: 'x' }].forEach((data) => members.take({ data }, 10));
  assert.deepEqual(members.names(30), ['ann', 'bob']);
  sign('2', 'ann', 30, 'leave');
  assert.deepEqual(members.names(39), ['ann', 'bob'], 'another page of ann');
  assert.deepEqual(members.names(40), ['ann'], 'bob has said nothing for 40 ms');
  sign('4', 'dan', 45);
  assert.deepEqual(members.names(50), ['dan']);
});

test('an answer goes on after a reload with the tokens after its cursor', () => {
  const tab = store();
  const before = new Answer(tab, 'key');
  assert.ok(before.isComplete);
  before.begin('a', 3, 'log-1');
  before.take({ cursor: 'log-2', data: { answer: 'a', token: 'No' } });
  const after = new Answer(tab, 'key');
  assert.deepEqual([after.text, after.cursor, after.isComplete], ['No', 'log-2', false]);
  after.take({ cursor: 'log-3', data: { answer: 'earlier', token: '?' } });
  after.take({ cursor: 'log-4', data: { answer: 'a', token: ' ' } });
  after.take({ cursor: 'log-5', data: { answer: 'a', token: 'loss' } });
  const end = new Answer(tab, 'key');
  assert.deepEqual([end.text, end.cursor, end.isComplete], ['No loss', 'log-5', true]);
});

test('tokens are words in English and in Chinese', () => {
  assert.deepEqual(tokensOf('No loss.', 'en'), ['No', ' ', 'loss', '.']);
  assert.deepEqual(tokensOf('没有丢失', 'zh-CN').join(''), '没有丢失');
  assert.ok(tokensOf('没有丢失', 'zh-CN').length > 1);
});

test('a series keeps its newest values and draws them up to the right edge', () => {
  const series = new Series(3);
  assert.equal(series.points(100, 50), '');
  series.add(5);
  assert.equal(series.points(100, 50), '100,0');
  [0, 10, 5].forEach((each) => series.add(each));
  assert.deepEqual(series.values, [0, 10, 5]);
  assert.equal(series.points(100, 50), '0,50 50,0 100,25');
});

test('the state of a lamp is what it has published, and else offline', () => {
  const states = ['{"online":true,"on":true}', '{"online":true,"on":false}', '{"online":false}', undefined, 'null', '{'];
  assert.deepEqual(states.map(stateOf), ['on', 'off', 'offline', 'offline', 'offline', 'offline']);
});

test('a lamp obeys commands and nothing else', () => {
  const bytes = (text) => new TextEncoder().encode(text);
  assert.equal(commanded(bytes('{"on":true}'), false), true);
  assert.equal(commanded(bytes('{"on":false}'), true), false);
  for (const other of ['', 'on', '{"on":"no"}', 'null', '[]', '{}']) {
    assert.equal(commanded(bytes(other), true), true, other);
  }
});
