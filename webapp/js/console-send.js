/** The view that sends: a message, its recipients, its times, and a preview. */
import { audienceOf, recipients } from './console-audience.js';
import { field, hash, input, moment, named, once, outcome, sure } from './console-parts.js';
import { preview } from './console-preview.js';
import { h } from './dom.js';
import { newId } from './id.js';

/** @typedef {import('./console-parts.js').Desk} Desk */

/** What was written survives a change of the view or of the language. @type {Record<string, string>} */
const written = {};
/** @type {Set<string>} */
const chosen = new Set();
/** If a message was sent before without an answer, the same ids store it only once. */
let unanswered = { key: '', ids: /** @type {string[]} */ ([]) };

/** @param {Desk} desk */
export function send(desk) {
  const { api, w, query } = desk;
  const to = query.get('topic');
  if (to) {
    chosen.add(to);
  }
  const said = outcome();
  const sending = h('button', { class: 'primary' }, w.send);
  const seen = preview(desk);
  const whom = recipients(desk, chosen);
  const form = h('form', { class: 'card fields', 'aria-label': w.send, novalidate: true },
    whom.element,
    field(w.title, input({ name: 'title', placeholder: w.optional })),
    field(w.body, h('textarea', { name: 'text', rows: 4 })),
    h('label', { class: 'check' }, input({ type: 'checkbox', name: 'rich' }), w.rich),
    h('div', { class: 'columns' },
      field(w.url, input({ name: 'url', inputmode: 'url', placeholder: w.optional })),
      field(w.event, input({ name: 'event', placeholder: w.optional, maxlength: 200 })),
      field(w.sendAt, input({ name: 'sendAt', type: 'datetime-local', step: 1 }), w.now),
      field(w.expiresAt, input({ name: 'expiresAt', type: 'datetime-local', step: 1 }), w.never)),
    h('div', { class: 'actions' }, sending, said.element));
  for (const [name, value] of Object.entries(written)) {
    const control = named(form, name);
    control.type === 'checkbox' ? (control.checked = value === 'on') : (control.value = value);
  }
  const changed = () => {
    Object.keys(written).forEach((name) => delete written[name]);
    new FormData(form).forEach((value, name) => (written[name] = String(value)));
    seen.show(content(written), [...chosen][0], written.event);
  };
  form.addEventListener('input', changed);
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    once(sending, () => begin().catch(said.fail));
  });
  changed();

  async function begin() {
    whom.take();
    const wrong = refusal(w, [...chosen], written);
    if (wrong) {
      said.fail(wrong);
      return;
    }
    const meant = await audienceOf(api, [...chosen]);
    if (meant?.members === 0) {
      said.fail(w.toEmptyGroup);
      return;
    }
    const { sendAt, expiresAt } = times(written);
    const question = sendAt ? w.confirmSchedule(moment(new Date(sendAt), desk.language)) : w.confirmSend;
    const reach = meant ? w.audience(meant.members, meant.online) : [...chosen].join(', ');
    if (!(await sure(w, question, w.send, reach))) {
      return;
    }
    const drafts = [...chosen].map((topic) =>
      ({ topic, data: content(written), event: written.event?.trim() || undefined, sendAt, expiresAt }));
    const key = JSON.stringify(drafts);
    if (unanswered.key !== key) {
      unanswered = { key, ids: drafts.map(newId) };
    }
    const numbered = drafts.map((draft, i) => ({ id: unanswered.ids[i], ...draft }));
    await api.send('POST', 'messages', {}, numbered);
    const [id] = unanswered.ids;
    unanswered = { key: '', ids: [] };
    chosen.clear();
    form.reset();
    whom.show();
    changed();
    said.say(sendAt ? w.planned(moment(new Date(sendAt), desk.language)) : w.sent, ' ',
      h('a', { href: sendAt ? hash('scheduled') : hash('messages', id) }, sendAt ? w.scheduled : w.openIt));
  }

  return h('div', { class: 'split' }, form, seen.element);
}

/** @param {Record<string, string>} written */
function content({ title, text, rich, url }) {
  return {
    ...(title?.trim() && { title: title.trim() }),
    ...(text?.trim() && { [rich ? 'html' : 'text']: text }),
    ...(url?.trim() && { url: url.trim() }),
  };
}

/** @param {Record<string, string>} written times of the visitor's zone */
function times({ sendAt, expiresAt }) {
  const utc = (/** @type {string} */ local) => (local ? new Date(local).toISOString() : undefined);
  return { sendAt: utc(sendAt), expiresAt: utc(expiresAt) };
}

/**
 * Says what is wrong with a message before it is sent.
 *
 * @param {import('./console-words.js').Words} w
 * @param {string[]} topics
 * @param {Record<string, string>} written
 * @returns {string} empty: nothing
 */
export function refusal(w, topics, written) {
  const { sendAt, expiresAt } = times(written);
  const now = new Date().toISOString();
  if (!topics.length) {
    return w.toNobody;
  }
  if (!written.title?.trim() && !written.text?.trim()) {
    return w.noText;
  }
  const url = written.url?.trim();
  if (url && !/^(https?:\/\/|mailto:|[./?#])\S*$/i.test(url)) {
    return w.badUrl;
  }
  if ((sendAt && sendAt < now) || (expiresAt && expiresAt < now)) {
    return w.past;
  }
  return expiresAt && sendAt && expiresAt <= sendAt ? w.expiresFirst : '';
}
