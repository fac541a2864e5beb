/**
 * The script of a transport's page: connects with the transport that the body names, shows
 * messages, and publishes. The same for every transport.
 */
import { prepareAccess } from './access.js';
import { pass } from './address.js';
import { TokenNeeded, claims, dropToken, isAdmitted, isDemo, pastedToken, tokens, userOf, usesLogin } from './caller.js';
import { follow } from './follow.js';
import { iframe } from './iframe.js';
import { prepareMosquitto } from './mosquitto.js';
import { connect as mqtt } from './mqtt.js';
import { longPoll, poll } from './polling.js';
import { endingOf } from './problem.js';
import { preparePublishing } from './publish.js';
import { prepareRequestLine } from './request-line.js';
import { sse } from './sse.js';
import { countUp, showCursor, showError, showGap, showMessage, showNeeded, showState } from './view.js';
import { websocket } from './websocket.js';
import { w } from './words.js';

// All transports are imported, because they are small; a dynamic import would leave the page's
// buttons dead until it has loaded.
const transports = { poll, 'long-poll': longPoll, iframe, sse, websocket };

const { transport = '', context = '' } = document.body.dataset;
const open = transports[/** @type {keyof typeof transports} */ (transport)];
const connect = (/** @type {import('./types.js').Options} */ options) =>
  transport === 'mqtt' ? mqtt({ ...options, token: password }) : follow(open, options);

const query = new URLSearchParams(location.search);
const user = isDemo ? userOf(query) : '';
const topic = query.get('topic')?.trim() || 'demo/chat';
const base = location.origin + context;
const role = query.get('role');
const token = tokens(base, user, role);
const ask = prepareAccess(() => {
  showCaller();
  start();
});

/** The reader's cursor, after which the next connection continues. */
let cursor = query.get('after') || undefined;
/** @type {import('./types.js').Connection | undefined} */
let connection;

const $ = (/** @type {string} */ selector) =>
  /** @type {HTMLElement | null} */ (document.querySelector(selector));
// A filter cannot be published to.
const publishTo = /[+#]/.test(topic) ? 'demo/chat' : topic;
const showRequest = prepareRequest($('#request:has(pre)'));

/**
 * @param {HTMLElement | null} place
 * @returns {(asked: import('./request-line.js').Asked) => void}
 */
function prepareRequest(place) {
  if (!place) {
    return () => {};
  }
  return transport === 'mqtt'
    ? prepareMosquitto(place, publishTo, token)
    : prepareRequestLine(place, /** @type {import('./request-line.js').Line} */ (transport), token);
}

/** MQTT sends no cookie in its CONNECT, so a login is exchanged for a ticket. */
async function password() {
  const given = await token();
  return given || Object.values(await pass(base, given))[0];
}

function start() {
  connection?.close();
  showError('');
  if (!isAdmitted()) {
    onState({ name: 'closed', reason: '' });
    showNeeded();
    ask();
    return;
  }
  connection = connect({ base, token, topics: [topic], after: cursor, onEnvelope, onCursor, onState });
}

/** @param {import('./types.js').Envelope} envelope */
function onEnvelope(envelope) {
  if (envelope.type === 'message') {
    countUp();
    showMessage(envelope);
  } else if (envelope.type === 'hello' && envelope.recovered === false) {
    showGap();
  }
}

/** @param {string} moved */
function onCursor(moved) {
  cursor = moved;
  showCursor(cursor);
  showPlace();
}

/** The request line and the links to other transports continue at this page's cursor. */
function showPlace() {
  showRequest({ base, topics: [topic], after: cursor });
  carry('a[data-carry="cursor"]', { user, topic, role, after: cursor });
}

/**
 * @param {string} links
 * @param {Record<string, string | null | undefined>} values the parameters of their query
 */
function carry(links, values) {
  const given = Object.entries(values).filter(([, value]) => value);
  const search = new URLSearchParams(/** @type {[string, string][]} */ (given)).toString();
  for (const link of document.querySelectorAll(links)) {
    /** @type {HTMLAnchorElement} */ (link).search = search;
  }
}

/** @param {import('./types.js').State} state */
function onState(state) {
  showState(state);
  const closed = state.name === 'closed';
  $('#disconnect')?.toggleAttribute('disabled', closed);
  $('#reconnect')?.toggleAttribute('disabled', state.name === 'open' || state.name === 'connecting');
  if (state.name === 'open') {
    showError('');
  } else if (closed && state.status) {
    state.status === 401 ? refused(state.reason) : showError(state.reason);
  }
}

function refused(/** @type {string} */ reason) {
  dropToken();
  ask(reason);
}

function onError(/** @type {unknown} */ error) {
  const { reason, status } = endingOf(error);
  if (error instanceof TokenNeeded) {
    ask(isDemo ? reason : w.sendNeeds, true);
  } else {
    status === 401 ? refused(reason) : showError(reason);
  }
}

$('#disconnect')?.addEventListener('click', () => connection?.close());
$('#reconnect')?.addEventListener('click', start);

function showCaller() {
  const pasted = pastedToken();
  if (pasted && [claims(pasted).groups].flat().includes('operator')) {
    $('#console')?.removeAttribute('hidden');
  }
  const known = document.body.dataset.user || (usesLogin() ? w.knownUser : w.nobody);
  const named = { '#user': (pasted && claims(pasted).sub) || user || known, '#topic': topic };
  for (const [selector, text] of Object.entries(named)) {
    /** @type {HTMLElement} */ ($(selector)).textContent = text;
  }
}

/**
 * @param {string} form
 * @param {Record<string, string>} values
 */
function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = /** @type {HTMLInputElement | null} */ ($(`${form} [name=${name}]`));
    if (field) {
      field.value = value;
    }
  }
}

showCaller();
fill('#who', { user, topic });
const operator = /** @type {HTMLInputElement | null} */ ($('#who [name=role]'));
if (operator) {
  operator.checked = role === 'operator';
}
carry('a[data-carry=""]', { user: query.get('user'), topic: query.get('topic'), role });
fill('#publish', { topic: publishTo });
preparePublishing(/** @type {HTMLFormElement} */ ($('#publish')), {
  base,
  token,
  onStart: () => showError(''),
  onError,
});
showCursor(cursor ?? '');
showPlace();
start();
