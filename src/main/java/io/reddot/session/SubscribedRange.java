package io.reddot.session;

import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;

/**
 * A filter, and the part of the log that a session followed it for.
 *
 * @param after from behind this position on; 0: from wherever the session began
 * @param upTo {@value #ONGOING}: as long as the session lasts
 */
public record SubscribedRange(TopicFilter filter, long after, long upTo) {
  public static final long ONGOING = Long.MAX_VALUE;

  /** Whether a message at {@code position} was one that the session followed. */
  public boolean covers(Topic topic, long position) {
    return position > after && position <= upTo && filter.matches(topic);
  }
}
