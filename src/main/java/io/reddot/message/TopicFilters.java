package io.reddot.message;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Matches several topic filters at once. Filters without wildcards are in a map, so a thousand of
 * them cost as much as one. Immutable.
 */
public final class TopicFilters {
  private final Map<String, TopicFilter> exact;
  private final List<TopicFilter> wildcards;

  public TopicFilters(Collection<TopicFilter> filters) {
    Map<String, TopicFilter> named = new HashMap<>();
    for (TopicFilter filter : filters) {
      if (filter.exact()) {
        named.put(filter.pattern(), filter);
      }
    }
    this.exact = Map.copyOf(named);
    this.wildcards = filters.stream().filter(filter -> !filter.exact()).toList();
  }

  /** Whether any filter matches {@code topic}. */
  public boolean matches(Topic topic) {
    return exact.containsKey(topic.name()) || matchesByWildcard(topic);
  }

  /** Whether any filter covers {@code other}. */
  public boolean covers(TopicFilter other) {
    return exact.containsKey(other.pattern()) || coversByWildcard(other);
  }

  /** Whether any filter with a wildcard matches {@code topic}. */
  public boolean matchesByWildcard(Topic topic) {
    return wildcards.stream().anyMatch(filter -> filter.matches(topic));
  }

  /** Whether any filter with a wildcard covers {@code other}. */
  public boolean coversByWildcard(TopicFilter other) {
    return wildcards.stream().anyMatch(filter -> filter.covers(other));
  }

  /** Returns the filter that is exactly this topic; null: none. */
  public @Nullable TopicFilter exact(String topic) {
    return exact.get(topic);
  }
}
