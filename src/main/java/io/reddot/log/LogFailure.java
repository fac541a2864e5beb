package io.reddot.log;

/** Signals that the database under the log failed; no caller's input is the cause. */
public final class LogFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LogFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
