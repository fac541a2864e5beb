package io.reddot.log;

/** Signals a failure of the database under the log that no caller's input has caused. */
public final class LogFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LogFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
