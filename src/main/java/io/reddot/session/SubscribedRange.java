package io.reddot.session;

import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;

/**
 * A filter, and the range of the log for which a session was subscribed to it.
 *
 * @param after the range begins after this position; 0 stands for the start of the session
 * @param upTo the last position of the range; {@value #ONGOING} while the subscription lasts
 */
public record SubscribedRange(TopicFilter filter, long after, long upTo) {
  public static final long ONGOING = Long.MAX_VALUE;

  /** Whether the subscription matched a message at {@code position}. */
  public boolean covers(Topic topic, long position) {
    return position > after && position <= upTo && filter.matches(topic);
  }
}
