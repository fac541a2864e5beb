/**
 * Which of two cursors is further on: positive if `a` is, zero if they are the same.
 *
 * To everybody else a cursor is opaque. This file knows its form (`log-position`, the position in
 * base 36; `Cursor.java` makes it), because a reader that changes connections must tell what it has
 * had. Where a cursor has no such form, or is another log's, the answer is NaN, which is neither
 * more nor less: then what comes counts as new, in the order in which it comes.
 *
 * @param {string | undefined} a
 * @param {string | undefined} b
 */
export function compare(a, b) {
  const [log, position] = a?.split('-') ?? [];
  const [otherLog, other] = b?.split('-') ?? [];
  if (!position || !other || log !== otherLog) {
    return NaN;
  }
  return position.length - other.length || Number(position > other) - Number(position < other);
}
