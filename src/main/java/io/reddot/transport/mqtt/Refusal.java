package io.reddot.transport.mqtt;

/**
 * What a client has done ends its connection, with a reason. Like {@link
 * io.reddot.message.Problem}, it is an answer and no fault: it has no stack trace, and its sentence
 * goes to strangers.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  Refusal(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  static Refusal protocolError(String detail) {
    return new Refusal(Reason.PROTOCOL_ERROR, detail);
  }

  static Refusal malformed(String detail) {
    return new Refusal(Reason.MALFORMED_PACKET, detail);
  }

  Reason reason() {
    return reason;
  }

  String detail() {
    String detail = getMessage();
    return detail == null ? reason.name() : detail;
  }
}
