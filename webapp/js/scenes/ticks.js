/** Stock ticks, of which the last one counts: a page that was away gets the newest of each symbol only. */
import { RedDot } from '../reddot.js';
import { $, h, newest, on, send, showState, start, token, topic, url, w } from '../scene.js';

const SYMBOLS = ['RED', 'DOT', 'LOG', 'HUB'];
const TICKS = 100;
/** A row for each symbol, with its price in cents and the number of its tick. */
const rows = new Map(SYMBOLS.map((symbol) => [symbol, { tick: 0, price: 10_000, row: h('tr') }]));
const prices = $('#prices');
let published = 0;
let received = 0;
/** @type {RedDot} */
let client;
let cursor;

start(async () => {
  const { messages, after } = await newest(`${topic}/+`, 100);
  prices.append(...[...rows.values()].map(({ row }) => row));
  SYMBOLS.forEach((symbol) => show(symbol, rows.get(symbol)));
  messages.forEach(take);
  cursor = after;
  connect();
  count();
});

function connect() {
  client = new RedDot({ url, token, topics: [`${topic}/+`], conflate: true, share: false, after: cursor });
  client.addEventListener('state', showState);
  client.addEventListener('message', ({ detail }) => {
    received += 1;
    take(detail);
    count();
  });
}

function take({ topic, data }) {
  const symbol = topic.split('/').pop();
  const known = rows.get(symbol);
  if (known && Number.isFinite(data?.price)) {
    show(symbol, Object.assign(known, { tick: data.tick, price: data.price, up: data.price >= known.price }));
  }
}

function show(symbol, { row, tick, price, up = true }) {
  const cells = [h('td', { class: up ? 'up' : 'down' }, (price / 100).toFixed(2)), h('td', {}, tick)];
  row.replaceChildren(h('th', { scope: 'row' }, symbol), ...cells);
}

const count = () => ($('#counts').textContent = w.scenes.ticks(published, received));

on('#publish', async () => {
  const ticks = [];
  for (const [symbol, { tick, price }] of rows) {
    for (let i = 1, cents = price; i <= TICKS; i++) {
      cents = Math.max(1, cents + Math.round((Math.random() - 0.5) * 100));
      ticks.push({ topic: `${topic}/${symbol}`, event: 'tick', data: { tick: tick + i, price: cents } });
    }
  }
  ticks.sort((a, b) => a.data.tick - b.data.tick);
  await send(ticks);
  published += ticks.length;
  count();
});
on('#pause', () => pause(true));
on('#resume', () => pause(false));

function pause(paused) {
  $('#pause').disabled = paused;
  $('#resume').disabled = !paused;
  if (paused) {
    cursor = client.cursor;
    client.close();
  } else {
    connect();
  }
}
