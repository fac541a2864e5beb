package io.reddot.log;

import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The size of the log, as it was measured last, because measuring takes a query. Thread-safe; no
 * method waits.
 */
public interface StorageUse {
  /** Returns the size; null before it was first measured. */
  @Nullable Size size();

  /** Returns the free space where the embedded database is, in bytes; empty for any other. */
  OptionalLong free();

  /**
   * The size of the log.
   *
   * @param bytes the size of the database, with all of its tables and indexes
   * @param messages the messages that retention counts
   * @param events the events of the server that it counts
   * @param oldestAt the time of the oldest of them; null: there is none
   */
  record Size(long bytes, long messages, long events, @Nullable Instant oldestAt) {}
}
