package io.reddot.transport.mqtt.packet;

import io.reddot.message.Problem;
import io.reddot.session.Goodbye;

/**
 * The reason codes that the server sends (MQTT 5, section 2.4), and the matching return codes of
 * CONNACK in MQTT 3.1.1, which has no other codes. Immutable.
 */
public enum Reason {
  SUCCESS(0x00),
  UNSPECIFIED(0x80),
  MALFORMED_PACKET(0x81),
  PROTOCOL_ERROR(0x82),
  IMPLEMENTATION_SPECIFIC(0x83),
  UNSUPPORTED_VERSION(0x84, 1),
  CLIENT_ID_NOT_VALID(0x85, 2),
  BAD_USER_OR_PASSWORD(0x86, 4),
  NOT_AUTHORIZED(0x87, 5),
  SERVER_UNAVAILABLE(0x88, 3),
  SERVER_BUSY(0x89, 3),
  SERVER_SHUTTING_DOWN(0x8b),
  BAD_AUTHENTICATION_METHOD(0x8c),
  KEEP_ALIVE_TIMEOUT(0x8d),
  SESSION_TAKEN_OVER(0x8e),
  TOPIC_FILTER_INVALID(0x8f),
  TOPIC_NAME_INVALID(0x90),
  PACKET_ID_NOT_FOUND(0x92),
  RECEIVE_MAXIMUM_EXCEEDED(0x93),
  TOPIC_ALIAS_INVALID(0x94),
  PACKET_TOO_LARGE(0x95),
  QUOTA_EXCEEDED(0x97, 3),
  ADMINISTRATIVE_ACTION(0x98),
  PAYLOAD_FORMAT_INVALID(0x99),
  CONNECTION_RATE_EXCEEDED(0x9f, 3);

  /** MQTT 3.1.1 has no return code for this reason; the connection is closed without one. */
  public static final int NONE_3 = 0;

  private final byte code;
  private final byte connack3;

  Reason(int code) {
    this(code, NONE_3);
  }

  Reason(int code, int connack3) {
    this.code = (byte) code;
    this.connack3 = (byte) connack3;
  }

  public byte code() {
    return code;
  }

  /** The return code in a CONNACK of MQTT 3.1.1 (section 3.2.2.3), or {@link #NONE_3}. */
  public byte connack3() {
    return connack3;
  }

  /** The answer to a refused packet. */
  public static Reason of(Problem problem) {
    return switch (problem.status()) {
      case 401, 403 -> NOT_AUTHORIZED;
      case 400 -> TOPIC_NAME_INVALID;
      case 413 -> PACKET_TOO_LARGE;
      case 429, 503 -> QUOTA_EXCEEDED;
      default -> problem.status() < 500 ? IMPLEMENTATION_SPECIFIC : UNSPECIFIED;
    };
  }

  /** The answer to a valid CONNECT whose session could not be opened. */
  public static Reason ofOpening(Problem problem) {
    return problem.status() == 503 ? SERVER_BUSY : of(problem);
  }

  /** The reason in the server's DISCONNECT. */
  public static Reason of(Goodbye goodbye) {
    return switch (goodbye.code()) {
      case 1001 -> SERVER_SHUTTING_DOWN;
      case 4008, 4029 -> QUOTA_EXCEEDED;
      case 4009 -> KEEP_ALIVE_TIMEOUT;
      case 4401 -> NOT_AUTHORIZED;
      case 4012, 4403 -> ADMINISTRATIVE_ACTION;
      default -> UNSPECIFIED;
    };
  }
}
