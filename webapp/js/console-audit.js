/** The view of what operators did, as the log has recorded it. */
import { button, row, table, time } from './console-parts.js';
import { h } from './dom.js';

const PAGE = 100;
const TOPICS = '$audit/#';

/** @param {import('./console-parts.js').Desk} desk */
export async function audit({ api, w, language, live, left }) {
  const events = table(w.audit, [w.time, w.action, w.by, w.target, w.outcome, w.detail, w.address]);
  const empty = h('p', { class: 'empty' }, w.noAudit);
  const more = button(w.more, () => load(), { class: 'more', hidden: true });
  let place = '';

  const line = (/** @type {any} */ { at, data }) => {
    const { action, by, target, outcome, detail, address } = data ?? {};
    return row(time(at, language), h('span', { class: 'tag' }, action), by, target, outcome, detail, address);
  };

  const shown = () => {
    empty.hidden = events.body.children.length > 0;
    events.element.hidden = !empty.hidden;
  };

  async function load() {
    const page = await api.history({ topic: TOPICS, before: place, limit: PAGE });
    if (!left.aborted) {
      events.body.append(...page.messages.map(line));
      place = page.cursor;
      more.hidden = !page.more;
      shown();
    }
  }

  await load();
  live([TOPICS], (envelope) => {
    if (envelope.type === 'message') {
      events.body.prepend(line(envelope));
      shown();
    }
  });
  return h('div', { class: 'card stack' }, events.element, empty, more);
}
