/** The view of groups: their members, one added or removed, a list imported. */
import { isMissing } from './console-api.js';
import { completion } from './console-audience.js';
import { recorded } from './console-changes.js';
import { button, field, hash, input, once, outcome, renew, row, sure, table } from './console-parts.js';
import { h, show } from './dom.js';

/** @typedef {import('./console-parts.js').Desk} Desk */

const PAGE = 100;
const MOST = 1_000;

/** As many as are shown, when a list is read again. */
const many = (/** @type {Element} */ list) => Math.min(MOST, Math.max(PAGE, list.children.length));

/** @param {Desk} desk */
export const groups = (desk) => (desk.name ? group(desk) : list(desk));

/** @param {Desk} desk */
async function list(desk) {
  const { api, w, live, left } = desk;
  const all = h('ul', { class: 'list lines', 'aria-label': w.groups });
  const empty = h('p', { class: 'empty' }, w.noGroups);
  const more = button(w.more, () => load(next), { class: 'more', hidden: true });
  const typed = input({ name: 'group', required: true, maxlength: 200 });
  let next = '';

  async function load(after = '') {
    const page = await api.get('groups', { after, limit: after ? PAGE : many(all) });
    if (left.aborted) {
      return;
    }
    const line = (/** @type {any} */ { group, members }) => h('li', {},
      h('a', { href: hash('groups', group) }, group), h('span', { class: 'muted' }, w.memberCount(members)));
    after ? all.append(...page.groups.map(line)) : renew(all, page.groups, line);
    next = page.next ?? '';
    more.hidden = !next;
    empty.hidden = all.children.length > 0;
    all.hidden = !empty.hidden;
  }

  const form = h('form', { class: 'card fields' },
    h('div', { class: 'adding' }, field(w.newGroup, typed), h('button', {}, w.open), completion(desk, typed, () => 'group')));
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    location.hash = hash('groups', typed.value.trim());
  });
  await load();
  live(['$audit/#'], recorded('group', () => load().catch(() => {})));
  return h('div', { class: 'stack' }, form, h('div', { class: 'card' }, all, empty, more));
}

/** @param {Desk} desk */
async function group(desk) {
  const { api, w, name, live, left } = desk;
  const members = table(w.members, [w.user, w.since, w.actions]);
  const empty = h('p', { class: 'empty' }, w.noMembers);
  const more = button(w.more, () => load(next), { class: 'more', hidden: true });
  const said = outcome();
  let next = '';

  async function load(after = '') {
    const page = await api.get('groups/members', { group: name, after, limit: after ? PAGE : many(members.body) });
    if (left.aborted) {
      return;
    }
    const line = (/** @type {any} */ { user, since }) =>
      row(user, h('code', {}, since), button(w.removeIt, () => leave(user).catch(said.fail), { 'aria-label': w.remove(user) }));
    after ? members.body.append(...page.members.map(line)) : renew(members.body, page.members, line);
    next = page.next ?? '';
    more.hidden = !next;
    empty.hidden = members.body.children.length > 0;
    members.element.hidden = !empty.hidden;
  }

  async function leave(/** @type {string} */ user) {
    if (await sure(w, w.confirmLeave(user, name), w.removeIt)) {
      await api.send('DELETE', 'groups/members', { group: name, user });
      await load();
    }
  }

  await load();
  live(['$audit/#'], recorded('group', () => load().catch(() => {})));
  return h('div', { class: 'stack' },
    h('p', {}, h('a', { href: hash('groups') }, `← ${w.backToGroups}`)),
    h('div', { class: 'head' }, h('h2', { class: 'name' }, name),
      h('a', { class: 'button', href: hash('send', '', { topic: `group/${name}` }) }, w.sendToGroup)),
    h('div', { class: 'split' },
      h('section', { class: 'card stack' }, h('h3', {}, w.members), members.element, empty, more, said.element),
      h('div', { class: 'stack' }, adding(desk, load), importing(desk, load))));
}

/**
 * @param {Desk} desk
 * @param {() => Promise<void>} load
 */
function adding(desk, load) {
  const { api, w, name } = desk;
  const typed = input({ name: 'user', required: true, maxlength: 200 });
  const pressed = h('button', {}, w.add);
  const said = outcome();
  const form = h('form', { class: 'card fields', 'aria-label': w.addMember }, h('h3', {}, w.addMember),
    h('div', { class: 'adding' }, field(w.user, typed), pressed, completion(desk, typed, () => 'user')), said.element);
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    once(pressed, async () => {
      try {
        await api.send('PUT', 'groups/members', { group: name, user: typed.value.trim() });
        typed.value = '';
        typed.focus();
        show(said.element);
        await load();
      } catch (error) {
        said.fail(error);
      }
    });
  });
  return form;
}

/** The names of a pasted list, each once. */
export const namesOf = (/** @type {string} */ text) =>
  [...new Set(text.split(/[\s,;，；、]+/).filter(Boolean))];

/**
 * @param {Desk} desk
 * @param {() => Promise<void>} load
 */
function importing({ api, w, name }, load) {
  const typed = h('textarea', { name: 'users', rows: 5 });
  const pressed = h('button', {}, w.import);
  const said = outcome();
  const form = h('form', { class: 'card fields', 'aria-label': w.importList }, h('h3', {}, w.importList),
    field(w.members, typed, w.importNote), h('div', { class: 'actions' }, pressed, said.element));
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    once(pressed, async () => {
      const users = namesOf(typed.value);
      try {
        if (!users.length) {
          throw new Error(w.nothingToImport);
        }
        const { added, members } = await api.send('POST', 'groups/members', { group: name }, { users });
        typed.value = '';
        said.say(w.imported(added, members));
        await load();
      } catch (error) {
        said.fail(isMissing(error) ? w.missing : error);
      }
    });
  });
  return form;
}
