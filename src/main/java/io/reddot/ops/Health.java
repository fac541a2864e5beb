package io.reddot.ops;

import io.reddot.health.HealthCheck;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The health of this node: the results of all health checks.
 *
 * <p>Threat: anyone may ask for it, and a check may write to the disk or wait for a database that
 * does not answer. So the checks run at most once a second, on one thread at a time; meanwhile
 * other callers get the previous results. Thread-safe.
 */
final class Health {
  private static final System.Logger LOGGER = System.getLogger(Health.class.getName());
  private static final Duration KEPT = Duration.ofSeconds(1);

  private final List<HealthCheck> checks;
  private final InstantSource clock;

  /** The run of the checks that has not ended; null: none. */
  private final AtomicReference<@Nullable CompletableFuture<Results>> running =
      new AtomicReference<>();

  /** The results of the previous run; null before the first. */
  private volatile @Nullable Results last;

  Health(List<HealthCheck> checks, InstantSource clock) {
    this.checks = List.copyOf(checks);
    this.clock = clock;
  }

  /**
   * The result of one check.
   *
   * @param fault what is wrong, in one sentence; null if nothing is
   */
  record Result(HealthCheck check, @Nullable String fault) {
    boolean up() {
      return fault == null;
    }
  }

  /**
   * The results of all checks.
   *
   * @param at when the checks began
   */
  record Results(List<Result> all, Instant at) {
    boolean up() {
      return all.stream().allMatch(Result::up);
    }

    List<Result> of(HealthCheck.Kind kind) {
      return all.stream().filter(result -> result.check.kind() == kind).toList();
    }
  }

  /** Returns results that are hardly older than a second; may wait as long as the checks take. */
  Results results() {
    Results known = last;
    if (known != null && clock.instant().isBefore(known.at.plus(KEPT))) {
      return known;
    }
    CompletableFuture<Results> mine = new CompletableFuture<>();
    CompletableFuture<Results> others = running.compareAndExchange(null, mine);
    if (others != null) {
      return known != null ? known : others.join();
    }
    try {
      Results results = run();
      last = results;
      mine.complete(results);
      return results;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e); // others may be waiting for it
      throw e;
    } finally {
      running.set(null);
    }
  }

  private Results run() {
    Instant at = clock.instant();
    List<Result> results = new ArrayList<>(checks.size());
    for (HealthCheck check : checks) {
      results.add(new Result(check, fault(check)));
    }
    log(results);
    return new Results(List.copyOf(results), at);
  }

  private static @Nullable String fault(HealthCheck check) {
    try {
      return check.fault().get();
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "the health check " + check.name() + " failed", e);
      return "The check itself failed; the server's log says why.";
    }
  }

  /** Logs changes only, because probes ask every few seconds. */
  private void log(List<Result> results) {
    Results before = last;
    for (int i = 0; i < results.size(); i++) {
      Result now = results.get(i);
      boolean wasUp = before == null || before.all.get(i).up();
      if (wasUp && !now.up()) {
        LOGGER.log(Level.WARNING, "the health check {0} is down: {1}", now.check.name(), now.fault);
      } else if (!wasUp && now.up()) {
        LOGGER.log(Level.INFO, "the health check {0} is up again", now.check.name());
      }
    }
  }
}
