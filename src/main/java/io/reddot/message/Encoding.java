package io.reddot.message;

/**
 * How the JSON of a message's data came to be, so that a transport with raw payloads (MQTT) can
 * give back the very bytes that were published.
 */
public enum Encoding {
  /** Published as JSON: the bytes are the JSON text. */
  JSON,
  /** Published as raw UTF-8 text: the JSON is a string of it. */
  TEXT,
  /** Published as other raw bytes: the JSON is a string of their Base64 (RFC 4648, section 4). */
  BASE64
}
