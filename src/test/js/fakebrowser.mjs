/** Tabs of a browser in Node: channels, locks and WebSockets, whose server a test speaks for. */
import { pathToFileURL } from 'node:url';
import { FakeLocks } from './fakelocks.mjs';
import { fakeFetch, fakeTime, realTime, settle, token } from './fakes.mjs';

/** The channel of one origin: every other one of the same name hears, in order, a moment later. */
export class FakeChannel {
  static all = new Set();
  static deaf = new Set();

  constructor(name) {
    this.name = name;
    FakeChannel.all.add(this);
  }

  postMessage(data) {
    for (const other of FakeChannel.all) {
      if (other !== this && other.name === this.name) {
        queueMicrotask(() => FakeChannel.all.has(other) && !FakeChannel.deaf.has(other) && other.onmessage({ data: structuredClone(data) }));
      }
    }
  }

  close() {
    FakeChannel.all.delete(this);
  }
}

/** The server's end of each WebSocket that was opened. */
export const sockets = [];
class FakeWebSocket {
  constructor(address) {
    this.address = new URL(address);
    this.after = this.address.searchParams.get('after');
    this.open = true;
    sockets.push(this);
  }

  say(...envelopes) {
    if (this.open) {
      this.onmessage({ data: envelopes.map((envelope) => JSON.stringify(envelope)).join('\n') });
    }
  }

  hello(cursor, more) {
    this.say({ type: 'hello', cursor, recovered: true, heartbeat: 15, ...more });
  }

  message(...cursors) {
    this.say(...cursors.map((cursor) => ({ type: 'message', cursor, id: cursor, data: cursor })));
  }

  unread(count, cursor) {
    this.say({ type: 'unread', count, cursor });
  }

  send(text) {
    this.say({ type: JSON.parse(text).type === 'ping' ? 'pong' : 'error' });
  }

  close() {
    this.open = false;
  }
}

globalThis.BroadcastChannel = FakeChannel;
globalThis.WebSocket = FakeWebSocket;
// The same for the modules and for the one file that is made of them.
const client = process.env.REDDOT_CLIENT ?? 'webapp/js/reddot.js';
export const { RedDot } = await import(pathToFileURL(client));

export const open = () => sockets.filter((socket) => socket.open);
let tabs = [];

/** For `beforeEach`. */
export function openBrowser() {
  fakeTime();
  fakeFetch(() => undefined);
  sockets.length = 0;
  FakeChannel.all.clear();
  FakeChannel.deaf.clear();
  tabs = [];
  navigate({ locks: new FakeLocks() });
}

/** For `afterEach`. */
export function closeTabs() {
  tabs.forEach((tab) => tab.close());
  realTime();
}

/** What the page finds as its `navigator`. */
export const navigate = (value) =>
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true });

export const valid = (sub, claims) => token({ sub, exp: Date.now() / 1000 + 3_600, ...claims });

export async function tab(options = {}) {
  const opened = new RedDot({ url: 'http://host/reddot/', token: () => valid('alice'), ...options });
  opened.seen = [];
  opened.states = [];
  opened.counts = [];
  opened.addEventListener('message', ({ detail }) => opened.seen.push(detail.cursor));
  opened.addEventListener('recall', ({ detail }) => opened.seen.push(`-${detail.id}`));
  opened.addEventListener('unread', ({ detail }) => opened.counts.push(detail.count));
  opened.addEventListener('state', ({ detail }) => opened.states.push(detail.name));
  tabs.push(opened);
  await settle();
  opened.channel = [...FakeChannel.all].at(-1);
  return opened;
}
