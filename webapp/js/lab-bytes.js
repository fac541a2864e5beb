/** What a client that takes nothing may leave waiting in this page; then its connection is lost. */
export const HELD_BYTES = 1_048_576;

const encoder = new TextEncoder();

/** The size of a text in UTF-8. */
export const bytesOf = (/** @type {string} */ text) => encoder.encode(text).length;
