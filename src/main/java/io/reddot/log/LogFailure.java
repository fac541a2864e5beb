package io.reddot.log;

/** The store under the log failed; nobody's input is to blame. */
public final class LogFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LogFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
