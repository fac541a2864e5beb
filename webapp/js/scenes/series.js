/** The newest values of a measurement, and their line. */

export class Series {
  values = /** @type {number[]} */ ([]);
  #most;

  constructor(most = 120) {
    this.#most = most;
  }

  add(/** @type {number} */ value) {
    this.values.push(value);
    this.values.splice(0, this.values.length - this.#most);
  }

  /** The points of an SVG polyline; the newest value is at the right edge, the highest one at the top. */
  points(/** @type {number} */ width, /** @type {number} */ height) {
    const top = Math.max(1, ...this.values);
    const step = width / (this.#most - 1);
    const begin = width - step * (this.values.length - 1);
    return this.values.map((value, i) => `${round(begin + i * step)},${round(height * (1 - value / top))}`).join(' ');
  }
}

const round = (/** @type {number} */ number) => Math.round(number * 10) / 10;
