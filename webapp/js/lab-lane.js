import { pass } from './address.js';
import { follow } from './follow.js';
import { iframe } from './iframe.js';
import { Samples } from './lab-numbers.js';
import { LabWire } from './lab-wire.js';
import { connect as mqtt } from './mqtt.js';
import { longPoll, poll } from './polling.js';
import { sse } from './sse.js';
import { websocket } from './websocket.js';

/** @type {Record<string, import('./types.js').Open>} */
const transports = { poll, 'long-poll': longPoll, iframe, sse, websocket };

/** One transport of the laboratory, with its own connection, its own network and its own numbers. */
export class Lane {
  wire = new LabWire();
  samples = new Samples();
  reconnects = 0;
  /** @type {import('./types.js').State} */
  state = { name: 'connecting' };
  #opened = false;
  /** The run whose messages count. */
  #run = '';
  #name;
  #connection;

  /**
   * @param {string} name
   * @param {{base: string, token: () => Promise<string>, renew: () => void, topic: string,
   *   onState: (state: import('./types.js').State) => void}} options
   */
  constructor(name, { base, token, renew, topic, onState }) {
    this.#name = name;
    /** @type {import('./types.js').Options} */
    const options = {
      base,
      token,
      renew,
      topics: [topic],
      wire: this.wire,
      onCursor() {},
      onEnvelope: (envelope) => this.#take(envelope),
      onState: (state) => {
        if (state.name === 'open') {
          this.reconnects += this.#opened ? 1 : 0;
          this.#opened = true;
        }
        this.state = state;
        onState(state);
      },
    };
    // MQTT sends no cookie in its CONNECT, so a login is exchanged for a ticket.
    const password = async () => {
      const given = await token();
      return given || Object.values(await pass(base, given, this.wire))[0];
    };
    this.#connection =
      name === 'mqtt' ? mqtt({ ...options, token: password }) : follow(transports[name], options);
  }

  #take(/** @type {import('./types.js').Envelope} */ { type, data }) {
    const { run, number, sentAt } = /** @type {any} */ (data ?? {});
    if (type === 'message' && run === this.#run) {
      this.samples.add(number, performance.timeOrigin + performance.now() - sentAt);
    }
  }

  /** Counts from here on the messages of one run. */
  begin(/** @type {string} */ run) {
    this.#run = run;
    this.samples = new Samples();
    this.reconnects = 0;
    this.wire.reset();
  }

  /** @param {'cut' | 'stalled' | 'buffers'} fault @param {boolean} on */
  set(fault, on) {
    this.wire.set(fault, on);
    if (!on) {
      this.#connection.check(true); // as when the browser says that it is online again
    }
  }

  close() {
    this.#connection.close();
  }

  /** @returns {import('./lab-report.js').Result} */
  result(/** @type {number} */ published) {
    const { samples, wire, reconnects } = this;
    const { received, repeated } = samples;
    const { requests, up, down } = wire;
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => samples.quantile(share));
    const missing = Math.max(0, published - received);
    return { name: this.#name, received, missing, repeated, p50, p95, p99, requests, up, down, reconnects,
      histogram: samples.histogram() };
  }
}
