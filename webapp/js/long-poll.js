/** Long poll: ask, and the server keeps the question until there is something new to say. */
import { follow } from './follow.js';
import { polling } from './polling.js';

const open = polling('api/long-poll', {
  every: 0,
  // The server holds a request for 25 s; one that takes much longer is dead.
  within: 40_000,
  // Not held, so that the page soon knows where it stands.
  first: { wait: 0 },
});

/** @param {import('./types.js').Options} options */
export const connect = (options) => follow(open, options);
