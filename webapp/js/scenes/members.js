/** Who is in a room: those who have said so lately. */

export class Members {
  #until = new Map();
  #lifetime;
  #most;

  /**
   * @param {number} lifetime how long a sign of life counts, in milliseconds
   * @param {number} most how many members are kept; further ones are ignored
   */
  constructor(lifetime, most = 200) {
    this.#lifetime = lifetime;
    this.#most = most;
  }

  /** @param {{event?: string, data: any}} message `leave`, or a sign of life; anybody may publish something else */
  take({ event, data }, now = Date.now()) {
    const { member, by } = data ?? {};
    if (typeof member !== 'string' || typeof by !== 'string') {
      return;
    }
    if (event === 'leave') {
      this.#until.delete(member);
    } else if (this.#until.has(member) || this.#until.size < this.#most) {
      this.#until.set(member, { by, until: now + this.#lifetime });
    }
  }

  /** Returns the names of those present, each once, and forgets the others. */
  names(now = Date.now()) {
    for (const [member, { until }] of this.#until) {
      if (until <= now) {
        this.#until.delete(member);
      }
    }
    return [...new Set([...this.#until.values()].map(({ by }) => by))].sort();
  }
}
