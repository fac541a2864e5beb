/** Charts of numbers over time, drawn as SVG. A screen reader gets them as one sentence. */
import { h, s, show } from './dom.js';

const WIDTH = 420;
const HEIGHT = 150;
/** The room for the numbers of the axes. */
const LEFT = 58;
const BOTTOM = 22;
const TOP = 8;

/** @typedef {{name: string, values: (number | null | undefined)[]}} Series */

const isNumber = (/** @type {unknown} */ value) => typeof value === 'number' && Number.isFinite(value);

/** The smallest round number from `highest` on. */
export function ceiling(/** @type {number} */ highest) {
  if (!(highest > 0)) {
    return 1;
  }
  const step = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 5, 10].map((each) => each * step).find((each) => each >= highest * 0.999) ?? highest;
}

/**
 * The lines of a series: a gap in its values is a gap in the line.
 *
 * @param {number[]} at
 * @param {(number | null | undefined)[]} values
 * @param {(time: number) => number} x
 * @param {(value: number) => number} y
 */
export function lines(at, values, x, y) {
  let path = '';
  let drawing = false;
  values.forEach((value, i) => {
    if (isNumber(value)) {
      path += `${drawing ? 'L' : 'M'}${x(at[i]).toFixed(1)} ${y(/** @type {number} */ (value)).toFixed(1)}`;
      // A single value is a dot, which a line of no length draws.
      path += drawing || isNumber(values[i + 1]) ? '' : 'h0';
    }
    drawing = isNumber(value);
  });
  return path;
}

/**
 * @param {string} title
 * @param {{w: import('./console-words.js').Words, format?: (value: number) => string,
 *   clock: (seconds: number) => string, steps?: boolean}} how
 */
export function chart(title, { w, clock, format = (value) => value.toLocaleString(undefined, { maximumFractionDigits: 1 }) }) {
  const drawing = s('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' });
  const legend = h('ul', { class: 'legend' });
  const element = h('figure', { class: 'card chart' }, h('figcaption', {}, title), drawing, legend);

  /**
   * @param {number[]} at epoch seconds
   * @param {Series[]} series
   */
  function draw(at, series) {
    const all = series.flatMap(({ values }) => values.filter(isNumber));
    const top = ceiling(Math.max(0, .../** @type {number[]} */ (all)));
    const first = at[0] ?? 0;
    const span = Math.max(1, (at.at(-1) ?? 1) - first);
    const x = (/** @type {number} */ time) => LEFT + ((time - first) / span) * (WIDTH - LEFT - 4);
    const y = (/** @type {number} */ value) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
    const label = (/** @type {number} */ value) =>
      s('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, format(value));
    const line = (/** @type {number} */ value) =>
      s('line', { class: 'grid', x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value) });
    show(drawing, ...[0, top / 2, top].flatMap((value) => [line(value), label(value)]),
      s('text', { x: LEFT, y: HEIGHT - 4 }, at.length ? clock(first) : ''),
      s('text', { x: WIDTH, y: HEIGHT - 4, 'text-anchor': 'end' }, at.length ? clock(first + span) : ''),
      ...series.map(({ values }, i) => s('path', { class: `line c${i % 6}`, d: lines(at, values, x, y) })));
    drawing.setAttribute('aria-label', `${title}: ${sentence(series) || w.noSamples}`);
    show(legend, ...series.map(({ name, values }, i) =>
      h('li', { class: `c${i % 6}` }, name && `${name} `, h('b', {}, last(values)))));
  }

  const last = (/** @type {Series['values']} */ values) => {
    const latest = values.findLast(isNumber);
    return isNumber(latest) ? format(/** @type {number} */ (latest)) : '–';
  };

  const sentence = (/** @type {Series[]} */ series) =>
    series.flatMap(({ name, values }) => {
      const numbers = /** @type {number[]} */ (values.filter(isNumber));
      return numbers.length
        ? [`${name} ${w.samples(last(numbers), format(Math.min(...numbers)), format(Math.max(...numbers)))}`.trim()]
        : [];
    }).join('; ');

  return { element, draw };
}
