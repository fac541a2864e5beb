package io.reddot.message;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs events that callers can cause at will: each kind of line once a minute for each caller, and
 * after that minute the number of further events.
 *
 * <p>Threat: a caller fills the disk, because each of its requests writes a line. The number of
 * callers that are distinguished is therefore bounded, too; the others share one line for each
 * kind. Thread-safe; nothing is logged under the lock.
 */
public final class CallerLog {
  /** The instance of the whole application, so that one bound applies to all. */
  public static final CallerLog SHARED = new CallerLog(1_000, System::nanoTime);

  static final Duration EACH = Duration.ofMinutes(1);
  private static final String OTHERS = "others";

  private final int most;
  private final LongSupplier nanos;

  @GuardedBy("this")
  private final Map<Key, Entry> entries = new HashMap<>();

  @GuardedBy("this")
  private long sweptAt;

  private record Key(String kind, String caller) {}

  /** A line that was logged, and the number of further events. Guarded by the log's monitor. */
  private static final class Entry {
    private final Logger logger;
    private final Level level;
    private final LogFields fields;
    private final long since;
    private long more;

    Entry(Logger logger, Level level, LogFields fields, long since) {
      this.logger = logger;
      this.level = level;
      this.fields = fields;
      this.since = since;
    }
  }

  private record Line(Logger logger, Level level, LogFields fields, String text) {}

  /**
   * @param most the number of pairs of caller and kind that are distinguished
   * @param nanos a clock that only goes forward
   */
  CallerLog(int most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
    this.sweptAt = nanos.getAsLong();
  }

  /**
   * Logs a line, unless the same kind was logged for this caller within the last minute.
   *
   * @param kind what happened, as a constant phrase: {@code "refused to publish"}
   * @param caller a user, or an address
   */
  public void log(Logger logger, Level level, String kind, String caller, String detail) {
    log(logger, level, kind, caller, detail, LogFields.NONE, null);
  }

  /**
   * As above.
   *
   * @param cause logged with its stack trace; null: none
   */
  public void log(
      Logger logger,
      Level level,
      String kind,
      String caller,
      String detail,
      @Nullable Throwable cause) {
    log(logger, level, kind, caller, detail, LogFields.NONE, cause);
  }

  /**
   * As above.
   *
   * @param fields the ids that the line speaks of
   */
  public void log(
      Logger logger,
      Level level,
      String kind,
      String caller,
      String detail,
      LogFields fields,
      @Nullable Throwable cause) {
    flush();
    if (isFirst(logger, level, kind, caller, fields)) {
      fields.log(logger, level, kind + " (" + caller + "): " + detail, cause);
    }
  }

  private synchronized boolean isFirst(
      Logger logger, Level level, String kind, String caller, LogFields fields) {
    Entry known = entries.get(new Key(kind, caller));
    if (known == null && entries.size() >= most) {
      known = entries.get(new Key(kind, OTHERS));
    }
    if (known != null) {
      known.more++;
      return false;
    }
    // One line of "others" for each kind; the code has some dozens of kinds.
    boolean shared = entries.size() >= most;
    entries.put(
        new Key(kind, shared ? OTHERS : caller),
        new Entry(logger, level, shared ? LogFields.NONE : fields.ofUser(), nanos.getAsLong()));
    return true;
  }

  /** Logs the number of further events of lines that are a minute old. Must be called regularly. */
  public void flush() {
    for (Line line : due()) {
      line.fields.log(line.logger, line.level, line.text);
    }
  }

  private synchronized List<Line> due() {
    long now = nanos.getAsLong();
    if (entries.isEmpty() || now - sweptAt < EACH.toNanos() / 60) {
      return List.of();
    }
    sweptAt = now;
    List<Line> lines = new ArrayList<>();
    entries
        .entrySet()
        .removeIf(
            each -> {
              Entry entry = each.getValue();
              boolean over = now - entry.since >= EACH.toNanos();
              if (over && entry.more > 0) {
                lines.add(
                    new Line(
                        entry.logger,
                        entry.level,
                        entry.fields,
                        "%s (%s): %,d more times since"
                            .formatted(each.getKey().kind, each.getKey().caller, entry.more)));
              }
              return over;
            });
    return lines;
  }

  /** Returns the number of pairs of caller and kind in memory. */
  synchronized int remembered() {
    return entries.size();
  }
}
