/** The transport over WebSocket, on a socket that a test opens when it likes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

/** @type {any[]} */
const sockets = [];

globalThis.WebSocket = /** @type {any} */ (
  class {
    readyState = 0;
    closed = 0;
    onopen = () => {};
    constructor() {
      sockets.push(this);
    }
    close() {
      this.closed++;
    }
  }
);

const { websocket } = await import('../../../webapp/js/websocket.js');
const begin = () => websocket({ base: 'http://localhost/', token: 't' }, { take() {}, end() {} });

test('a socket that is stopped before it opens is closed once it is open', () => {
  const stop = begin();
  stop();
  const socket = sockets.at(-1);
  assert.equal(socket.closed, 0);
  socket.readyState = 1;
  socket.onopen();
  assert.equal(socket.closed, 1);
});

test('an open socket is closed at once', () => {
  const stop = begin();
  sockets.at(-1).readyState = 1;
  stop();
  assert.equal(sockets.at(-1).closed, 1);
});
