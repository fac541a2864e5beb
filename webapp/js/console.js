/** The operator's console: its tabs, its caller and its stream. */
import { Api, isMissing } from './console-api.js';
import { audit } from './console-audit.js';
import { groups } from './console-groups.js';
import { messages } from './console-messages.js';
import { online } from './console-online.js';
import { overview } from './console-overview.js';
import { scheduled } from './console-scheduled.js';
import { send } from './console-send.js';
import { w } from './console-words.js';
import { prepareAccess } from './access.js';
import { TokenNeeded, dropToken, isDemo } from './caller.js';
import { h, show } from './dom.js';
import { follow } from './follow.js';
import { longPoll, poll } from './polling.js';
import { Problem, endingOf } from './problem.js';
import { sse } from './sse.js';
import { websocket } from './websocket.js';
import { language, said } from './words.js';

/** @type {Record<string, (desk: import('./console-parts.js').Desk) => Node | Promise<Node>>} */
const VIEWS = { send, messages, scheduled, groups, online, overview, audit };

/**
 * @template {HTMLElement} T
 * @param {string} selector
 */
const $ = (selector) => /** @type {T} */ (document.querySelector(selector));
const query = new URLSearchParams(location.search);
const base = location.origin + (document.body.dataset.context ?? '');
const place = $('#view');
const state = $('#state');
const api = new Api(base, {
  user: query.get('user')?.trim() || 'operator',
  role: query.get('role') ?? 'operator',
});
const ask = prepareAccess(() => location.reload());
let leaving = new AbortController();
/** @type {import('./types.js').Connection | undefined} */
let connection;

/** The view that the address names, and what follows it. */
function asked() {
  const [path, search = ''] = location.hash.slice(1).split('?');
  const [view, name = ''] = path.split('/');
  return { view: view in VIEWS ? view : 'send', name: decoded(name), query: new URLSearchParams(search) };
}

function decoded(/** @type {string} */ name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // typed by hand
  }
}

function fail(/** @type {unknown} */ error) {
  const { reason, status } = endingOf(error);
  if (status === 401) {
    dropToken();
    ask(error instanceof TokenNeeded && !isDemo ? '' : reason);
  } else {
    $('#error').textContent = status === 403 ? w.notOperator(api.user) : said(reason);
    status === 403 && ask();
  }
}

/** Follows topics over the best transport, in place of those of the previous view. */
function live(/** @type {string[]} */ topics, /** @type {(envelope: any) => void} */ take) {
  connection?.close();
  const { signal } = leaving;
  connection = follow([websocket, sse, longPoll, poll], {
    base,
    topics,
    token: api.token,
    onCursor: () => {},
    onEnvelope: (envelope) => signal.aborted || take(envelope),
    onState: (now) => signal.aborted || showState(now),
  });
}

function showState(/** @type {import('./types.js').State} */ now) {
  state.hidden = false;
  state.dataset.state = now.name;
  const reason = 'reason' in now ? said(now.reason) : '';
  state.textContent = { connecting: w.connecting, open: w.live, waiting: w.waiting(reason), closed: w.closed(reason) }[now.name];
}

async function showView(focus = false) {
  leaving.abort();
  leaving = new AbortController();
  connection?.close();
  connection = undefined;
  const { signal } = leaving;
  const { view, ...named } = asked();
  state.hidden = true;
  $('#error').textContent = '';
  for (const tab of document.querySelectorAll('#tabs a')) {
    const here = tab.getAttribute('href') === `#${view}`;
    here ? tab.setAttribute('aria-current', 'page') : tab.removeAttribute('aria-current');
  }
  const title = /** @type {any} */ (w)[view];
  document.title = `${title} · ${w.console} · Red Dot`;
  place.ariaLabel = title;
  place.ariaBusy = 'true';
  show(place, h('p', { class: 'empty' }, w.loading));
  if (focus) {
    place.focus();
  }
  try {
    const made = await VIEWS[view]({ api, w, language, left: signal, live, ...named });
    signal.aborted || show(place, made);
  } catch (error) {
    if (!signal.aborted) {
      const missing = isMissing(error) && !(/** @type {Problem} */ (error).final && named.name);
      show(place, h('p', { class: 'notice' }, missing ? w.missing : said(endingOf(error).reason)));
    }
  } finally {
    place.ariaBusy = signal.aborted ? place.ariaBusy : 'false';
  }
}

async function enter() {
  try {
    await api.enter();
  } catch (error) {
    fail(error);
    return;
  }
  $('#tabs').hidden = false;
  await showView();
}

// A page in the browser's back/forward cache must keep no connection.
window.addEventListener('pagehide', () => connection?.close());
window.addEventListener('pageshow', ({ persisted }) => persisted && showView());
window.addEventListener('hashchange', () => showView(true));
enter();
