package io.reddot.hub;

import io.reddot.message.Topic;
import java.util.List;

/**
 * Tells the names that a feature has seen. Every CDI bean of this type takes part in the {@link
 * Directory}. Names are in the order of their UTF-8 bytes. Implementations are thread-safe.
 */
public interface KnownNames {
  /**
   * Returns names of users that begin with {@code prefix}.
   *
   * @param after only names after this one; empty: from the first
   */
  List<String> users(String prefix, String after, int limit);

  /** Whether the feature has seen a user of this name. */
  boolean user(String name);

  /** Returns names of groups that begin with {@code prefix}. */
  default List<String> groups(String prefix, int limit) {
    return List.of();
  }

  /** Whether somebody was subscribed to exactly this topic. */
  default boolean topic(Topic topic) {
    return false;
  }
}
