/**
 * Compares two cursors: positive if `a` is further ahead, zero if they are equal.
 *
 * Cursors are opaque to all other files. This one knows their form (`log-position`, with the
 * position in base 36, as `Cursor.java` makes it), because a reader that changes connections must
 * recognize what it has received. If a cursor has another form, or belongs to another log, the
 * result is NaN: then messages count as new, in the order in which they arrive.
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
