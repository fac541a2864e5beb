/** An answer that arrives token by token. What has arrived and its cursor are stored together, so a reload loses nothing. */

export class Answer {
  text = '';
  /** Which answer this is. */
  id = '';
  /** How many tokens have arrived, and of how many. */
  arrived = 0;
  of = 0;
  /** @type {string | undefined} the cursor of the last token */
  cursor;
  #store;
  #key;

  /**
   * @param {{getItem(key: string): string | null, setItem(key: string, value: string): void}} store the tab's storage
   * @param {string} key
   */
  constructor(store, key) {
    this.#store = store;
    this.#key = key;
    Object.assign(this, JSON.parse(store.getItem(key) ?? '{}'));
  }

  get isComplete() {
    return this.arrived >= this.of;
  }

  /**
   * Begins another answer, whose tokens come after `cursor`.
   *
   * @param {string} id
   * @param {number} of how many tokens it has
   * @param {string | undefined} cursor
   */
  begin(id, of, cursor) {
    Object.assign(this, { id, of, cursor, text: '', arrived: 0 });
    this.#keep();
  }

  /** @param {{cursor: string, data: {answer: string, token: string}}} message those of an earlier answer only move the cursor */
  take({ cursor, data }) {
    if (data.answer === this.id) {
      this.text += data.token;
      this.arrived += 1;
    }
    this.cursor = cursor;
    this.#keep();
  }

  #keep() {
    const { id, text, arrived, of, cursor } = this;
    this.#store.setItem(this.#key, JSON.stringify({ id, text, arrived, of, cursor }));
  }
}

/** Splits a text into its words and what is between them; in Chinese, too. */
export const tokensOf = (/** @type {string} */ text, /** @type {string} */ language) =>
  Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(text), ({ segment }) => segment);
