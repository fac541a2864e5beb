/** The recipients of a message: chosen with completion, with what is known of them. */
import { isMissing } from './console-api.js';
import { button, field, input } from './console-parts.js';
import { h, show } from './dom.js';

/** @typedef {import('./console-parts.js').Desk} Desk */

const PREFIX = { everyone: '', group: 'group/', user: 'user/', topic: '' };
const PAUSE = 150;

/**
 * How many users the topics are meant for, and how many of them are online.
 *
 * @param {import('./console-api.js').Api} api
 * @param {string[]} topics
 * @returns {Promise<{members: number | null, online: number, topics: {topic: string, known: boolean, members: number | null}[]} |
 *   undefined>} undefined: the server does not tell
 */
export async function audienceOf(api, topics) {
  try {
    return await api.get('console/audience', { topics });
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Completes a name by what the server has seen.
 *
 * @param {Desk} desk
 * @param {HTMLInputElement} typed
 * @param {() => string} kind `user`, `group` or `topic`
 * @returns {HTMLDataListElement}
 */
export function completion({ api, left }, typed, kind) {
  const list = h('datalist', { id: `known-${Math.random().toString(36).slice(2)}` });
  typed.setAttribute('list', list.id);
  let waiting = 0;
  typed.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const prefix = typed.value.trim();
      const { known } = await api.get('console/known', { kind: kind(), prefix: prefix || undefined, limit: 20 })
        .catch(() => ({ known: [] })); // typing works without it
      if (!left.aborted && prefix === typed.value.trim()) {
        show(list, ...known.map((/** @type {string} */ value) => h('option', { value })));
      }
    }, PAUSE);
  });
  return list;
}

/**
 * @param {Desk} desk
 * @param {Set<string>} chosen topics
 */
export function recipients(desk, chosen) {
  const { api, w } = desk;
  const kind = h('select', { name: 'kind' },
    ...['user', 'group', 'everyone', 'topic'].map((value) => h('option', { value }, /** @type {any} */ (w)[value])));
  const typed = input({ name: 'recipient', maxlength: 1024 });
  const list = completion(desk, typed, () => kind.value);
  const chips = h('ul', { class: 'chips', 'aria-label': w.recipients });
  const reach = h('div', { class: 'reach', role: 'status' });
  const name = field(w.name, typed);
  const add = button(w.add, () => {
    take();
    typed.focus();
  });
  let asked = 0;

  /** Takes what is typed; nothing: leaves the recipients as they are. */
  function take() {
    const topic = kind.value === 'everyone' ? 'everyone' : typed.value.trim();
    if (topic) {
      chosen.add(PREFIX[/** @type {keyof typeof PREFIX} */ (kind.value)] + topic);
      typed.value = '';
      kind.value = kind.value === 'everyone' ? 'user' : kind.value;
      name.hidden = false;
      render();
    }
  }

  function render() {
    show(chips, ...[...chosen].map((topic) => h('li', {}, h('span', {}, topic),
      button('×', () => {
        chosen.delete(topic);
        render();
        typed.focus();
      }, { 'aria-label': w.remove(topic) }))));
    chips.hidden = !chosen.size;
    tell();
    typed.form?.dispatchEvent(new Event('input'));
  }

  async function tell() {
    const mine = ++asked;
    if (!chosen.size) {
      show(reach, h('p', {}, w.noRecipients));
      return;
    }
    const meant = await audienceOf(api, [...chosen]).catch(() => undefined);
    if (mine === asked) {
      const uncounted = meant?.topics.filter(({ topic, known, members }) => known && members === null && topic.startsWith('group/')) ?? [];
      const strange = meant?.topics.filter(({ known }) => !known) ?? [];
      show(reach, meant && h('p', {}, w.audience(meant.members, meant.online)),
        ...uncounted.map(({ topic }) => h('p', { class: 'fine' }, w.uncounted(topic))),
        ...strange.map(({ topic }) => h('p', { class: 'notice' }, w.unknown(topic))));
    }
  }

  kind.addEventListener('change', () => {
    name.hidden = kind.value === 'everyone';
    show(list);
  });
  typed.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      take();
    }
  });
  render();
  const element = h('fieldset', { class: 'fields' }, h('legend', {}, w.to),
    h('div', { class: 'adding' }, field(w.kind, kind), name, add, list), chips, reach);
  return { element, take, show: render };
}
