/** Short poll: ask every two seconds; 304 while there is nothing new. */
import { follow } from './follow.js';
import { polling } from './polling.js';

const open = polling('api/poll', { every: 2_000, within: 10_000 });

/** @param {import('./types.js').Options} options */
export const connect = (options) => follow(open, options);
