package io.reddot.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.config.SingleInstance;
import io.reddot.web.Refusals;
import jakarta.inject.Inject;
import java.security.Principal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records calls for operators that were refused because the caller lacks the role.
 *
 * <p>Threat: a caller fills the log with refused calls. So at most {@value #EACH} records a minute
 * are written for a user, and {@value #ALL} for all users together. The next record of the user
 * tells how many calls were left out. The number of users that are counted is bounded, too; the
 * others share one count. Thread-safe; nothing is appended under the lock.
 */
@SingleInstance
public class Denials implements Refusals {
  static final int EACH = 10;
  static final int ALL = 60;
  static final int USERS = 1_000;

  private static final String OTHERS = "/"; // no user has this name

  private final AuditLog audit;
  private final LongSupplier nanos;

  @GuardedBy("this")
  private final Map<String, Minute> users = new LinkedHashMap<>();

  @GuardedBy("this")
  private final Minute all = new Minute();

  /** The records of the current minute. Guarded by the monitor of the outer class. */
  private static final class Minute {
    private long since;
    private int records;
    private long left;

    private boolean over(long now) {
      return now - since >= Duration.ofMinutes(1).toNanos();
    }

    /** Whether it has room for one more record, of at most {@code most} in a minute. */
    private boolean has(int most, long now) {
      if (records == 0 || over(now)) {
        since = now;
        records = 0;
      }
      return records < most;
    }
  }

  @Inject
  public Denials(AuditLog audit) {
    this(audit, System::nanoTime);
  }

  /**
   * @param nanos a clock that only goes forward
   */
  Denials(AuditLog audit, LongSupplier nanos) {
    this.audit = audit;
    this.nanos = nanos;
  }

  @Override
  public void forbidden(Principal caller, String address, String call) {
    long left = admit(caller.getName());
    if (left >= 0) {
      audit.denied(caller.getName(), address, call, sentence(left));
    }
  }

  private static @Nullable String sentence(long left) {
    return left == 0
        ? null
        : "%d more refused calls before this one were not recorded".formatted(left);
  }

  /** Returns the number of calls that were left out before this one; -1 if it is left out, too. */
  private synchronized long admit(String user) {
    long now = nanos.getAsLong();
    Minute minute = minute(user, now);
    if (!minute.has(EACH, now) || !all.has(ALL, now)) {
      minute.left++;
      return -1;
    }
    minute.records++;
    all.records++;
    long left = minute.left;
    minute.left = 0;
    return left;
  }

  @GuardedBy("this")
  private Minute minute(String user, long now) {
    Minute known = users.get(user);
    if (known != null) {
      return known;
    }
    if (users.size() >= USERS) {
      users.values().removeIf(one -> one.left == 0 && one.over(now));
    }
    return users.computeIfAbsent(users.size() < USERS ? user : OTHERS, name -> new Minute());
  }

  /** Returns the number of users that are counted. */
  synchronized int remembered() {
    return users.size();
  }
}
