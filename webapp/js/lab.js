/** The script of the laboratory: six lanes that receive the same messages, and what is done to them. */
import { prepareAccess } from './access.js';
import { dropToken, isAdmitted, isDemo, tokens, userOf } from './caller.js';
import { show } from './dom.js';
import { newId } from './id.js';
import { drawing, figure } from './lab-view.js';
import { Lane } from './lab-lane.js';
import { csv, svg } from './lab-report.js';
import { Run } from './lab-run.js';
import { serverReader } from './lab-server.js';
import { keeper } from './token.js';
import { language, said, w } from './words.js';

const NAMES = ['poll', 'long-poll', 'iframe', 'sse', 'websocket', 'mqtt'];
/** @type {('cut' | 'stalled' | 'buffers')[]} */
const FAULTS = ['cut', 'stalled', 'buffers'];
const DRAW_EVERY = 500;
const METRICS_EVERY = 2_000;
const EVENTS = 60;

const $ = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
const all = (/** @type {string} */ selector) =>
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);

const query = new URLSearchParams(location.search);
const base = location.origin + (document.body.dataset.context ?? '');
const topic = query.get('topic')?.trim() || `demo/lab-${newId().slice(0, 8)}`;
// In demo mode an operator, who may read the metrics.
const fetched = tokens(base, isDemo ? userOf(query) : '', 'operator');
const kept = keeper(fetched);
/** Six lanes share one token. The login has none. */
const token = () => (isDemo ? kept.get() : fetched());
const ask = prepareAccess(start);

/** @type {Lane[]} */
let lanes = [];
/** @type {Run | undefined} */
let run;
const began = performance.now();

function start() {
  showError('');
  if (!isAdmitted()) {
    showState('closed', w.needed);
    ask();
    return;
  }
  leave();
  $('topic').textContent = topic;
  lanes = NAMES.map((name) =>
    new Lane(name, { base, token, renew: kept.renew, topic, onState: (state) => onState(name, state) }));
  FAULTS.forEach(showFault); // new lanes have none
}

function leave() {
  lanes.forEach((lane) => lane.close());
  lanes = [];
}

function showState(/** @type {string} */ name, /** @type {string} */ text) {
  $('state').dataset.state = name;
  $('state').textContent = text;
}

function showError(/** @type {string} */ text) {
  $('error').textContent = text;
}

function failed(/** @type {string} */ reason, /** @type {number | undefined} */ status) {
  if (status === 401) {
    dropToken();
    ask(reason);
  } else {
    showError(said(reason));
  }
}

/** @param {string} name @param {import('./types.js').State} state */
function onState(name, state) {
  const told = state.name === 'waiting' || state.name === 'closed' ? said(state.reason) : '';
  for (const place of all(`.lane[data-lane="${name}"] .state`)) {
    place.dataset.state = state.name;
    place.textContent = w.lab.states[state.name];
    place.title = told;
  }
  log(name, `${w.lab.states[state.name]}${told && w.because(told)}`);
  if (state.name === 'closed' && state.status) {
    failed(state.reason, state.status);
  }
  const open = lanes.filter((lane) => lane.state.name === 'open').length;
  if (!run && lanes.length) {
    showState(open === NAMES.length ? 'open' : 'connecting', w.lab.ready(open, NAMES.length));
  }
}

/** Says what happened, newest first. */
function log(/** @type {string} */ name, /** @type {string} */ text) {
  const line = document.createElement('li');
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  line.textContent = `${seconds} s · ${titleOf(name)} · ${text}`;
  $('events').prepend(line);
  [...$('events').children].slice(EVENTS).forEach((old) => old.remove());
}

const titleOf = (/** @type {string} */ name) => $(`lane-${name}`)?.textContent ?? name;

const results = () => lanes.map((lane) => lane.result(run?.stored ?? 0));

function draw() {
  if (document.hidden) {
    return;
  }
  for (const result of results()) {
    for (const place of all(`[data-lane="${result.name}"] [data-figure]`)) {
      place.textContent = figure(result, place.dataset.figure ?? '');
    }
    for (const place of all(`[data-lane="${result.name}"] .drawing`)) {
      show(place, drawing(result));
    }
  }
  $('stored').textContent = w.lab.published(run?.stored ?? 0, run?.refused ?? 0);
}

