/** The view of the history: a search, newest first, that tells of new messages. */
import { message } from './console-message.js';
import { button, field, hash, input, named, row, table, time } from './console-parts.js';
import { h, readable, show } from './dom.js';

const PAGE = 50;
const FIELDS = ['topic', 'sender', 'event', 'from', 'until', 'text'];

/** @param {import('./console-parts.js').Desk} desk */
export const messages = (desk) => (desk.name ? message(desk) : history(desk));

/** @param {import('./console-parts.js').Desk} desk */
async function history({ api, w, language, query, live, left }) {
  const topic = query.get('topic') || '#';
  const found = table(w.messages, [w.time, w.topic, w.event, w.sender, w.content]);
  const empty = h('p', { class: 'empty', hidden: true });
  const newer = button('', () => first(), { class: 'newer', hidden: true });
  const older = button(w.more, () => load(), { class: 'more', hidden: true });
  const following = input({ type: 'checkbox', checked: true });
  let place = '';
  let arrived = 0;

  async function load() {
    const page = await api.history({ ...asked(query), topic, before: place, limit: PAGE });
    if (left.aborted) {
      return;
    }
    found.body.append(...page.messages.map(line));
    place = page.cursor;
    older.hidden = !page.more;
    found.element.hidden = !found.body.children.length;
    empty.hidden = !found.element.hidden;
    empty.textContent = page.more ? w.searched : w.noMessages;
  }

  async function first() {
    found.body.replaceChildren();
    place = '';
    arrived = 0;
    newer.hidden = true;
    await load();
  }

  const line = (/** @type {any} */ { id, topic, event, sender, at, data }) =>
    row(time(at, language), h('span', { class: 'topic' }, topic), event, sender,
      h('a', { class: 'excerpt', href: hash('messages', id, { sender }) }, excerpt(data) || id));

  const form = h('form', { class: 'card fields search', role: 'search' },
    h('div', { class: 'columns' },
      field(w.topicFilter, input({ name: 'topic', placeholder: '#', maxlength: 1024 })),
      field(w.textContains, input({ name: 'text', type: 'search' }))),
    h('details', { class: 'filters', open: FIELDS.some((name) => !/topic|text/.test(name) && query.get(name)) },
      h('summary', {}, w.moreFilters),
      h('div', { class: 'columns' },
        field(w.sender, input({ name: 'sender' })),
        field(w.event, input({ name: 'event' })),
        field(w.from, input({ name: 'from', type: 'datetime-local', step: 1 })),
        field(w.until, input({ name: 'until', type: 'datetime-local', step: 1 })))),
    h('div', { class: 'actions' }, h('button', { class: 'primary' }, w.search),
      h('label', { class: 'check' }, following, w.follow)));
  FIELDS.forEach((name) => (named(form, name).value = query.get(name) ?? ''));
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    const given = /** @type {[string, string][]} */ ([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
    const next = hash('messages', '', Object.fromEntries(given));
    next === location.hash ? first() : (location.hash = next);
  });

  await load();
  const shown = () => {
    newer.hidden = !arrived || !following.checked;
    newer.textContent = w.arrived(arrived);
  };
  following.addEventListener('change', shown);
  live([topic], ({ type, id }) => {
    if (type === 'message') {
      arrived += 1;
      shown();
    } else if (type === 'recall') {
      for (const link of found.body.querySelectorAll('a')) {
        link.hash.startsWith(hash('messages', id)) && link.closest('tr')?.classList.add('recalled');
      }
    }
  });
  return h('div', { class: 'stack' }, form, newer, found.element, empty, older);
}

/** The search of the address, with its times in UTC. */
function asked(/** @type {URLSearchParams} */ query) {
  const values = FIELDS.map((name) => [name, query.get(name) ?? '']);
  return Object.fromEntries(values.map(([name, value]) =>
    [name, value && /^(from|until)$/.test(name) ? new Date(value).toISOString() : value]));
}

/** The beginning of what a message says. */
export function excerpt(/** @type {any} */ data) {
  const { title, text, html } = data ?? {};
  const said = [title, text, typeof html === 'string' && html.replace(/<[^>]*>/g, ' ')].filter((each) => typeof each === 'string');
  return (said.length ? said.join(': ') : (readable(data) ?? '')).slice(0, 160);
}
