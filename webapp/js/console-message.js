/** The view of one message: to whom it went, who has read it, and why somebody did not get it. */
import { completion } from './console-audience.js';
import { isMissing } from './console-api.js';
import { changes } from './console-changes.js';
import { chart } from './console-chart.js';
import { button, facts, field, hash, input, local, moment, once, outcome, row, sure, table, time } from './console-parts.js';
import { h, readable, show } from './dom.js';
import { Problem } from './problem.js';
import { richText } from './rich-text.js';

/** @typedef {import('./console-parts.js').Desk} Desk */

const PAGE = 50;

/** @param {Desk} desk */
export async function message(desk) {
  const { api, w, language, name: id, query, live, left } = desk;
  const sender = query.get('sender') ?? undefined;
  const receipt = await api.get('receipts', { id, sender });
  const said = outcome();
  const about = h('div');
  const recalling = button(w.recall, () => recall().catch(said.fail), { hidden: receipt.recalled });
  const reading = readers(desk, sender);

  async function recall() {
    if (await sure(w, w.confirmRecall, w.recall)) {
      await api.send('DELETE', 'messages', { id, sender });
      said.say(w.recalled);
      recalled();
    }
  }

  function recalled() {
    receipt.recalled = true;
    recalling.hidden = true;
    describe();
  }

  function describe() {
    const until = local(Date.parse(receipt.at) + 1_000);
    show(about, facts([
      [w.id, h('code', {}, receipt.id)],
      [w.topic, h('code', {}, receipt.topic)],
      [w.time, time(receipt.at, language)],
      [w.sender, receipt.sender ?? sender],
      [w.cursor, h('span', {}, h('code', {}, receipt.cursor), ' ',
        h('a', { href: hash('messages', '', { topic: receipt.topic, until }) }, w.inLog))],
      [w.recalled, receipt.recalled ? '✓' : ''],
    ]));
  }

  describe();
  const [text] = await Promise.all([content(desk, receipt), reading.load()]);
  // A read mark is an event of its user's inbox, which only that user follows, but a node's sample counts the marks.
  // To how many sessions the message was handed over is written some seconds after they have it.
  const look = changes({ marks: 1, sessions: 4 }, () => reading.refresh().catch(() => {}), { first: 4 });
  live([receipt.topic, '$overview/#'], (envelope) => {
    if (envelope.type === 'recall' && envelope.id === id) {
      recalled();
    }
    look(envelope);
  });
  left.addEventListener('abort', () => reading.element.remove());
  return h('div', { class: 'stack' },
    h('p', {}, h('a', { href: hash('messages') }, `← ${w.backToMessages}`)),
    h('div', { class: 'split' },
      h('div', { class: 'stack' },
        h('section', { class: 'card stack' }, text, about, h('div', { class: 'actions' }, recalling, said.element)),
        why(desk, sender)),
      reading.element));
}

/** The content of the message, found by its time in the log. */
async function content(/** @type {Desk} */ { api }, /** @type {any} */ { topic, at, cursor, id }) {
  const from = new Date(Date.parse(at) - 1).toISOString();
  const until = new Date(Date.parse(at) + 1_000).toISOString();
  const { messages } = await api.get('messages', { topic, from, until, limit: 1_000 }).catch(() => ({ messages: [] }));
  const data = messages.find((/** @type {any} */ each) => each.cursor === cursor)?.data;
  const { title, text, html, url, ...rest } = typeof data === 'object' && data && !Array.isArray(data) ? data : { text: readable(data) };
  return h('div', { class: 'content' },
    h('h2', {}, typeof title === 'string' ? title : id),
    typeof text === 'string' && h('p', { class: 'said' }, text),
    typeof html === 'string' && h('div', { class: 'rich' }, richText(html)),
    typeof url === 'string' && h('p', {}, h('code', {}, url)),
    Object.keys(rest).length > 0 && h('pre', { tabindex: 0 }, JSON.stringify(rest, null, 2)));
}

