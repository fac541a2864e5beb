package io.reddot.transport.mqtt.packet;

/**
 * Thrown to disconnect a client because of what it did. Like {@link io.reddot.message.Problem}, it
 * is an answer and not a failure: it has no stack trace, and its sentence is sent to the client.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public Refusal(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  public static Refusal protocolError(String detail) {
    return new Refusal(Reason.PROTOCOL_ERROR, detail);
  }

  public static Refusal malformed(String detail) {
    return new Refusal(Reason.MALFORMED_PACKET, detail);
  }

  public Reason reason() {
    return reason;
  }

  public String detail() {
    String detail = getMessage();
    return detail == null ? reason.name() : detail;
  }
}
