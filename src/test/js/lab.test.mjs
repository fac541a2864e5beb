/** The laboratory: its numbers, its files, and the network that it disturbs. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { BOUNDS, LONGEST_RUN, Samples, metricsIn } from '../../../webapp/js/lab-numbers.js';
import { csv, svg } from '../../../webapp/js/lab-report.js';
import { BUFFER, LabWire } from '../../../webapp/js/lab-wire.js';
import { HELD_BYTES } from '../../../webapp/js/lab-bytes.js';

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

test('quantiles are latencies that were measured, and a message counts once', () => {
  const samples = new Samples();
  assert.equal(samples.quantile(0.5), undefined);
  for (let i = 1; i <= 100; i++) {
    samples.add(i, i);
  }
  samples.add(7, 9_000);
  assert.deepEqual([0.5, 0.95, 0.99, 1].map((share) => samples.quantile(share)), [50, 95, 99, 100]);
  assert.equal(samples.received, 100);
  assert.equal(samples.repeated, 1);
});

test('the classes of the histogram include their upper bounds, and the last has the rest', () => {
  const samples = new Samples();
  [-1, 2, 2.1, 5_000, 5_001].forEach((latency, i) => samples.add(i, latency));
  const counts = samples.histogram();
  assert.equal(counts.length, BOUNDS.length + 1);
  assert.deepEqual([counts[0], counts[1], counts.at(-2), counts.at(-1)], [2, 1, 1, 1]);
});

test('a lane keeps no more than the longest run', () => {
  const samples = new Samples();
  for (let i = 0; i < LONGEST_RUN + 100; i++) {
    samples.add(i, 1);
  }
  assert.equal(samples.received, LONGEST_RUN);
  assert.equal(samples.histogram()[0], LONGEST_RUN);
});

test('metrics with labels are summed, others and comments are left out', () => {
  const text = '# HELP a b\na{x="1 2",y="}"} 2\na{x="3"} 3.5\nab 7\nc 1e3\n';
  assert.deepEqual(metricsIn(text, ['a', 'c', 'none']), { a: 5.5, c: 1000 });
});

const result = { name: 'a, "b" <c>', received: 3, missing: 1, repeated: 0, p50: 1.234, p95: undefined, p99: 9,
  requests: 4, up: 5, down: 6, reconnects: 7, histogram: [3, ...new Array(BOUNDS.length).fill(0)] };

test('CSV has a heading and a row a lane', () => {
  const [heading, row, end] = csv([result]).split('\r\n');
  assert.equal(heading.split(',').length, 11 + BOUNDS.length + 1);
  assert.ok(row.startsWith('"a, ""b"" <c>",3,1,0,1.23,,9,4,5,6,7,3,0,'), row);
  assert.equal(end, '');
});

test('SVG stands alone and has the names as text', () => {
  const drawing = svg([result], 'T & t');
  assert.ok(drawing.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'));
  assert.ok(drawing.includes('T &amp; t') && drawing.includes('&lt;c>') && drawing.includes('1.23 / – / 9 ms'), drawing);
});

/** A server whose answers the test writes. */
function serve() {
  const answers = [];
  globalThis.fetch = async (url, { signal }) => {
    const answer = {};
    const body = new ReadableStream({ start: (controller) => (answer.controller = controller) });
    signal.addEventListener('abort', () => answer.controller.error(signal.reason));
    answers.push(answer);
    return new Response(body, { headers: { 'Content-Type': 'text/plain' } });
  };
  return answers;
}

async function read(wire, answers) {
  const seen = [];
  const answer = await wire.fetch('https://x/reddot/api/sse?topic=a', { headers: { Authorization: 'Bearer t' } });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return 'ended';
      }
      seen.push(value);
    }
  })().catch(({ message }) => message);
  const write = async (text) => {
    answers.at(-1).controller.enqueue(new TextEncoder().encode(text));
    await turn();
  };
  return { seen, reading, write };
}

test('what passes is counted', async () => {
  const answers = serve();
  const wire = new LabWire();
  const { seen, write } = await read(wire, answers);
  const before = wire.down;
  await write('12345');
  assert.deepEqual(seen, ['12345']);
  assert.equal(wire.requests, 1);
  assert.ok(wire.up > 400, String(wire.up));
  assert.equal(wire.down - before, 5);
});

test('an answer that says that nothing is new is passed on, although browsers give it an empty body', async () => {
  const wire = new LabWire();
  globalThis.fetch = async () => /** @type {any} */ ({ status: 304, headers: new Headers({ ETag: '"a-1"' }), body: new ReadableStream() });
  const answer = await wire.fetch('https://x/reddot/api/poll');
  assert.equal(answer.status, 304);
  assert.equal(answer.headers.get('ETag'), '"a-1"');
});

test('a network that is cut ends the answer and refuses requests until it is back', async () => {
  const answers = serve();
  const wire = new LabWire();
  const { reading } = await read(wire, answers);
  wire.set('cut', true);
  assert.equal(await reading, 'The network is cut.');
  await assert.rejects(wire.fetch('https://x/'), TypeError);
  assert.equal(wire.requests, 1);
  wire.set('cut', false);
  const { seen, write } = await read(wire, answers);
  await write('again');
  assert.deepEqual(seen, ['again']);
});

test('a stalled client takes nothing, and then everything in order', async () => {
  const answers = serve();
  const wire = new LabWire();
  const { seen, write } = await read(wire, answers);
  wire.set('stalled', true);
  await write('1');
  await write('2');
  assert.deepEqual(seen, []);
  wire.set('stalled', false);
  await turn();
  assert.equal(seen.join(''), '12');
});

test('a proxy that buffers passes pieces of its size, and the rest at the end or when it is gone', async () => {
  const answers = serve();
  const wire = new LabWire();
  wire.set('buffers', true);
  const { seen, write, reading } = await read(wire, answers);
  await write('a'.repeat(BUFFER - 1));
  assert.deepEqual(seen, []);
  await write('b');
  assert.equal(seen.join('').length, BUFFER);
  await write('c');
  wire.set('buffers', false);
  await turn();
  assert.equal(seen.join('').length, BUFFER + 1);
  wire.set('buffers', true);
  await write('d');
  answers.at(-1).controller.close();
  assert.equal(await reading, 'ended');
  assert.equal(seen.join('').length, BUFFER + 2);
});

test('a stalled frame keeps a bounded number of bytes in the page', () => {
  const wire = new LabWire();
  const delivered = [];
  let lost = 0;
  const { pass } = wire.frame('https://x/api/iframe', (envelopes) => delivered.push(...envelopes), () => lost++);
  pass([{ type: 'hello' }]);
  assert.equal(delivered.length, 1);
  wire.set('stalled', true);
  const envelope = { type: 'message', data: 'x'.repeat(100_000) };
  for (let held = 0; held <= HELD_BYTES; held += 100_000) {
    pass([envelope]);
  }
  assert.equal(delivered.length, 1);
  assert.equal(lost, 1);
});
