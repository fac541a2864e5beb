package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import java.util.List;

/**
 * A request to read, over any transport: the caller, the topics, and the start.
 *
 * @param filters the topics
 * @param inbox whether the reader named no topic and therefore reads its whole inbox; later changes
 *     of its memberships change the filters
 */
public record ReadRequest(
    Caller caller, List<TopicFilter> filters, boolean inbox, StartAfter after) {
  public ReadRequest {
    filters = filters.size() == 1 ? List.copyOf(filters) : filters.stream().distinct().toList();
  }

  /**
   * @param topics the filters that the reader names; empty for its whole inbox
   * @throws Problem (400) if one is not a topic filter
   */
  public static ReadRequest of(Caller caller, List<String> topics, StartAfter after) {
    return topics.isEmpty()
        ? new ReadRequest(caller, caller.inbox(), true, after)
        : new ReadRequest(caller, topics.stream().map(TopicFilter::new).toList(), false, after);
  }

  /**
   * Whether the filters match the caller's own inbox topic, so that the answer has the unread
   * count.
   */
  public boolean countsInbox() {
    return Registration.matchesInbox(caller, filters);
  }

  /** Returns the same request with another start. */
  public ReadRequest from(StartAfter elsewhere) {
    return new ReadRequest(caller, filters, inbox, elsewhere);
  }
}
