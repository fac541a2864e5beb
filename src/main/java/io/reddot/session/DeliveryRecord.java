package io.reddot.session;

import io.reddot.message.Topic;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session has been handed, in a form that costs the same however much it was: the part of
 * the log that it has behind it, and what it followed of that. Messages are written in order, so
 * whatever it followed in there has been written.
 *
 * @param until null while it lasts
 * @param start where it began
 * @param through the last position that was written to the client
 * @param goodbye why we hung up; null if we did not
 */
public record DeliveryRecord(
    Identity identity,
    Instant since,
    @Nullable Instant until,
    long start,
    long through,
    List<SubscribedRange> subscribed,
    @Nullable Goodbye goodbye) {

  public DeliveryRecord {
    subscribed = List.copyOf(subscribed);
  }

  /** Whether it followed what a message is about when that came. */
  public boolean subscribedTo(Topic topic, long position) {
    return subscribed.stream().anyMatch(one -> one.covers(topic, position));
  }

  /** Whether a message was written to the client. */
  public boolean handed(Topic topic, long position) {
    return position > start && position <= through && subscribedTo(topic, position);
  }
}
