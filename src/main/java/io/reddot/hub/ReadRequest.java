package io.reddot.hub;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.reddot.access.Caller;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.session.Conflation;
import io.reddot.session.Envelope;
import java.util.List;
import java.util.Set;

/**
 * A request to read, over any transport: the caller, the topics, and the start.
 *
 * @param filters the topics
 * @param inbox whether the reader named no topic and therefore reads its whole inbox; later changes
 *     of its memberships change the filters
 * @param conflated the filters of which a reader that is behind gets only the newest message of a
 *     topic, as {@link Conflation} defines
 */
public record ReadRequest(
    Caller caller,
    List<TopicFilter> filters,
    boolean inbox,
    StartAfter after,
    Set<TopicFilter> conflated) {
  public ReadRequest {
    filters = filters.size() == 1 ? List.copyOf(filters) : filters.stream().distinct().toList();
    conflated = conflated.stream().filter(filters::contains).collect(toUnmodifiableSet());
  }

  public ReadRequest(Caller caller, List<TopicFilter> filters, boolean inbox, StartAfter after) {
    this(caller, filters, inbox, after, Set.of());
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
    return new ReadRequest(caller, filters, inbox, elsewhere, conflated);
  }

  /**
   * Returns the same request with all of its filters conflated.
   *
   * @throws Problem (400) if it is for the whole inbox, which keeps every message
   */
  public ReadRequest conflating() {
    if (inbox) {
      throw Problem.badRequest(
          "'conflate' needs a 'topic': every message of an inbox is delivered.");
    }
    return new ReadRequest(caller, filters, false, after, Set.copyOf(filters));
  }

  /** Whether a filter is conflated. */
  public boolean conflates() {
    return !conflated.isEmpty();
  }

  /** As {@link Conflation#applies}. */
  boolean conflates(Envelope.OfMessage envelope) {
    return Conflation.applies(envelope, filters, conflated);
  }
}
