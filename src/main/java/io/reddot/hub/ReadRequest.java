package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import java.util.List;

/**
 * What a reader asks for, whichever transport it uses: who it is, which topics, from where on.
 *
 * @param filters what it follows
 * @param inbox whether it named no topic, and so follows its inbox, whatever groups it is put into
 *     or taken out of
 */
public record ReadRequest(
    Caller caller, List<TopicFilter> filters, boolean inbox, StartAfter after) {
  public ReadRequest {
    filters = filters.size() == 1 ? List.copyOf(filters) : filters.stream().distinct().toList();
  }

  /**
   * @param topics the filters that the reader names; none: its inbox
   * @throws Problem (400) if one is no filter
   */
  public static ReadRequest of(Caller caller, List<String> topics, StartAfter after) {
    return topics.isEmpty()
        ? new ReadRequest(caller, caller.inbox(), true, after)
        : new ReadRequest(caller, topics.stream().map(TopicFilter::new).toList(), false, after);
  }

  /** Whether its filters match its own inbox, so that it is about what the red dot counts, too. */
  public boolean countsInbox() {
    return Registration.matchesInbox(caller, filters);
  }

  /** The same from elsewhere on. */
  public ReadRequest from(StartAfter elsewhere) {
    return new ReadRequest(caller, filters, inbox, elsewhere);
  }
}
