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
 * Logs what callers can cause at will: each kind of line once a minute for a caller, and after that
 * minute how many more there were.
 *
 * <p>Threat: a caller whose every request writes a line fills the disk. So the callers that are
 * told apart are bounded, too: those beyond share one line a kind. Thread-safe; nothing is logged
 * under the lock.
 */
public final class CallerLog {
  /** The one of this application, so that there is one bound. */
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

  /** Guarded by the log. */
  private static final class Entry {
    private final Logger logger;
    private final Level level;
    private final long since;
    private long more;

    Entry(Logger logger, Level level, long since) {
      this.logger = logger;
      this.level = level;
      this.since = since;
    }
  }

  private record Line(Logger logger, Level level, String text) {}

  /**
   * @param most how many callers and kinds are told apart
   * @param nanos a clock that only goes forward
   */
  CallerLog(int most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
    this.sweptAt = nanos.getAsLong();
  }

  /**
   * @param kind what happened, for people and always the same: {@code "refused to publish"}
   * @param caller a user, or an address
   */
  public void log(Logger logger, Level level, String kind, String caller, String detail) {
    log(logger, level, kind, caller, detail, null);
  }

  /**
   * @param cause logged with its stack; null: none
   */
  public void log(
      Logger logger,
      Level level,
      String kind,
      String caller,
      String detail,
      @Nullable Throwable cause) {
    flush();
    if (isFirst(logger, level, kind, caller)) {
      logger.log(level, kind + " (" + caller + "): " + detail, cause);
    }
  }

  private synchronized boolean isFirst(Logger logger, Level level, String kind, String caller) {
    Entry known = entries.get(new Key(kind, caller));
    if (known == null && entries.size() >= most) {
      known = entries.get(new Key(kind, OTHERS));
    }
    if (known != null) {
      known.more++;
      return false;
    }
    // One line of "others" for each kind, of which the code has some dozens.
    String named = entries.size() >= most ? OTHERS : caller;
    entries.put(new Key(kind, named), new Entry(logger, level, nanos.getAsLong()));
    return true;
  }

  /** Says how many more there were of what is a minute old. To be called now and then. */
  public void flush() {
    for (Line line : due()) {
      line.logger.log(line.level, line.text);
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
                        "%s (%s): %,d more times since"
                            .formatted(each.getKey().kind, each.getKey().caller, entry.more)));
              }
              return over;
            });
    return lines;
  }

  /** How many callers and kinds are told apart right now. */
  synchronized int remembered() {
    return entries.size();
  }
}