const readServer = serverReader(base, token);

async function showServer() {
  if (document.hidden || !lanes.length) {
    return;
  }
  const server = await readServer().catch(() => undefined);
  $('server-none').hidden = server !== undefined;
  const { share, heap, clients = 0, waiting } = server ?? {};
  const number = (/** @type {number | undefined} */ value, digits = 1) =>
    value === undefined || !Number.isFinite(value) ? '–' : value.toLocaleString(language, { maximumFractionDigits: digits });
  const values = {
    cpu: share === undefined ? '–' : `${number(share * 100)} %`,
    'cpu-client': share === undefined || !clients ? '–' : `${number((share * 1000) / clients)} ms/s`,
    heap: heap === undefined ? '–' : `${number(heap / 1e6, 0)} MB`,
    'heap-client': heap === undefined || !clients ? '–' : `${number(heap / 1e6 / clients)} MB`,
    clients: server ? number(clients, 0) : '–',
    waiting: waiting === undefined ? '–' : `${number(waiting, 0)} B`,
  };
  Object.entries(values).forEach(([name, value]) => ($(`server-${name}`).textContent = value));
}

const form = /** @type {HTMLFormElement} */ ($('run'));
const value = (/** @type {string} */ name) => Number(new FormData(form).get(name));

function showRunning(/** @type {boolean} */ running) {
  $('begin').disabled = running;
  $('stop').disabled = !running;
}

form.addEventListener('submit', (submit) => {
  submit.preventDefault();
  if (!lanes.length) {
    ask(w.sendNeeds, true);
    return;
  }
  run?.end('stopped');
  showError('');
  showRunning(true);
  showState('running', w.lab.running);
  const mine = new Run({
    base,
    token,
    topic,
    seconds: value('seconds'),
    rate: () => value('rate'),
    size: () => value('size'),
    onRefused: (reason, wait) => showError(w.lab.refused(said(reason), Math.ceil(wait / 1000))),
    onEnd: (reason, why = '', status = undefined) => {
      showRunning(false);
      showState('ended', w.lab.ended[reason]);
      if (reason === 'failed') {
        failed(why, status);
      }
    },
  });
  run = mine;
  lanes.forEach((lane) => lane.begin(mine.id));
});
$('stop').addEventListener('click', () => run?.end('stopped'));
const showRate = () => ($('rate').textContent = w.lab.rate(value('rate')));
form.addEventListener('input', showRate);

/** A button is pressed if its lane, or all lanes, have the fault. */
function showFault(/** @type {'cut' | 'stalled' | 'buffers'} */ fault) {
  for (const button of all(`button[data-fault="${fault}"]`)) {
    const only = /** @type {HTMLElement | null} */ (button.closest('.lane'))?.dataset.lane;
    const mine = lanes.filter((_, i) => !only || only === NAMES[i]);
    button.setAttribute('aria-pressed', String(mine.length > 0 && mine.every((lane) => lane.wire[fault])));
  }
}

for (const button of all('button[data-fault]')) {
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    const only = /** @type {HTMLElement | null} */ (button.closest('.lane'))?.dataset.lane;
    const fault = /** @type {'cut' | 'stalled' | 'buffers'} */ (button.dataset.fault);
    lanes.forEach((lane, i) => {
      if (!only || only === NAMES[i]) {
        log(NAMES[i], w.lab.faults[fault][on ? 0 : 1]);
        lane.set(fault, on);
      }
    });
    showFault(fault);
  });
}

/** @param {string} name @param {string} type @param {string} text */
function download(name, type, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

$('csv').addEventListener('click', () => download('reddot-laboratory.csv', 'text/csv;charset=utf-8', csv(results())));
$('svg').addEventListener('click', () => download('reddot-laboratory.svg', 'image/svg+xml', svg(results().map((result) => ({ ...result, name: titleOf(result.name) })), document.title)));

document.addEventListener('visibilitychange', () => document.hidden && run?.end('hidden'));
window.addEventListener('pagehide', () => {
  run?.end('hidden');
  leave();
});
window.addEventListener('pageshow', (event) => event.persisted && start());

showRate();
showRunning(false);
start();
draw();
setInterval(draw, DRAW_EVERY);
setInterval(showServer, METRICS_EVERY);
