/** The page of the drop-in dot: its user, its messages and its look. */
import { TokenNeeded, claims, dropToken, keepToken, pastedToken, tokens, userOf } from './caller.js';
import { newId } from './id.js';
import { endingOf } from './problem.js';
import { publish } from './publish.js';
import { prepareCopying } from './request-line.js';
import './red-dot.js';

/** @typedef {import('./red-dot.js').RedDotElement} RedDotElement */

const NAMES = {
  websocket: 'WebSocket',
  sse: 'server-sent events',
  'long-poll': 'long poll',
  poll: 'short poll',
  iframe: 'iframe',
};

/**
 * @template {HTMLElement} T
 * @param {string} selector
 */
const $ = (selector) => /** @type {T} */ (document.querySelector(selector));
const base = location.origin + (document.body.dataset.context ?? '');
const query = new URLSearchParams(location.search);
const user = query.has('user') ? userOf(query) : 'alice';
const token = tokens(base, user, null);
const element = /** @type {RedDotElement} */ ($('red-dot'));
const form = /** @type {HTMLFormElement} */ ($('#publish'));
const error = $('#error');

/** Shows a field to paste a token into, outside demo mode. */
function askForToken(/** @type {boolean} */ needed) {
  if (needed) {
    dropToken();
  }
  $('#token').hidden = !needed;
}

function showCaller() {
  const pasted = pastedToken();
  const name = (pasted && claims(pasted).sub) || user;
  $('#user').textContent = name;
  $('#name').textContent = encodeURIComponent(name);
  const to = /** @type {HTMLOptionElement} */ ($('#publish option'));
  to.value = to.textContent = `user/${name}`;
  /** @type {HTMLInputElement} */ ($('#who [name=user]')).value = name;
  /** @type {HTMLAnchorElement} */ ($('#window')).href = `?${new URLSearchParams({ user: name })}`;
}

function showState() {
  const state = element.client?.state ?? { name: /** @type {const} */ ('connecting') };
  const place = $('#state');
  place.dataset.state = state.name;
  if (state.name === 'open') {
    const transport = NAMES[/** @type {keyof typeof NAMES} */ (state.transport)];
    place.textContent = `Open by ${transport}${state.recovered === false ? '; some messages are gone' : ''}`;
  } else {
    place.textContent =
      state.name === 'connecting'
        ? 'Connecting…'
        : `${state.name === 'waiting' ? 'Reconnecting' : 'Closed'}. ${state.reason}`;
  }
  if (state.name === 'closed' && state.status === 401) {
    error.textContent = state.reason;
    askForToken(true);
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
    outcome.textContent = 'Sent.';
    text.focus();
  } catch (failure) {
    error.textContent = endingOf(failure).reason;
    askForToken(failure instanceof TokenNeeded);
  }
});

$('#who').addEventListener('submit', (submit) => {
  submit.preventDefault();
  const form = /** @type {HTMLFormElement} */ (submit.target);
  location.search = new URLSearchParams({ user: String(new FormData(form).get('user')) }).toString();
});
$('#token').addEventListener('submit', (submit) => {
  submit.preventDefault();
  const form = /** @type {HTMLFormElement} */ (submit.target);
  keepToken(String(new FormData(form).get('token')));
  location.reload();
});
for (const [id, attribute] of [['#theme', 'theme'], ['#language', 'lang']]) {
  const select = /** @type {HTMLSelectElement} */ ($(id));
  select.addEventListener('change', () => {
    if (select.value) {
      element.setAttribute(attribute, select.value);
    } else {
      element.removeAttribute(attribute);
    }
  });
}
const code = $('.code:has(button)');
prepareCopying(code, async () => code.querySelector('code')?.textContent ?? '');
element.addEventListener('state', showState);
showCaller();
element.token = token;
