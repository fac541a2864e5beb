/** The page of the drop-in dot: its user, its messages and its look. */
import { prepareAccess } from './access.js';
import { TokenNeeded, claims, dropToken, hasToken, isDemo, pastedToken, tokens, userOf } from './caller.js';
import { newId } from './id.js';
import { endingOf } from './problem.js';
import { publish } from './publish.js';
import { prepareCopying } from './request-line.js';
import { language, said, w } from './words.js';
import './red-dot.js';

/** @typedef {import('./red-dot.js').RedDotElement} RedDotElement */

/**
 * @template {HTMLElement} T
 * @param {string} selector
 */
const $ = (selector) => /** @type {T} */ (document.querySelector(selector));
const base = location.origin + (document.body.dataset.context ?? '');
const query = new URLSearchParams(location.search);
const user = !isDemo ? '' : query.has('user') ? userOf(query) : 'alice';
const token = tokens(base, user, null);
const element = /** @type {RedDotElement} */ ($('red-dot'));
const form = /** @type {HTMLFormElement} */ ($('#publish'));
const error = $('#error');
const ask = prepareAccess(() => location.reload());

function refused(/** @type {string} */ reason) {
  dropToken();
  ask(reason);
}

function showCaller() {
  const pasted = pastedToken();
  const name = (pasted && claims(pasted).sub) || user;
  $('#user').textContent = name;
  const to = /** @type {HTMLOptionElement} */ ($('#publish option'));
  to.value = to.textContent = `user/${name}`;
  to.hidden = to.disabled = !name;
  /** @type {HTMLSelectElement} */ ($('#publish select')).value = name ? to.value : 'everyone';
  if (isDemo) {
    $('#name').textContent = encodeURIComponent(name);
    /** @type {HTMLInputElement} */ ($('#who [name=user]')).value = name;
    /** @type {HTMLAnchorElement} */ ($('#window')).href = `?${new URLSearchParams({ user: name })}`;
  }
}

function showState() {
  const state = element.client?.state ?? { name: /** @type {const} */ ('connecting') };
  const place = $('#state');
  place.dataset.state = state.name;
  if (state.name === 'open') {
    place.textContent = w.openBy(w.transports[state.transport ?? '']) + (state.recovered === false ? w.incomplete : '');
  } else if (state.name === 'connecting') {
    place.textContent = w.connecting;
  } else {
    const reason = said(state.reason);
    place.textContent = state.name === 'waiting' ? w.reconnecting + w.because(reason) : w.closed(reason);
  }
  if (state.name === 'closed' && state.status === 401) {
    refused(state.reason);
  }
}

form.addEventListener('submit', async (submit) => {
  submit.preventDefault();
  const { topic, title, text, rich } = /** @type {Record<string, HTMLInputElement>} */ (
    /** @type {unknown} */ (form.elements)
  );
  const named = title.value.trim() && { title: title.value.trim() };
  const data = { ...named, [rich.checked ? 'html' : 'text']: text.value };
  const outcome = $('#publish output');
  outcome.textContent = error.textContent = '';
  try {
    const operator = await tokens(base, 'operator', 'operator')();
    await publish(base, operator, { id: newId(), topic: topic.value, data });
    text.value = title.value = '';
    outcome.textContent = w.sent;
    text.focus();
  } catch (failure) {
    const { reason, status } = endingOf(failure);
    if (failure instanceof TokenNeeded) {
      ask(isDemo ? reason : w.sendNeedsToken, true);
    } else if (status === 401) {
      refused(reason);
    } else {
      error.textContent = said(reason);
    }
  }
});

document.querySelector('#who')?.addEventListener('submit', (submit) => {
  submit.preventDefault();
  const form = /** @type {HTMLFormElement} */ (submit.target);
  location.search = new URLSearchParams({ user: String(new FormData(form).get('user')) }).toString();
});
/** @type {HTMLSelectElement} */ ($('#language')).value = language.split('-')[0];
for (const [id, attribute] of [['#theme', 'theme'], ['#language', 'lang']]) {
  const select = /** @type {HTMLSelectElement} */ ($(id));
  select.addEventListener('change', () => {
    if (select.value) {
      element.setAttribute(attribute, select.value);
    } else {
      element.removeAttribute(attribute);
    }
    element.dir = element.lang === 'ar' ? 'rtl' : '';
  });
}
const code = $('.code:has(button)');
prepareCopying(code, async () => code.querySelector('code')?.textContent ?? '');
element.addEventListener('state', showState);
showCaller();
if (isDemo || hasToken()) {
  element.token = token;
} else {
  $('#state').dataset.state = 'closed';
  $('#state').textContent = w.tokenNeeded;
  ask();
}
