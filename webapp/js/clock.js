/**
 * A worker that ticks. Browsers slow the timers of a hidden page down to one a minute, which is
 * too late for a protocol's keep-alive; those of workers they leave alone.
 */
addEventListener('message', ({ data }) => setInterval(() => postMessage(null), data));
