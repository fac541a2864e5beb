/**
 * What the scenes share: the visitor and its token, what is shown of the connection, and the source
 * of the scripts. On your own site the token comes from your server, and `server` is your server.
 */
import { prepareAccess } from './access.js';
import { address, call, content } from './address.js';
import { claims, dropToken, hasToken, isDemo, pastedToken, tokens, userOf } from './caller.js';
import { newId } from './id.js';
import { endingOf } from './problem.js';
import { prepareCopying } from './request-line.js';
import { keeper } from './token.js';
import { said, w } from './words.js';

export { clock, h, s } from './dom.js';
export { newId } from './id.js';
export { language, w } from './words.js';

/** @returns {any} the element; pages have all that their scripts name */
export const $ = (/** @type {string} */ selector) => document.querySelector(selector);

const query = new URLSearchParams(location.search);
const pasted = pastedToken();
const { context = '' } = document.body.dataset;

/** Red Dot's address. */
export const url = location.origin + context;
export const user = (pasted && claims(pasted).sub) || (isDemo ? userOf(query) : '');
export const topic = query.get('topic')?.trim() || `demo/${$('#scene').dataset.scene}`;
/** A dashboard is for operators, so in demo mode its visitor is one unless the address says otherwise. */
const role = query.get('role') ?? $('#scene').dataset.role;
/** A valid token of the visitor. The client keeps it, and asks for another one when it needs one. */
export const token = tokens(url, user, role || null);
const mine = keeper(token);
/** In demo mode an operator's token, which stands for that of the site's server. */
const servers = keeper(tokens(url, isDemo ? 'operator' : user, isDemo ? 'operator' : null));

const ask = prepareAccess(() => location.reload());

/** Runs the scene once there is a token; until then nothing on the page can be used. */
export async function start(/** @type {() => void | Promise<void>} */ run) {
  if (!isDemo && !hasToken()) {
    showState({ detail: { name: 'closed', reason: '' } });
    $('#state').textContent = w.tokenNeeded;
    ask();
    return;
  }
  $('#scene').inert = false;
  try {
    await run();
  } catch (error) {
    failed(error);
  }
}

/** Does `action` when a form is sent or a button is pressed, and shows why it failed. */
export function on(/** @type {string} */ selector, /** @type {() => unknown} */ action) {
  const place = $(selector);
  place.addEventListener(place.matches('form') ? 'submit' : 'click', async (/** @type {Event} */ event) => {
    event.preventDefault();
    $('#error').textContent = '';
    try {
      await action();
    } catch (error) {
      failed(error);
    }
  });
}

export function failed(/** @type {unknown} */ error) {
  const { reason, status } = endingOf(error);
  if (status === 401) {
    refused(reason);
  } else {
    $('#error').textContent = said(reason);
  }
}

function refused(/** @type {string} */ reason) {
  dropToken();
  $('#scene').inert = true;
  ask(reason);
}

/** Shows a `state` event of the client. */
export function showState(/** @type {{detail: any}} */ { detail: state }) {
  const place = $('#state');
  place.dataset.state = state.name;
  if (state.name === 'open') {
    place.textContent = state.transport ? w.openBy(w.transports[state.transport]) : w.open;
  } else if (state.name === 'waiting') {
    place.textContent = w.reconnecting + w.because(said(state.reason));
  } else {
    place.textContent = state.name === 'closed' ? w.closed(said(state.reason)) : w.connecting;
  }
  if (state.status === 401) {
    refused(state.reason);
  }
}

/**
 * Publishes messages in one call: all of them, or none.
 *
 * @param {{topic: string, data: unknown, event?: string, sendAt?: string, expiresAt?: string,
 *   retain?: boolean}[]} messages
 * @param {{by?: ReturnType<typeof keeper>, keepalive?: boolean}} [how] `keepalive`: also while the page is left
 */
export async function send(messages, { by = mine, keepalive = false } = {}) {
  const body = JSON.stringify(messages.map((each) => ({ id: newId(), ...each })));
  const headers = { 'Content-Type': 'application/json' };
  const post = async () =>
    content(await call(`${url}/api/messages`, await by.get(), { method: 'POST', headers, body, keepalive }));
  try {
    return await post();
  } catch (error) {
    if (endingOf(error).status !== 401) {
      throw error;
    }
    by.renew(); // the server may have been restarted with another key
    return post();
  }
}

/** Publishes as the server of the site would. */
export const server = (/** @type {any[]} */ ...messages) => send(messages, { by: servers });

/**
 * Returns the newest messages of a topic, the oldest of them first. A reader goes on `after` the
 * cursor of the last one.
 *
 * @param {string} filter
 * @param {number} limit
 * @returns {Promise<{messages: import('./types.js').Envelope[], after: string}>}
 */
export async function newest(filter, limit) {
  const question = address('api/messages', { base: url, topics: [filter], order: 'newest', limit });
  const { messages } = await content(await call(question, await token()));
  return { messages: messages.reverse(), after: messages.at(-1)?.cursor ?? 'earliest' };
}

/** The text in a field, which is emptied. */
export function taken(/** @type {string} */ field) {
  const input = $(field);
  const text = input.value.trim();
  input.value = '';
  input.focus();
  return text;
}

/** Puts `item` at the top of a list that keeps the newest `most`. */
export function putFirst(/** @type {Element} */ list, /** @type {Element} */ item, /** @type {number} */ most) {
  list.prepend(item);
  while (list.children.length > most) {
    list.lastElementChild?.remove();
  }
}

// The text comes from the address that the browser has run.
for (const place of document.querySelectorAll('[data-source]')) {
  const code = /** @type {HTMLElement} */ (place.querySelector('pre code'));
  prepareCopying(/** @type {HTMLElement} */ (place), async () => String(code.textContent));
  fetch(new URL(/** @type {HTMLElement} */ (place).dataset.source ?? '', import.meta.url))
    .then((answer) => answer.text())
    .then((text) => (code.textContent = text), failed);
}
