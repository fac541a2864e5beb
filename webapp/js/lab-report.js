/** The results of the laboratory as files. Nothing here touches a page. */
import { BOUNDS } from './lab-numbers.js';

/**
 * @typedef {object} Result the numbers of one lane
 * @property {string} name
 * @property {number} received
 * @property {number} missing messages that were published and have not arrived
 * @property {number} repeated
 * @property {number} [p50] milliseconds
 * @property {number} [p95]
 * @property {number} [p99]
 * @property {number} requests
 * @property {number} up bytes
 * @property {number} down
 * @property {number} reconnects
 * @property {number[]} histogram
 */

const bounds = [...BOUNDS.map((bound) => `to_${bound}_ms`), `above_${BOUNDS.at(-1)}_ms`];
const COLUMNS = /** @type {const} */ (
  ['received', 'missing', 'repeated', 'p50', 'p95', 'p99', 'requests', 'up', 'down', 'reconnects']);
const HEADINGS = ['transport', 'received', 'missing', 'repeated', 'p50_ms', 'p95_ms', 'p99_ms',
  'requests', 'bytes_up', 'bytes_down', 'reconnects', ...bounds];

/** CSV as of RFC 4180. */
export function csv(/** @type {Result[]} */ results) {
  const rows = results.map((result) =>
    [result.name, ...COLUMNS.map((column) => number(result[column])), ...result.histogram]);
  return [HEADINGS, ...rows].map((row) => row.map(cell).join(',') + '\r\n').join('');
}

const number = (/** @type {number | undefined} */ value) =>
  value === undefined ? '' : String(Math.round(value * 100) / 100);

function cell(/** @type {string | number} */ value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

const WIDTH = 720;
const ROW = 96;
const LEFT = 170;
const BAR = (WIDTH - LEFT - 20) / (BOUNDS.length + 1);

/**
 * A drawing of all distributions, one below the other, that stands alone.
 *
 * @param {Result[]} results
 * @param {string} title
 */
export function svg(results, title) {
  const height = 60 + results.length * ROW + 30;
  const rows = results.map((result, i) => row(result, 50 + i * ROW)).join('');
  const labels = [...BOUNDS, `> ${BOUNDS.at(-1)}`].map((bound, i) =>
    text(LEFT + (i + 0.5) * BAR, height - 14, `${bound}`, ' text-anchor="middle"')).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`
    + ` font-family="sans-serif" font-size="12" fill="#17181c"><rect width="${WIDTH}" height="${height}" fill="#fff"/>`
    + `${text(16, 28, title, ' font-size="16"')}${rows}${labels}</svg>\n`;
}

function row(/** @type {Result} */ result, /** @type {number} */ top) {
  const most = Math.max(1, ...result.histogram);
  const bars = result.histogram.map((count, i) => {
    const high = (count / most) * (ROW - 30);
    return `<rect x="${(LEFT + i * BAR + 2).toFixed(1)}" y="${(top + ROW - 16 - high).toFixed(1)}"`
      + ` width="${(BAR - 4).toFixed(1)}" height="${high.toFixed(1)}" fill="#d81e28"/>`;
  });
  const late = [result.p50, result.p95, result.p99].map((each) => number(each) || '–').join(' / ');
  return `${text(16, top + 24, result.name)}${text(16, top + 44, `${result.received}`)}`
    + `${text(16, top + 64, `${late} ms`)}${bars.join('')}`
    + `<line x1="${LEFT}" x2="${WIDTH - 20}" y1="${top + ROW - 15.5}" y2="${top + ROW - 15.5}" stroke="#858a95"/>`;
}

const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ said, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y}"${more}>${said.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`;