/**
 * @param {Desk} desk
 * @param {string | undefined} sender
 */
function readers({ api, w, language, name: id }, sender) {
  const numbers = h('div', { role: 'status' });
  const clock = (/** @type {number} */ seconds) => moment(new Date(seconds * 1_000), language);
  const curve = chart(w.curve, { w, clock, format: (value) => value.toLocaleString(language, { maximumFractionDigits: 1 }) });
  const list = table(w.readers, [w.user, w.readAt]);
  const empty = h('p', { class: 'empty' }, w.noReaders);
  const more = button(w.more, () => load(next), { class: 'more', hidden: true });
  const element = h('section', { class: 'stack' }, numbers, curve.element, h('div', { class: 'card stack' }, h('h2', {}, w.readers), list.element, empty, more));
  let next = '';

  const fetched = (/** @type {string} */ after) => api.get('readers', { id, sender, limit: PAGE, after });

  async function load(after = '') {
    const page = await fetched(after).catch((error) => {
      if (isMissing(error) && !(/** @type {Problem} */ (error).final && after)) {
        return undefined;
      }
      throw error;
    });
    if (!page) {
      show(element, h('p', { class: 'notice' }, w.missing));
      return;
    }
    if (!after) {
      list.body.replaceChildren();
    }
    list.body.append(...page.readers.map((/** @type {any} */ { user, readAt }) => row(user, time(readAt, language))));
    next = page.next ?? '';
    more.hidden = !next;
    count(page);
  }

  function count(/** @type {any} */ { read, members, handed, curve: points }) {
    const ways = Object.entries(handed ?? {});
    const sessions = ways.reduce((sum, [, n]) => sum + n, 0);
    show(numbers, h('dl', { class: 'numbers' },
      h('div', {}, h('dt', {}, w.handed), h('dd', {}, ways.length ? w.handedTo(sessions) : w.notHanded),
        ...ways.map(([transport, n]) => h('dd', { class: 'way' }, `${transport} ${n}`))),
      h('div', {}, h('dt', {}, w.read), h('dd', {}, w.readBy(read, members ?? null)),
        members > 0 && h('dd', {}, h('progress', { max: members, value: Math.min(read, members), 'aria-label': w.read })))));
    list.element.hidden = !list.body.children.length;
    empty.hidden = !list.element.hidden;
    curve.element.hidden = !points?.length;
    curve.draw((points ?? []).map((/** @type {any} */ { at }) => Date.parse(at) / 1_000),
      [{ name: '', values: (points ?? []).map((/** @type {any} */ point) => point.read) }]);
  }

  /** Looks again, without losing the pages that are open. */
  async function refresh() {
    const page = await fetched('');
    const known = new Set([...list.body.rows].map((each) => each.cells[0].textContent));
    const added = page.readers.filter((/** @type {any} */ { user }) => !known.has(user));
    list.body.prepend(...added.map((/** @type {any} */ { user, readAt }) => row(user, time(readAt, language))));
    count(page);
  }

  return { element, load, refresh };
}

/**
 * @param {Desk} desk
 * @param {string | undefined} sender
 */
function why(desk, sender) {
  const { api, w, name: id } = desk;
  const typed = input({ name: 'user', required: true });
  const ask = h('button', {}, w.ask);
  const said = outcome();
  const form = h('form', { class: 'card fields', 'aria-label': w.whyNot }, h('h2', {}, w.whyNot),
    h('div', { class: 'adding' }, field(w.user, typed), ask, completion(desk, typed, () => 'user')), said.element);
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    once(ask, async () => {
      try {
        const { user } = await api.get('receipts', { id, sender, user: typed.value.trim() });
        const { verdict } = user;
        verdict ? said.say(h('b', {}, w.verdicts[verdict.code] ?? verdict.code), ' ', h('span', { lang: 'en' }, verdict.reason)) : said.say(w.missing);
      } catch (error) {
        said.fail(error);
      }
    });
  });
  return form;
}
