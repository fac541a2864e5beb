package io.reddot.message;

import java.util.Map;

/**
 * Makes fields known to a log manager whose formatters do not write parameters of records. Found by
 * {@link java.util.ServiceLoader}. Implementations are thread-safe.
 */
public interface LogContext {
  /** Runs {@code logs} on this thread while the fields apply to what it logs. */
  void run(Map<String, String> fields, Runnable logs);
}
