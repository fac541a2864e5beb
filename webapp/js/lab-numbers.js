/** The numbers of the laboratory: what a lane has received, and how late. Nothing here touches a page. */

/** A run has at most this many messages: 20 a second for two minutes. No lane keeps more. */
export const LONGEST_RUN = 2_400;
/** The upper bounds of the drawn classes of latency, in milliseconds; a last class has all above. */
export const BOUNDS = [2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

/** The messages of one run that one lane has received. */
export class Samples {
  /** @type {number[]} the latencies, in the order of arrival */
  #latencies = [];
  /** @type {Set<number>} */
  #numbers = new Set();
  /** Messages that came a second time. */
  repeated = 0;

  /**
   * @param {number} number the message's place in the run
   * @param {number} latency in milliseconds
   */
  add(number, latency) {
    if (this.#numbers.has(number)) {
      this.repeated += 1;
    } else if (this.received < LONGEST_RUN) {
      this.#numbers.add(number);
      this.#latencies.push(Math.max(0, latency));
    }
  }

  get received() {
    return this.#numbers.size;
  }

  /** The smallest latency that `share` of the messages do not exceed; undefined: there is none. */
  quantile(/** @type {number} */ share) {
    const sorted = [...this.#latencies].sort((one, other) => one - other);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  }

  /** How many messages are in each class of {@link BOUNDS}, and above the last. */
  histogram() {
    const counts = new Array(BOUNDS.length + 1).fill(0);
    for (const latency of this.#latencies) {
      const at = BOUNDS.findIndex((bound) => latency <= bound);
      counts[at < 0 ? BOUNDS.length : at] += 1;
    }
    return counts;
  }
}

/**
 * The samples of some metrics in the text of Prometheus; a metric with labels is summed.
 *
 * @param {string} text
 * @param {string[]} names
 * @returns {Record<string, number | undefined>}
 */
export function metricsIn(text, names) {
  /** @type {Record<string, number | undefined>} */
  const found = {};
  for (const [, name, value] of text.matchAll(/^(\w+)(?:\{[^\n]*\})? (\S+)/gm)) {
    if (names.includes(name)) {
      found[name] = (found[name] ?? 0) + Number(value);
    }
  }
  return found;
}
