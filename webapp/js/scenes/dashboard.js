/**
 * A dashboard: an operator sees the samples of Red Dot's own node, `$overview/#`, once a second.
 * Others see the samples that somebody publishes on a topic, as an agent on a server would.
 */
import { RedDot } from '../reddot.js';
import { claims } from '../token.js';
import { $, failed, h, language, on, s, server, showState, start, token, topic, url, w } from '../scene.js';
import { Series } from './series.js';

const [WIDTH, HEIGHT] = [300, 60];
const sum = (parts) => Object.values(parts ?? {}).reduce((all, each) => all + (each ?? 0), 0);
const NODE = {
  published: (data) => data.published,
  delivered: (data) => data.delivered,
  sessions: (data) => sum(data.sessions),
  p99: (data) => data.p99,
};
const AGENT = { load: (data) => data.load, memory: (data) => data.memory, requests: (data) => data.requests };

start(async () => {
  const operator = [claims(await token()).groups].flat().includes('operator');
  const tiles = Object.entries(operator ? NODE : AGENT).map(([name, read]) => ({ read, ...tile(name) }));
  $('#charts').append(...tiles.map(({ element }) => element));
  $('#publish').hidden = operator;
  // Of each topic only the newest sample counts.
  const client = new RedDot({ url, token, topics: [operator ? '$overview/#' : topic], conflate: true });
  client.addEventListener('state', showState);
  client.addEventListener('message', ({ detail: { data } }) => {
    $('#from').textContent = data?.node ?? data?.host;
    tiles.forEach(({ read, show }) => show(Number(read(data ?? {})) || 0));
  });
});

function tile(name) {
  const series = new Series();
  const value = h('b', {}, '–');
  const line = s('polyline', { points: '' });
  const picture = s('svg', { viewBox: `0 -2 ${WIDTH} ${HEIGHT + 4}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, line);
  return {
    element: h('div', { class: 'tile' }, h('h3', {}, w.scenes.measures[name]), value, picture),
    show(number) {
      series.add(number);
      value.textContent = number.toLocaleString(language, { maximumFractionDigits: 1 });
      line.setAttribute('points', series.points(WIDTH, HEIGHT));
    },
  };
}

/** The agent: a sample every second until the button is pressed again. */
let agent;
on('#publish', () => {
  $('#publish').setAttribute('aria-pressed', String(!agent));
  agent = agent ? clearInterval(agent) : setInterval(() => server(sample()).catch(failed), 1_000);
});
const upTo = (most) => Math.round(Math.random() * most * 10) / 10;
const sample = () => ({ topic, data: { host: 'web-1', load: upTo(4), memory: 40 + upTo(20), requests: upTo(900) } });
