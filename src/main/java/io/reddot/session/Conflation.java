package io.reddot.session;

import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.util.Collection;
import java.util.Set;

/**
 * Decides of which messages a reader that is behind gets only the newest of a topic.
 *
 * <p>The option belongs to a subscription, not to a session, because one client follows both states
 * (prices, positions) and events (chat, orders). Three rules follow:
 *
 * <ul>
 *   <li>A topic is conflated if a subscription with the option matches it, and none without: that
 *       one promises every message.
 *   <li>An inbox topic never is: its list and its count contain every message.
 *   <li>A recall is never dropped, and drops nothing.
 * </ul>
 */
public final class Conflation {
  private Conflation() {}

  /**
   * Whether a message may be dropped in favour of a newer one of its topic.
   *
   * @param filters the filters of the reader, of which at least one matches
   * @param conflated those of them that have the option
   */
  public static boolean applies(
      Envelope.OfMessage envelope, Collection<TopicFilter> filters, Set<TopicFilter> conflated) {
    if (conflated.isEmpty() || envelope.isRecall()) {
      return false;
    }
    Topic topic = envelope.message().topic();
    if (topic.inbox()) {
      return false;
    }
    if (conflated.size() == filters.size()) {
      return true; // the usual case: all of them have it
    }
    boolean any = false;
    for (TopicFilter filter : filters) {
      if (filter.matches(topic)) {
        if (!conflated.contains(filter)) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }
}
