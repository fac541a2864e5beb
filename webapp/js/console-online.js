/** The view of everybody who is online, on all nodes. */
import { completion } from './console-audience.js';
import { changes } from './console-changes.js';
import { button, bytes, field, hash, input, named, once, outcome, renew, row, sure, table, time } from './console-parts.js';
import { h, show } from './dom.js';

/** @typedef {import('./console-parts.js').Desk} Desk */

const PAGE = 100;
const TRANSPORTS = ['websocket', 'sse', 'long-poll', 'poll', 'iframe', 'mqtt'];
const FIELDS = ['user', 'transport', 'node'];

/** @param {Desk} desk */
export async function online(desk) {
  const { api, w, language, query, live, left } = desk;
  const sessions = table(w.online, [w.user, w.transport, w.node, w.since, w.address, w.behind, w.waitingBytes, w.actions]);
  const empty = h('p', { class: 'empty' }, w.nobodyOnline);
  const count = h('p', { class: 'muted', role: 'status' });
  const more = button(w.more, () => load(next), { class: 'more', hidden: true });
  const said = outcome();
  const nodes = h('div');
  let next = '';
  let users = 0;

  async function load(after = '') {
    const asked = Object.fromEntries(FIELDS.map((name) => [name, query.get(name) ?? '']));
    const page = await api.get('presence', { ...asked, after, limit: PAGE });
    if (left.aborted) {
      return;
    }
    // One user's sessions come whole, whatever else was asked for.
    const fits = (/** @type {any} */ session) =>
      (!asked.transport || session.transport === asked.transport) && (!asked.node || session.node === asked.node);
    const found = (page.users ?? [page]).map((/** @type {any} */ each) => ({ ...each, sessions: each.sessions.filter(fits) }));
    users = (after ? users : 0) + found.filter((/** @type {any} */ each) => each.sessions.length).length;
    const listed = found.flatMap((/** @type {any} */ { user, sessions }) =>
      sessions.map((/** @type {any} */ session) => ({ user, session })));
    after ? sessions.body.append(...listed.map(line)) : renew(sessions.body, listed, line);
    next = page.next ?? '';
    more.hidden = !next;
    count.textContent = w.sessionsOf(sessions.body.rows.length, users);
    empty.hidden = sessions.body.rows.length > 0;
    sessions.element.hidden = count.hidden = !empty.hidden;
    show(nodes, page.nodes && nodesOf(desk, page.nodes));
  }

  const line = (/** @type {{user: string, session: any}} */ { user, session }) => row(
    h('a', { href: hash('online', '', { user }) }, user), session.transport, session.node,
    time(session.since, language), session.address, session.behind?.toLocaleString(language),
    session.outboxBytes === undefined ? '' : bytes(session.outboxBytes),
    h('span', { class: 'actions' },
      button(w.disconnect, () => end(w.confirmSession(user), w.disconnect, `sessions/${encodeURIComponent(session.session)}/disconnect`),
        { title: session.topics?.join('\n') }),
      button(w.disconnectUser, () => end(w.confirmUser(user), w.disconnectUser, 'users/disconnect', { user }))));

  /**
   * @param {string} question
   * @param {string} yes
   * @param {string} path
   * @param {Record<string, string>} [query]
   */
  async function end(question, yes, path, query) {
    try {
      if (await sure(w, question, yes)) {
        await api.send('POST', path, query);
        said.say(w.disconnected);
        await load();
      }
    } catch (error) {
      said.fail(error);
    }
  }

  const typed = input({ name: 'user', value: query.get('user') ?? '' });
  const form = h('form', { class: 'card fields search', role: 'search' }, h('div', { class: 'adding' },
    field(w.user, typed),
    field(w.transport, h('select', { name: 'transport' }, h('option', { value: '' }, w.any),
      ...TRANSPORTS.map((value) => h('option', { value, selected: value === query.get('transport') }, value)))),
    field(w.node, input({ name: 'node', value: query.get('node') ?? '' })),
    h('button', { class: 'primary' }, w.filter), completion(desk, typed, () => 'user')));
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    location.hash = hash('online', '', Object.fromEntries(FIELDS.map((name) => [name, named(form, name).value.trim()])));
  });

  await load();
  // A node's sample tells how many sessions and nodes there are. What this node knows of others is a few seconds old.
  live(['$overview/#'], changes({ sessions: 3, nodes: 1 }, () => next || load().catch(() => {})));
  return h('div', { class: 'stack' }, form, said.element, count, sessions.element, empty, more, nodes, revoking(desk));
}

/**
 * @param {Desk} desk
 * @param {{node: string, since: string, seenAt: string, sessions: number}[]} all
 */
export function nodesOf({ w, language }, all) {
  const nodes = table(w.nodes, [w.node, w.since, w.seen, w.sessions]);
  nodes.body.append(...all.map(({ node, since, seenAt, sessions }) =>
    row(h('code', {}, node), time(since, language), time(seenAt, language), sessions?.toLocaleString(language))));
  return h('section', { class: 'card stack' }, h('h2', {}, w.nodes), nodes.element);
}

/** @param {Desk} desk */
function revoking({ api, w }) {
  const typed = input({ name: 'id', required: true });
  const pressed = h('button', {}, w.revoke);
  const said = outcome();
  const form = h('form', { class: 'card fields', 'aria-label': w.revokeToken }, h('h2', {}, w.revokeToken),
    h('div', { class: 'adding' }, field(w.tokenId, typed), pressed), said.element);
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    once(pressed, async () => {
      const id = typed.value.trim();
      try {
        if (await sure(w, w.confirmRevoke(id), w.revoke)) {
          await api.send('POST', 'tokens/revoke', { id });
          form.reset();
          said.say(w.revoked);
        }
      } catch (error) {
        said.fail(error);
      }
    });
  });
  return form;
}
