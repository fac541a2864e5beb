package io.reddot.session;

import io.reddot.message.TopicFilter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The current and former subscriptions of a session, each with its range of the log. Not
 * thread-safe: the session's lock guards it.
 */
final class SubscriptionHistory {
  /** The number of former subscriptions that are remembered. */
  private static final int PAST = 100;

  private final Map<TopicFilter, Long> present = new LinkedHashMap<>();
  private @Nullable ArrayDeque<SubscribedRange> past;

  /** The present filters that keep only the newest message of a topic; few sessions have any. */
  private Set<TopicFilter> conflated = Set.of();

  SubscriptionHistory(Map<TopicFilter, Long> filters) {
    present.putAll(filters);
  }

  List<TopicFilter> filters() {
    return List.copyOf(present.keySet());
  }

  /** Returns false if it was subscribed already. */
  boolean add(TopicFilter filter, long after) {
    return present.putIfAbsent(filter, after) == null;
  }

  /** Returns false if it was not subscribed. */
  boolean remove(TopicFilter filter, long upTo) {
    Long after = present.remove(filter);
    if (after == null) {
      return false;
    }
    conflate(filter, false);
    if (past == null) {
      past = new ArrayDeque<>();
    } else if (past.size() == PAST) {
      past.remove();
    }
    past.add(new SubscribedRange(filter, after, upTo));
    return true;
  }

  /** As {@link Session#conflate}. */
  void conflate(TopicFilter filter, boolean newestOnly) {
    boolean wanted = newestOnly && present.containsKey(filter);
    if (wanted == conflated.contains(filter)) {
      return;
    }
    Set<TopicFilter> changed = new HashSet<>(conflated);
    if (wanted) {
      changed.add(filter);
    } else {
      changed.remove(filter);
    }
    conflated = changed.isEmpty() ? Set.of() : changed;
  }

  boolean conflates() {
    return !conflated.isEmpty();
  }

  /** As {@link Conflation#applies}. */
  boolean conflates(Envelope.OfMessage envelope) {
    return Conflation.applies(envelope, present.keySet(), conflated);
  }

  List<SubscribedRange> all() {
    List<SubscribedRange> all = new ArrayList<>(past == null ? List.of() : past);
    present.forEach(
        (filter, after) -> all.add(new SubscribedRange(filter, after, SubscribedRange.ONGOING)));
    return all;
  }
}
