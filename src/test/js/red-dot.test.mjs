/** What the elements are made of and needs no page: a message's data, the merged list, the words. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { merge } from '../../../webapp/js/red-dot-merge.js';
import { noticeOf } from '../../../webapp/js/red-dot-notice.js';
import { Words } from '../../../webapp/js/red-dot-words.js';

globalThis.location = new URL('https://site.example/app/page');

const cursor = (number) => `log-${number.toString(36)}`;
const message = (number, more) => ({ cursor: cursor(number), id: `m${number}`, read: false, ...more });
const numbers = (messages) => messages.map(({ id }) => Number(id.slice(1)));
const range = (from, to) => Array.from({ length: from - to + 1 }, (_, i) => message(from - i));

test('reads what a publisher may send, and ignores everything else', () => {
  const notice = noticeOf({
    data: {
      title: 'Order',
      text: 7,
      url: '/orders/1',
      image: 'javascript:alert(1)',
      actor: { name: 'Ann', avatar: 'https://cdn.example/ann.png' },
      actions: [
        { label: 'Open', url: 'orders/1' },
        { label: 'Later', event: 'later' },
        { label: 'Third', event: 'never shown' },
      ],
      priority: 'urgent',
    },
  });
  assert.equal(notice.heading, 'Order');
  assert.equal(notice.text, '');
  assert.equal(notice.href, 'https://site.example/orders/1');
  assert.equal(notice.image, '', 'no script as an address');
  assert.equal(notice.avatar, 'https://cdn.example/ann.png');
  assert.deepEqual(notice.actions, [
    { label: 'Open', href: 'https://site.example/app/orders/1', event: '' },
    { label: 'Later', href: '', event: 'later' },
  ]);
  assert.equal(notice.urgent, true);
});

test('no data makes it fail', () => {
  const odd = [null, undefined, 1, '', 'text', [], {}, { actor: 'Ann' }, { actor: null }, { actions: {} },
    { actions: [null, 1, 'x', {}, { label: 'no effect' }, { label: 'x', url: 'data:,x' }] }, { url: 'http://' }, { icon: {} }];
  for (const data of odd) {
    const { actions, href, heading, text } = noticeOf({ data, event: 'event', topic: 'topic' });
    assert.deepEqual(actions, []);
    assert.equal(href, '');
    assert.equal(heading || text, data === 'text' ? 'text' : 'event');
  }
});

test('rich text stands under no heading that is not its own', () => {
  assert.equal(noticeOf({ data: { html: '<p>x</p>' }, event: 'notice' }).heading, '');
  assert.equal(noticeOf({ data: { html: '<p>x</p>', title: 'T' }, event: 'notice' }).heading, 'T');
});

test('what was listed below the newest page stays', () => {
  const { messages, touches } = merge(range(50, 1), { messages: range(52, 33), more: true });
  assert.equal(touches, true);
  assert.deepEqual(numbers(messages), numbers(range(52, 1)));
});

test('a message that has left the newest page is not listed any more', () => {
  const page = range(50, 31).filter(({ id }) => id !== 'm40');
  const { messages } = merge(range(50, 1), { messages: page, more: true });
  assert.deepEqual(numbers(messages), numbers(range(50, 1)).filter((each) => each !== 40));
});

test('a page that does not reach what is listed says so', () => {
  assert.equal(merge(range(50, 1), { messages: range(90, 71), more: true }).touches, false);
  assert.equal(merge(range(50, 1), { messages: range(69, 50), more: true }).touches, true);
  assert.equal(merge([], { messages: range(90, 71), more: true }).touches, true);
});

test('the last page is the whole list', () => {
  assert.deepEqual(numbers(merge(range(50, 1), { messages: range(3, 2), more: false }).messages), [3, 2]);
  assert.deepEqual(merge(range(50, 1), { messages: [], more: false }).messages, []);
});

test('a message that has not changed stays the same object, so that it is not drawn again', () => {
  const listed = range(3, 1);
  const page = [message(3), message(2, { read: true }), message(1)];
  const { messages } = merge(listed, { messages: page, more: false });
  assert.equal(messages[0], listed[0]);
  assert.notEqual(messages[1], listed[1]);
  assert.equal(messages[1].read, true);
});

test('every language has every word, and each plural form that it needs', async () => {
  const files = readdirSync(new URL('../../../webapp/js/red-dot-words/', import.meta.url)).map((name) => name.replace('.js', ''));
  assert.deepEqual(files.sort(), ['ar', 'de', 'es', 'fr', 'ja', 'pt', 'zh']);
  const english = new Words('en').names.filter((name) => name !== 'comma').sort();
  for (const language of files) {
    const { default: table } = await import(`../../../webapp/js/red-dot-words/${language}.js`);
    assert.deepEqual(Object.keys(table).filter((name) => name !== 'comma').sort(), english, language);
    assert.equal(await Words.load(language), true);
    const words = new Words(language);
    for (const number of [0, 1, 2, 3, 11, 100]) {
      assert.doesNotMatch(words.say('arrived', number), /undefined|\{/);
    }
  }
  assert.equal(new Words('ar').say('unread', 2), 'رسالتان غير مقروءتين');
  assert.equal(new Words('de-AT').say('arrived', 1), '1 ungelesene Nachricht');
  assert.equal(new Words('ja').say('unread', 3), '未読 3 件');
});

test('an unknown or broken language is English, and words of a page go before', async () => {
  assert.equal(await Words.load('tlh'), false);
  for (const language of ['tlh', 'en_x', '', 'e']) {
    assert.equal(new Words(language).say('arrived', 1), '1 unread message');
  }
  const own = new Words('en', { messages: 'News', arrived: { one: 'one piece', other: '{n} pieces' } });
  assert.equal(own.say('messages'), 'News');
  assert.equal(own.say('arrived', 1), 'one piece');
  assert.equal(own.say('arrived', 1_200), '1,200 pieces');
});

test('times are relative, and dates after a week', () => {
  const words = new Words('en');
  const before = (seconds) => words.ago(new Date(Date.now() - seconds * 1_000).toISOString());
  assert.equal(before(-5), 'now');
  assert.equal(before(10), 'now');
  assert.equal(before(50), '1 min. ago');
  assert.equal(before(7_200), '2 hr. ago');
  assert.equal(before(86_400), 'yesterday');
  assert.match(before(86_400 * 30), /^[A-Z][a-z]+ \d+/);
});
