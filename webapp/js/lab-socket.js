import { HELD_BYTES, bytesOf } from './lab-bytes.js';

const HANDSHAKE_DOWN = 200;

/** The header of a frame; a client's frames have four bytes more, the mask. */
const header = (/** @type {number} */ size) => (size < 126 ? 2 : size < 65_536 ? 4 : 10);
const sizeOf = (/** @type {any} */ data) =>
  typeof data === 'string' ? bytesOf(data) : (data.byteLength ?? 0);

/**
 * A WebSocket on the network of a lane. No script can keep the browser from reading a WebSocket: a
 * stalled one leaves its messages in the page, up to a bound. A proxy does not buffer it, because
 * after the handshake it is a tunnel.
 */
export class LabSocket extends EventTarget {
  OPEN = 1;
  /** @type {((event: any) => void) | undefined} */
  onopen;
  /** @type {((event: any) => void) | undefined} */
  onmessage;
  /** @type {((event: any) => void) | undefined} */
  onclose;
  /** @type {((event: any) => void) | undefined} */
  onerror;
  #wire;
  /** @type {WebSocket | undefined} none: the network was cut from the start */
  #socket;
  /** @type {Event[]} what a stalled client has not taken */
  #held = [];
  #heldBytes = 0;
  #over = false;
  #leave;

  /**
   * @param {import('./lab-wire.js').LabWire} wire
   * @param {string} url
   * @param {string[]} protocols
   */
  constructor(wire, url, protocols) {
    super();
    this.#wire = wire;
    this.#leave = wire.onChange(() => (wire.cut ? this.#lose() : this.#flush()));
    if (wire.cut) {
      setTimeout(() => this.#lose());
      return;
    }
    wire.countRequest(url);
    const socket = new WebSocket(url, protocols);
    this.#socket = socket;
    socket.onopen = () => {
      wire.down += HANDSHAKE_DOWN;
      this.#arrive(new Event('open'), 0);
    };
    socket.onmessage = ({ data }) => {
      const size = sizeOf(data);
      wire.down += size + header(size);
      this.#arrive(new MessageEvent('message', { data }), size);
    };
    socket.onclose = ({ code, reason, wasClean }) =>
      this.#arrive(new CloseEvent('close', { code, reason, wasClean }), 0);
  }

  get readyState() {
    return this.#over ? 3 : (this.#socket?.readyState ?? 0);
  }

  get bufferedAmount() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  set binaryType(/** @type {BinaryType} */ type) {
    if (this.#socket) {
      this.#socket.binaryType = type;
    }
  }

  send(/** @type {any} */ data) {
    const size = sizeOf(data);
    this.#wire.up += size + header(size) + 4;
    this.#socket?.send(data);
  }

  close() {
    this.#socket?.close();
  }

  #arrive(/** @type {Event} */ event, /** @type {number} */ size) {
    if (this.#over) {
      return;
    }
    this.#held.push(event);
    this.#heldBytes += size;
    if (this.#heldBytes > HELD_BYTES) {
      this.#lose();
    } else {
      this.#flush();
    }
  }

  #flush() {
    if (this.#wire.stalled) {
      return;
    }
    const events = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    for (const event of events) {
      this.#fire(event);
    }
  }

  /** The end as the browser reports a lost connection. */
  #lose() {
    if (this.#over) {
      return;
    }
    this.#fire(new CloseEvent('close', { code: 1006 }));
    const socket = this.#socket;
    // Browsers report an error for a socket that is closed before it opens.
    if (socket?.readyState === WebSocket.CONNECTING) {
      socket.onopen = () => socket.close();
    } else {
      socket?.close();
    }
  }

  #fire(/** @type {Event} */ event) {
    if (event.type === 'close') {
      this.#over = true;
      this.#held = [];
      this.#leave();
    }
    /** @type {any} */ (this)[`on${event.type}`]?.(event);
    this.dispatchEvent(event);
  }
}
