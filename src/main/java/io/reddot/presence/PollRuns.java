package io.reddot.presence;

import io.reddot.message.TopicFilter;
import io.reddot.session.Account;
import io.reddot.session.Following;
import io.reddot.session.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Groups polls into runs: polls of which each begins where the one before ended are for the ledger
 * what a session is. Bounded by {@value #RUNS} of them and {@value #FOLLOWED} filters that they
 * follow. Not thread-safe: the ledger's lock guards it.
 */
final class PollRuns {
  private static final int RUNS = 10_000;
  private static final int FOLLOWED = 1_000_000;

  /** A client that has not asked for so long has gone. */
  static final Duration SILENCE = Duration.ofMinutes(2);

  private final Supplier<String> ids;

  /** Whoever has not asked for longest comes first. */
  private final Map<Key, Run> runs = new LinkedHashMap<>(16, 0.75f, true);

  /** How many filters all of them follow. */
  private int weight;

  private record Key(String user, String device, String transport, List<Following> followed) {}

  private static final class Run {
    private final Account begun;
    private long through;
    private Instant last;
    private boolean changed = true;

    Run(Account begun) {
      this.begun = begun;
      this.through = begun.through();
      this.last = begun.since();
    }

    Account account(boolean over) {
      return new Account(
          begun.identity(),
          begun.since(),
          over ? last : null,
          begun.start(),
          through,
          begun.followed(),
          null);
    }
  }

  /**
   * @param ids makes new ones
   */
  PollRuns(Supplier<String> ids) {
    this.ids = ids;
  }

  /**
   * @param after where a poll began
   * @param through where its answer ended
   * @return runs that are over by it
   */
  List<Account> polled(
      Identity by, Map<TopicFilter, Long> filters, long after, long through, Instant now) {
    List<Following> followed = new ArrayList<>();
    filters.forEach((filter, since) -> followed.add(new Following(filter, since, Following.STILL)));
    return polled(by, List.copyOf(followed), after, through, now);
  }

  /** As above. */
  List<Account> polled(
      Identity by, List<Following> followed, long after, long through, Instant now) {
    Key key = new Key(by.user(), by.device(), by.transport(), followed);
    Run run = runs.get(key);
    if (run != null && after >= run.begun.start() && after <= run.through) {
      run.changed |= through > run.through;
      run.through = Math.max(run.through, through);
      run.last = now;
      return List.of();
    }
    List<Account> over = new ArrayList<>(1);
    if (run != null) {
      over.add(run.account(true));
    }
    Identity identity =
        new Identity(ids.get(), by.user(), by.device(), by.transport(), Instant.MAX);
    runs.put(key, new Run(new Account(identity, now, null, after, through, key.followed, null)));
    weight += run == null ? key.followed.size() : 0; // the key of the one before stays
    while (runs.size() > RUNS || weight > FOLLOWED) {
      Map.Entry<Key, Run> oldest = runs.entrySet().iterator().next();
      over.add(oldest.getValue().account(true));
      weight -= oldest.getKey().followed.size();
      runs.remove(oldest.getKey());
    }
    return over;
  }

  /** Takes out the runs whose clients have gone. */
  List<Account> silent(Instant now) {
    List<Account> over = new ArrayList<>();
    runs.entrySet()
        .removeIf(
            entry -> {
              Run run = entry.getValue();
              boolean gone = !now.isBefore(run.last.plus(SILENCE));
              if (gone) {
                over.add(run.account(true));
                weight -= entry.getKey().followed.size();
              }
              return gone;
            });
    return over;
  }

  /** All there are now. */
  Collection<Account> present() {
    return runs.values().stream().map(run -> run.account(false)).toList();
  }

  /** Some of those that have gone on since they were last asked for. */
  List<Account> changed(int limit) {
    List<Account> changed = new ArrayList<>();
    for (Run run : runs.values()) {
      if (run.changed && changed.size() < limit) {
        run.changed = false;
        changed.add(run.account(false));
      }
    }
    return changed;
  }
}
