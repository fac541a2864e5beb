/** The view of the last quarter of an hour: rates, latency, sessions, and what is wrong. */
import { changes } from './console-changes.js';
import { chart } from './console-chart.js';
import { bytes, facts, time } from './console-parts.js';
import { nodesOf } from './console-online.js';
import { h, show } from './dom.js';

const MOST = 900;

/** @typedef {{at: number[]} & Record<string, any>} Samples */

/** @param {import('./console-parts.js').Desk} desk */
export async function overview(desk) {
  const { api, w, language, live, left } = desk;
  const told = await api.get('console/overview');
  const { samples } = told;
  const faults = h('section', { class: 'faults', role: 'status' });
  const about = h('div', { class: 'stack' });
  const around = h('div');
  const clock = (/** @type {number} */ seconds) =>
    new Date(seconds * 1_000).toLocaleTimeString(language, { hourCycle: 'h23' });
  const how = { w, clock, format: (/** @type {number} */ value) => value.toLocaleString(language, { maximumFractionDigits: 1 }) };
  const inBytes = { ...how, format: bytes };
  /** @type {[ReturnType<typeof chart>, (samples: Samples) => import('./console-chart.js').Series[]][]} */
  const charts = [
    [chart(w.published, how), one('published')],
    [chart(w.delivered, how), one('delivered')],
    [chart(w.byTransport, how), each('sessions')],
    [chart(w.latency, how), ({ p50, p99 }) => [{ name: 'p50', values: p50 ?? [] }, { name: 'p99', values: p99 ?? [] }]],
    [chart(w.goodbyes, how), each('goodbyes')],
    [chart(w.outbox, inBytes), one('outboxBytes')],
    [chart(w.logSize, inBytes), one('logBytes')],
  ];

  function draw() {
    charts.forEach(([{ draw }, series]) => draw(samples.at, series(samples)));
  }

  function tell(/** @type {any} */ { faults: wrong = [], node, version, startedAt, nodes, log }) {
    show(faults, h('h2', {}, w.faults), wrong.length
      ? h('ul', {}, ...wrong.map((/** @type {string} */ each) => h('li', { class: 'notice' }, each)))
      : h('p', { class: 'fine' }, w.noFaults));
    show(about,
      h('section', { class: 'card stack' }, h('h2', {}, w.log), facts([
        [w.logSize, log?.bytes === undefined ? '' : bytes(log.bytes)],
        [w.messages, log?.messages?.toLocaleString(language)],
        [w.oldest, log?.oldestAt && time(log.oldestAt, language)],
        [w.retention, log?.retention && w.retained(log.retention.days, log.retention.messages, log.retention.events)],
        [w.node, h('code', {}, node)], [w.version, version], [w.started, time(startedAt, language)]])),
      around);
    show(around, nodesOf(desk, nodes));
  }

  tell(told);
  draw();
  const look = changes({ sessions: 3, nodes: 1 }, async () => {
    const { nodes } = await api.get('presence', { limit: 1 }).catch(() => ({}));
    nodes && !left.aborted && show(around, nodesOf(desk, nodes));
  });
  live(['$overview/#'], (envelope) => {
    const { type, data } = envelope;
    if (type === 'message' && data?.node === told.node) {
      append(samples, data);
      draw();
    }
    look(envelope);
  });
  return h('div', { class: 'stack' }, faults, h('div', { class: 'charts' }, ...charts.map(([{ element }]) => element)), about);
}

const one = (/** @type {string} */ name) => (/** @type {Samples} */ samples) => [{ name: '', values: samples[name] ?? [] }];
const each = (/** @type {string} */ name) => (/** @type {Samples} */ samples) =>
  Object.entries(samples[name] ?? {}).map(([name, values]) => ({ name, values: /** @type {number[]} */ (values) }));

/**
 * Adds a sample, and forgets the oldest one.
 *
 * @param {Samples} samples
 * @param {Record<string, any>} sample
 */
export function append(samples, sample) {
  if (sample.at <= (samples.at.at(-1) ?? 0)) {
    return; // already among those that the server told first
  }
  const length = samples.at.length;
  const add = (/** @type {any} */ series, /** @type {any} */ value) => {
    if (Array.isArray(series)) {
      series.push(value ?? null);
      series.length > MOST && series.shift();
    } else if (series) {
      for (const name of new Set([...Object.keys(series), ...Object.keys(value ?? {})])) {
        add((series[name] ??= Array(length).fill(0)), value?.[name] ?? 0);
      }
    }
  };
  for (const [name, series] of Object.entries(samples)) {
    add(series, sample[name]);
  }
}
