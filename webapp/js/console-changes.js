/** When a view is read again: after the stream has told of a change, and never by a clock alone. */

/** The shortest time between two looks, in milliseconds. */
const REST = 2_000;

/**
 * Takes the samples of nodes. Looks again after a watched member of one has changed, several times if what it stands for
 * is written some seconds later.
 *
 * @param {Record<string, number>} watched how often to look after a change of this member of a sample
 * @param {() => unknown} look
 * @param {{first?: number, now?: () => number, visible?: () => boolean}} [options] `first`: how often to look
 *   without any change, because what is shown may still be on its way
 * @returns {(envelope: any) => void}
 */
export function changes(watched, look, { first = 0, now = Date.now, visible = () => document.visibilityState === 'visible' } = {}) {
  /** @type {Map<string, string>} */
  const known = new Map();
  let due = first;
  let looked = now();
  return ({ type, topic, data }) => {
    if (type !== 'message' || !topic.startsWith('$overview/')) {
      return;
    }
    for (const [name, times] of Object.entries(watched)) {
      const key = `${data?.run} ${name}`; // two nodes may have the same name
      const value = JSON.stringify(data?.[name]);
      if (known.get(key) !== value) {
        known.set(key, value);
        due = Math.max(due, times);
      }
    }
    if (due && now() - looked > REST && visible()) {
      looked = now();
      due -= 1;
      look();
    }
  };
}

/**
 * Takes records of the audit, and looks at once, but not twice within a second, however many there are.
 *
 * @param {string} action
 * @param {() => unknown} look
 * @param {{now?: () => number, wait?: (then: () => void, wait: number) => unknown}} [options]
 * @returns {(envelope: any) => void}
 */
export function recorded(action, look, { now = Date.now, wait = (then, millis) => setTimeout(then, millis) } = {}) {
  let next = 0;
  let waiting = false;
  const begin = () => {
    waiting = false;
    next = now() + 1_000;
    look();
  };
  return ({ type, topic }) => {
    if (type !== 'message' || topic !== `$audit/${action}` || waiting) {
      return;
    }
    if (now() >= next) {
      begin();
    } else {
      waiting = true;
      wait(begin, next - now());
    }
  };
}
