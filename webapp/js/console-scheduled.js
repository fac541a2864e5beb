/** The view of scheduled messages: their list, and how they are changed and cancelled. */
import { excerpt } from './console-messages.js';
import { recorded } from './console-changes.js';
import { button, facts, field, input, local, moment, named, once, outcome, sure, time } from './console-parts.js';
import { h, show } from './dom.js';
import { Problem } from './problem.js';

/** @typedef {import('./console-parts.js').Desk} Desk */

const PAGE = 50;
const MOST = 1_000;

/** @param {Desk} desk */
export async function scheduled(desk) {
  const { api, w, live, left } = desk;
  const list = h('ul', { class: 'list', 'aria-label': w.scheduled });
  const empty = h('p', { class: 'empty' }, w.noScheduled);
  const more = button(w.more, () => load(next), { class: 'more', hidden: true });
  let next = '';
  let timer = 0;
  left.addEventListener('abort', () => clearTimeout(timer));

  async function load(after = '') {
    const limit = after ? PAGE : Math.min(MOST, Math.max(PAGE, list.children.length));
    const page = await api.get('scheduled', { after, limit });
    if (left.aborted) {
      return;
    }
    if (!after) {
      list.replaceChildren();
    }
    list.append(...page.scheduled.map((/** @type {any} */ each) => item(desk, each, () => load())));
    next = page.scheduled.length === limit ? page.next : '';
    more.hidden = !next;
    empty.hidden = list.children.length > 0;
    wakeFor(page.scheduled[0]?.sendAt);
  }

  /** The first one leaves the list when it is sent. */
  function wakeFor(/** @type {string | undefined} */ sendAt) {
    clearTimeout(timer);
    const left = Date.parse(sendAt ?? '') - Date.now();
    if (left < 2 ** 31 - 2_000) {
      timer = setTimeout(renew, Math.max(left, 0) + 1_000);
    }
  }

  /** What is being changed stays on the page until it is saved. */
  const renew = () => list.querySelector('form') || load().catch(() => {});

  await load();
  live(['$audit/#'], recorded('schedule', renew));
  return h('div', { class: 'stack' }, list, empty, more);
}

/**
 * @param {Desk} desk
 * @param {any} scheduled
 * @param {() => Promise<void>} reload
 */
function item(desk, scheduled, reload) {
  const { api, w, language } = desk;
  const { id, topic, sender, event, sendAt, expiresAt, data, held } = scheduled;
  const said = outcome();
  const place = h('div');
  const cancelling = button(w.cancelIt, async () => {
    try {
      if (await sure(w, w.confirmCancel(id), w.cancelIt)) {
        await api.send('DELETE', 'scheduled', { id, sender });
        await reload();
      }
    } catch (error) {
      said.fail(error instanceof Problem && error.status === 404 ? w.gone : error);
    }
  });
  const changing = button(w.change, () => {
    changing.hidden = true;
    show(place, editor(desk, scheduled, reload));
    place.querySelector('input')?.focus();
  });
  return h('li', { class: 'card stack' },
    h('div', { class: 'head' }, h('h2', {}, time(sendAt, language)), held && h('span', { class: 'tag' }, w.held)),
    h('p', { class: 'said' }, excerpt(data)),
    facts([[w.to, h('code', {}, topic)], [w.event, event], [w.sender, sender], [w.id, h('code', {}, id)],
      [w.expiresAt, expiresAt && moment(new Date(expiresAt), language)]]),
    place, h('div', { class: 'actions' }, changing, cancelling, said.element));
}

/** @typedef {{id: string, topic: string, sender: string, event?: string, sendAt: string, expiresAt?: string, retain?: boolean, data: any, etag: string}} Scheduled */

/**
 * @param {Desk} desk
 * @param {Scheduled} scheduled
 * @param {() => Promise<void>} reload
 */
function editor({ api, w }, { id, sender, etag, topic, event, retain, sendAt, expiresAt, data }, reload) {
  const said = outcome();
  const simple = Object.keys(data ?? {}).every((name) => name === 'title' || name === 'text') && data?.text !== undefined;
  const saving = h('button', { class: 'primary' }, w.save);
  const form = h('form', { class: 'fields', 'aria-label': w.change },
    field(w.sendAt, input({ name: 'sendAt', type: 'datetime-local', step: 1, required: true, value: local(sendAt) })),
    simple && field(w.title, input({ name: 'title', value: data.title ?? '' })),
    field(simple ? w.body : w.data, h('textarea', { name: 'text', rows: simple ? 3 : 8, required: true },
      simple ? data.text : JSON.stringify(data, null, 2))),
    h('div', { class: 'actions' }, saving, button(w.cancel, reload), said.element));
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    once(saving, save);
  });

  async function save() {
    const text = named(form, 'text').value;
    let changed;
    try {
      const title = simple && named(form, 'title').value.trim();
      changed = simple ? { ...(title && { title }), text } : JSON.parse(text);
    } catch {
      said.fail(w.badJson);
      return;
    }
    const draft = { topic, event, retain, expiresAt, sendAt: new Date(named(form, 'sendAt').value).toISOString(), data: changed };
    try {
      await api.send('PUT', 'scheduled', { id, sender }, draft, { 'If-Match': /^"/.test(etag) ? etag : `"${etag}"` });
      await reload();
    } catch (error) {
      const status = error instanceof Problem && error.status;
      if (status === 412) {
        said.fail(w.changedMeanwhile);
        said.element.append(' ', button(w.reload, reload));
      } else {
        said.fail(status === 404 ? w.gone : status === 405 ? w.missing : error);
      }
    }
  }

  return form;
}
