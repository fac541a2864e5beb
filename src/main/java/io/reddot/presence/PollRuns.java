package io.reddot.presence;

import io.reddot.message.TopicFilter;
import io.reddot.session.DeliveryRecord;
import io.reddot.session.Identity;
import io.reddot.session.SubscribedRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Groups polls into runs: the ledger treats consecutive polls, each of which continues where the
 * previous one ended, as one session. Bounded by {@value #RUNS} runs and {@value #FOLLOWED} filters
 * of all runs. Not thread-safe: the ledger's lock guards it.
 */
final class PollRuns {
  private static final int RUNS = 10_000;
  private static final int FOLLOWED = 1_000_000;

  /** The time after which a client that does not poll counts as gone. */
  static final Duration SILENCE = Duration.ofMinutes(2);

  private final Supplier<String> ids;

  /** In the order of their last polls. */
  private final Map<Key, Run> runs = new LinkedHashMap<>(16, 0.75f, true);

  /** The number of filters of all runs. */
  private int weight;

  private record Key(
      String user, String device, String transport, List<SubscribedRange> subscribed) {}

  private static final class Run {
    private final DeliveryRecord begun;
    private long through;
    private Instant last;
    private boolean changed = true;

    Run(DeliveryRecord begun) {
      this.begun = begun;
      this.through = begun.through();
      this.last = begun.since();
    }

    DeliveryRecord record(boolean over) {
      return new DeliveryRecord(
          begun.identity(),
          begun.since(),
          over ? last : null,
          begun.start(),
          through,
          begun.subscribed(),
          null);
    }
  }

  /**
   * @param ids generates ids of sessions
   */
  PollRuns(Supplier<String> ids) {
    this.ids = ids;
  }

  /**
   * Records a poll.
   *
   * @param after the position after which the poll began
   * @param through the position that its answer reached
   * @return the runs that it ends
   */
  List<DeliveryRecord> polled(
      Identity by, Map<TopicFilter, Long> filters, long after, long through, Instant now) {
    List<SubscribedRange> subscribed = new ArrayList<>();
    filters.forEach(
        (filter, since) ->
            subscribed.add(new SubscribedRange(filter, since, SubscribedRange.ONGOING)));
    return polled(by, List.copyOf(subscribed), after, through, now);
  }

  /** As above. */
  List<DeliveryRecord> polled(
      Identity by, List<SubscribedRange> subscribed, long after, long through, Instant now) {
    Key key = new Key(by.user(), by.device(), by.transport(), subscribed);
    Run run = runs.get(key);
    if (run != null && after >= run.begun.start() && after <= run.through) {
      run.changed |= through > run.through;
      run.through = Math.max(run.through, through);
      run.last = now;
      return List.of();
    }
    List<DeliveryRecord> over = new ArrayList<>(1);
    if (run != null) {
      over.add(run.record(true));
    }
    Identity identity =
        new Identity(ids.get(), by.user(), by.device(), by.address(), by.transport(), Instant.MAX);
    runs.put(
        key,
        new Run(new DeliveryRecord(identity, now, null, after, through, key.subscribed, null)));
    weight += run == null ? key.subscribed.size() : 0; // otherwise they are counted already
    while (runs.size() > RUNS || weight > FOLLOWED) {
      Map.Entry<Key, Run> oldest = runs.entrySet().iterator().next();
      over.add(oldest.getValue().record(true));
      weight -= oldest.getKey().subscribed.size();
      runs.remove(oldest.getKey());
    }
    return over;
  }

  /** Removes the runs whose clients are gone. */
  List<DeliveryRecord> silent(Instant now) {
    List<DeliveryRecord> over = new ArrayList<>();
    runs.entrySet()
        .removeIf(
            entry -> {
              Run run = entry.getValue();
              boolean gone = !now.isBefore(run.last.plus(SILENCE));
              if (gone) {
                over.add(run.record(true));
                weight -= entry.getKey().subscribed.size();
              }
              return gone;
            });
    return over;
  }

  /** Returns all runs. */
  Collection<DeliveryRecord> present() {
    return runs.values().stream().map(run -> run.record(false)).toList();
  }

  /** Returns the runs that have been polled since then. */
  List<DeliveryRecord> polledSince(Instant then) {
    return runs.values().stream()
        .filter(run -> !run.last.isBefore(then))
        .map(run -> run.record(false))
        .toList();
  }

  /** Returns some of the runs that have progressed since the last call. */
  List<DeliveryRecord> changed(int limit) {
    List<DeliveryRecord> changed = new ArrayList<>();
    for (Run run : runs.values()) {
      if (run.changed && changed.size() < limit) {
        run.changed = false;
        changed.add(run.record(false));
      }
    }
    return changed;
  }
}
