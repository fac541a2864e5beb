import { compare } from './cursor.js';

/** @typedef {import('./types.js').Kept} Kept */

/**
 * The list after its newest part was requested again: that part, and what was listed below it.
 *
 * @param {Kept[]} listed newest first
 * @param {{messages: Kept[], more: boolean}} part
 * @returns {{messages: Kept[], touches: boolean}} whether nothing can be missing between both
 */
export function merge(listed, { messages, more }) {
  const last = messages.at(-1);
  if (!more || !last) {
    return { messages: kept(listed, messages), touches: true };
  }
  const below = listed.findIndex(({ cursor }) => compare(cursor, last.cursor) < 0);
  const touches = !listed.length || compare(listed[0].cursor, last.cursor) >= 0;
  const rest = below < 0 ? [] : listed.slice(below);
  return { messages: [...kept(listed, messages), ...rest], touches };
}

/** Messages that have not changed stay the same objects, so that nobody draws them again. */
function kept(/** @type {Kept[]} */ listed, /** @type {Kept[]} */ messages) {
  const known = new Map(listed.slice(0, messages.length * 2).map((each) => [each.cursor, each]));
  return messages.map((message) => {
    const before = known.get(message.cursor);
    return before && JSON.stringify(before) === JSON.stringify(message) ? before : message;
  });
}
