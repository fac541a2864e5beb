package io.reddot.message;

/**
 * The form in which a message's data was published, so that a transport with raw payloads (MQTT)
 * can restore the exact bytes.
 */
public enum Encoding {
  /** Published as JSON: the bytes are the JSON text. */
  JSON,
  /** Published as raw UTF-8 text: the JSON is a string with that text. */
  TEXT,
  /** Published as other raw bytes: the JSON is a string with their Base64 (RFC 4648, section 4). */
  BASE64
}
