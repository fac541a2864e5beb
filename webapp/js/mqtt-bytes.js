/** What packets of MQTT 5 are made of (OASIS standard, sections 1.5 and 2.2.2). */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const SERVER_KEEP_ALIVE = 0x13;
const REASON_STRING = 0x1f;
const USER_PROPERTY = 0x26;

/** The properties that are numbers, by how many bytes they have; one is an {@link integer}. */
const ONE_BYTE = [0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a];
const TWO_BYTES = [SERVER_KEEP_ALIVE, 0x21, 0x22, 0x23];
const FOUR_BYTES = [0x02, 0x11, 0x18, 0x27];
const SUBSCRIPTION_IDENTIFIER = 0x0b;

/**
 * @typedef {{user: Map<string, string>, reason?: string, keepAlive?: number}} Properties those that a
 *   reader cares about
 */

export const short = (/** @type {number} */ value) => [value >> 8, value & 0xff];

/**
 * Seven bits a byte, the lowest first; all but the last byte have the eighth.
 *
 * @param {number} value
 * @returns {number[]}
 */
export const integer = (value) =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...integer(value >> 7)];

export function string(/** @type {string} */ text) {
  const bytes = encoder.encode(text);
  return [...short(bytes.length), ...bytes];
}

export function properties(/** @type {Record<string, string>} */ user) {
  const bytes = Object.entries(user).flatMap(([name, value]) => [
    USER_PROPERTY,
    ...string(name),
    ...string(value),
  ]);
  return [...integer(bytes.length), ...bytes];
}

/** Reads from the front to the end, and throws a RangeError beyond it. */
export class Reader {
  at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }

  more() {
    return this.at < this.bytes.length;
  }

  byte() {
    return this.take(1)[0];
  }

  take(/** @type {number} */ length) {
    const end = this.at + length;
    if (end > this.bytes.length) {
      throw new RangeError('a packet that says more than it has');
    }
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  rest() {
    return this.take(this.bytes.length - this.at);
  }

  /** @param {number} length in bytes */
  number(length) {
    return this.take(length).reduce((number, byte) => number * 0x100 + byte, 0);
  }

  /** @returns {number} as {@link integer} writes it */
  integer() {
    const byte = this.byte();
    return byte < 0x80 ? byte : (byte & 0x7f) + 0x80 * this.integer();
  }

  string() {
    return decoder.decode(this.take(this.number(2)));
  }

  /** @returns {Properties} */
  properties() {
    const length = this.integer();
    const reader = new Reader(this.take(length));
    /** @type {Properties} */
    const found = { user: new Map() };
    while (reader.more()) {
      reader.property(found);
    }
    return found;
  }

  /** @param {Properties} found what is added to */
  property(found) {
    const identifier = this.byte();
    if (identifier === USER_PROPERTY) {
      const name = this.string();
      const value = this.string();
      if (!found.user.has(name)) {
        found.user.set(name, value); // the server's own come first
      }
    } else if (identifier === SERVER_KEEP_ALIVE) {
      found.keepAlive = this.number(2);
    } else if (identifier === REASON_STRING) {
      found.reason = this.string();
    } else if (identifier === SUBSCRIPTION_IDENTIFIER) {
      this.integer();
    } else if (ONE_BYTE.includes(identifier)) {
      this.number(1);
    } else if (TWO_BYTES.includes(identifier)) {
      this.number(2);
    } else if (FOUR_BYTES.includes(identifier)) {
      this.number(4);
    } else {
      this.take(this.number(2)); // all others are text or binary
    }
  }
}
