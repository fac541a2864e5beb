/** The console's rules that need no page: charts, samples, lists of names, refusals, and both languages. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { changes, recorded } from '../../../webapp/js/console-changes.js';
import { ceiling, lines } from '../../../webapp/js/console-chart.js';
import { ENGLISH } from '../../../webapp/js/console-words-en.js';
import { CHINESE } from '../../../webapp/js/console-words-zh.js';

// The element that the preview uses is defined in pages only.
globalThis.HTMLElement ??= class {};
const { namesOf } = await import('../../../webapp/js/console-groups.js');
const { append } = await import('../../../webapp/js/console-overview.js');
const { refusal } = await import('../../../webapp/js/console-send.js');
const { renew } = await import('../../../webapp/js/console-parts.js');
const { excerpt } = await import('../../../webapp/js/console-messages.js');

test('an axis ends at a round number that no value exceeds', () => {
  assert.deepEqual([0, 0.4, 1, 3, 7, 11, 499, 501].map(ceiling), [1, 0.5, 1, 5, 10, 20, 500, 1000]);
});

test('a missing value is a gap in the line, and a single one is a dot', () => {
  const same = (value) => value;
  assert.equal(lines([0, 1, 2, 3, 4], [5, 6, null, 7, undefined], same, same), 'M0.0 5.0L1.0 6.0M3.0 7.0h0');
});

test('a sample is added once, and pushes the oldest out after fifteen minutes', () => {
  const samples = { at: [], published: [], sessions: {} };
  for (let at = 1; at <= 901; at++) {
    append(samples, { at, published: at, sessions: at > 900 ? { sse: 2 } : {} });
  }
  append(samples, { at: 901, published: 7, sessions: {} });
  assert.equal(samples.at.length, 900);
  assert.deepEqual([samples.at[0], samples.at.at(-1), samples.published.at(-1)], [2, 901, 901]);
  assert.equal(samples.sessions.sse.length, 900, 'a series that begins later is as long as the others');
  assert.deepEqual(samples.sessions.sse.slice(-2), [0, 2]);
});

test('a view is read again after what has changed, seldom, and not while nobody sees it', () => {
  let time = 0;
  let looks = 0;
  let visible = true;
  const take = changes({ marks: 1, sessions: 2 }, () => looks++, { first: 1, now: () => time, visible: () => visible });
  const sample = (marks, sessions = {}, run = 'a') => {
    time += 1_001;
    take({ type: 'message', topic: '$overview/n', data: { run, marks, sessions } });
    return looks;
  };
  assert.deepEqual([sample(1), sample(1), sample(1), sample(1), sample(1), sample(1)], [0, 1, 1, 2, 2, 2]);
  assert.deepEqual([sample(1), sample(2), sample(2)], [2, 3, 3], 'one mark, one look');
  assert.deepEqual([sample(2, { sse: 1 }), sample(2, { sse: 1 }), sample(2, { sse: 1 }), sample(2, { sse: 1 })], [4, 4, 5, 5]);
  visible = false;
  assert.deepEqual([sample(3, { sse: 1 }), sample(3, { sse: 1 })], [5, 5]);
  visible = true;
  assert.equal(sample(3, { sse: 1 }), 6);
  take({ type: 'hello' });
  take({ type: 'message', topic: 'news', data: { marks: 9 } });
  assert.equal(sample(3, { sse: 1 }), 6);
});

test('records of the audit that come together are looked at twice at most', () => {
  const waits = [];
  let looks = 0;
  const take = recorded('group', () => looks++, { now: () => 5_000, wait: (then, millis) => waits.push([then, millis]) });
  const record = (action) => take({ type: 'message', topic: `$audit/${action}`, data: {} });
  record('send');
  take({ type: 'hello' });
  assert.equal(looks, 0);
  ['group', 'group', 'group', 'group'].forEach(record);
  assert.deepEqual([looks, waits.length, waits[0][1]], [1, 1, 1_000]);
  waits[0][0]();
  record('group');
  assert.deepEqual([looks, waits.length], [2, 2]);
});

test('a pasted list has each name once', () => {
  assert.deepEqual(namesOf(' ann, bob;cid\n\nann，王小明、bob '), ['ann', 'bob', 'cid', '王小明']);
  assert.deepEqual(namesOf(' ,\n'), []);
});

test('what cannot be sent is refused with one sentence', () => {
  const future = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16);
  const wrong = (topics, written) => refusal(ENGLISH, topics, written);
  assert.equal(wrong([], { text: 'x' }), ENGLISH.toNobody);
  assert.equal(wrong(['a'], { title: ' ' }), ENGLISH.noText);
  assert.equal(wrong(['a'], { text: 'x', url: 'javascript:alert(1)' }), ENGLISH.badUrl);
  assert.equal(wrong(['a'], { text: 'x', sendAt: '2001-01-01T00:00' }), ENGLISH.past);
  assert.equal(wrong(['a'], { text: 'x', sendAt: future(50), expiresAt: future(40) }), ENGLISH.expiresFirst);
  assert.equal(wrong(['a'], { title: 'x', url: 'https://example.org/a', sendAt: future(40), expiresAt: future(50) }), '');
});

test('an excerpt is text, whatever a message contains', () => {
  assert.equal(excerpt({ title: 'A', html: '<b>b</b> c' }), 'A:  b  c');
  assert.equal(excerpt('plain'), 'plain');
  assert.equal(excerpt(null), 'null');
  assert.equal(excerpt({ n: 1 }), '{"n":1}');
  assert.equal(excerpt('x'.repeat(1_000)).length, 160);
});

test('both languages say the same things', () => {
  assert.deepEqual(Object.keys(CHINESE), Object.keys(ENGLISH));
  for (const [name, words] of Object.entries(ENGLISH)) {
    assert.equal(typeof CHINESE[name], typeof words, name);
    assert.equal(CHINESE[name].length > 0, words.length > 0, name);
  }
});

test('items that have not changed stay the same elements when a list is loaded again', () => {
  let drawn = 0;
  const list = { children: [], replaceChildren: (...next) => (drawn++, (list.children = next)) };
  const make = (item) => ({ item });
  renew(list, [{ user: 'ann' }, { user: 'bob' }], make);
  const [ann, bob] = list.children;
  renew(list, [{ user: 'ann' }, { user: 'bob' }], make);
  assert.equal(drawn, 1);
  renew(list, [{ user: 'ann', since: 1 }, { user: 'bob' }, { user: 'cid' }], make);
  assert.notEqual(list.children[0], ann);
  assert.equal(list.children[1], bob);
  renew(list, [], make);
  assert.deepEqual(list.children, []);
});
