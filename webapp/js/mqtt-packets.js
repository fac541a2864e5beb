/** The packets of MQTT 5 that a reader needs, and no others (OASIS standard, sections 2 and 3). */
import { Reader, integer, properties, short, string } from './mqtt-bytes.js';

export const CONNACK = 2;
export const PUBLISH = 3;
export const SUBACK = 9;
export const DISCONNECT = 14;

/** Reason codes from here on are failures. */
const FAILURE = 0x80;

/** Nothing of the session outlives the connection: the cursor, which does, is the page's. */
const CLEAN_START = 0x02;
const PASSWORD = 0x40;
/** QoS 0, for the cursor tells what is missing; and no retained messages, which are behind it. */
const OPTIONS = 0x20;
/** Of the only packet that is answered. */
const PACKET_ID = 1;
/** Of a PUBLISH's flags. */
const QOS = 0x06;
const NOTHING = new Uint8Array();

/**
 * @param {number} first the packet's type and flags
 * @param {number[]} body
 */
const packet = (first, body) => Uint8Array.from([first, ...integer(body.length), ...body]);

/** @param {{token: string, keepAlive: number}} caller keepAlive in seconds */
export const connect = ({ token, keepAlive }) =>
  packet(0x10, [
    ...string('MQTT'),
    5,
    CLEAN_START | PASSWORD,
    ...short(keepAlive),
    ...properties({}),
    ...string(''), // the client id: the server makes one up
    ...string(token),
  ]);

/**
 * @param {string[]} filters
 * @param {Record<string, string>} user its user properties
 */
export const subscribe = (filters, user) =>
  packet(0x82, [
    ...short(PACKET_ID),
    ...properties(user),
    ...filters.flatMap((filter) => [...string(filter), OPTIONS]),
  ]);

export const pingReq = () => packet(0xc0, []);
export const disconnect = () => packet(0xe0, []);

/**
 * What came, as far as its type has it. `failed`: for the reason that `properties.reason` may tell.
 *
 * @typedef {object} Packet
 * @property {number} type
 * @property {boolean} failed
 * @property {import('./mqtt-bytes.js').Properties} properties
 * @property {string} topic
 * @property {Uint8Array} payload
 */

/**
 * Cuts what comes into packets. A packet and a WebSocket's frame need not end together (section 6).
 *
 * @returns {(frame: ArrayBuffer) => Packet[]} throws a RangeError at what is no packet
 */
export function cutter() {
  let rest = new Uint8Array();
  return (frame) => {
    const bytes = new Uint8Array(rest.length + frame.byteLength);
    bytes.set(rest);
    bytes.set(new Uint8Array(frame), rest.length);
    const packets = [];
    let start = 0;
    for (let end; (end = endOf(bytes, start)) <= bytes.length; start = end) {
      packets.push(read(new Reader(bytes.subarray(start, end))));
    }
    rest = bytes.slice(start);
    return packets;
  };
}

/**
 * Where the packet ends that begins at `start`; Infinity while not even its length is there.
 *
 * @param {Uint8Array} bytes
 * @param {number} start
 */
function endOf(bytes, start) {
  const digits = bytes.subarray(start + 1, start + 5);
  const last = digits.findIndex((digit) => digit < 0x80);
  if (last < 0) {
    if (digits.length === 4) {
      throw new RangeError('a length of more than four bytes');
    }
    return Infinity;
  }
  const reader = new Reader(bytes);
  reader.at = start + 1;
  const length = reader.integer();
  return reader.at + length;
}

/** @returns {Packet} */
function read(/** @type {Reader} */ reader) {
  const first = reader.byte();
  reader.integer();
  const type = first >> 4;
  /** @type {Packet} */
  const packet = { type, failed: false, properties: { user: new Map() }, topic: '', payload: NOTHING };
  switch (type) {
    case CONNACK:
      reader.byte(); // whether a session was there
      packet.failed = reader.byte() >= FAILURE;
      packet.properties = reader.properties();
      break;
    case SUBACK:
      reader.number(2);
      packet.properties = reader.properties();
      packet.failed = reader.rest().some((code) => code >= FAILURE);
      break;
    case PUBLISH:
      packet.topic = reader.string();
      if (first & QOS) {
        reader.number(2);
      }
      packet.properties = reader.properties();
      packet.payload = reader.rest();
      break;
    case DISCONNECT:
      packet.failed = true;
      if (reader.more()) {
        reader.byte();
      }
      if (reader.more()) {
        packet.properties = reader.properties();
      }
  }
  return packet;
}
