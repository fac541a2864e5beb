/** How the laboratory shows the numbers of a lane. */
import { s } from './dom.js';
import { BOUNDS } from './lab-numbers.js';
import { language, w } from './words.js';

const WIDTH = 300;
const HEIGHT = 96;
const BOTTOM = 18;
const BAR = WIDTH / (BOUNDS.length + 1);

const count = (/** @type {number} */ value, digits = 0) =>
  value.toLocaleString(language, { maximumFractionDigits: digits });
const time = (/** @type {number | undefined} */ value) =>
  value === undefined ? '–' : `${count(value, value < 10 ? 1 : 0)} ms`;
const size = (/** @type {number} */ value) =>
  value < 10_000 ? `${count(value)} B` : value < 1e6 ? `${count(value / 1e3, 1)} kB` : `${count(value / 1e6, 1)} MB`;

/**
 * @param {import('./lab-report.js').Result} result
 * @param {string} name one of its numbers, or `each`: the requests for a message
 * @returns {string}
 */
export function figure(result, name) {
  switch (name) {
    case 'p50':
    case 'p95':
    case 'p99':
      return time(result[name]);
    case 'up':
    case 'down':
      return size(result[name]);
    case 'each':
      return result.received ? count(result.requests / result.received, 2) : '–';
    default:
      return count(/** @type {any} */ (result)[name]);
  }
}

/** The distribution of latency; a screen reader gets it as one sentence. */
export function drawing(/** @type {import('./lab-report.js').Result} */ result) {
  const most = Math.max(1, ...result.histogram);
  const bars = result.histogram.map((each, i) => {
    const high = each ? Math.max(1.5, (each / most) * (HEIGHT - BOTTOM - 4)) : 0;
    return s('rect', { x: (i * BAR + 1.5).toFixed(1), y: (HEIGHT - BOTTOM - high).toFixed(1),
      width: (BAR - 3).toFixed(1), height: high.toFixed(1) });
  });
  const labels = [1, 3, 5, 7, 9].map((i) =>
    s('text', { x: ((i + 1) * BAR).toFixed(1), y: HEIGHT - 4, 'text-anchor': 'middle' }, short(BOUNDS[i])));
  return s('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img',
    'aria-label': w.lab.distribution(result.received, time(result.p50), time(result.p99)) },
  s('line', { x1: 0, x2: WIDTH, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM }), ...bars, ...labels);
}

const short = (/** @type {number} */ bound) => (bound < 1_000 ? `${bound} ms` : `${bound / 1_000} s`);
