package io.reddot.session;

import io.reddot.message.Topic;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes what was delivered to a session: the range of the log that it has received, and the
 * filters that it was subscribed to. Messages are written in order, so every matching message in
 * the range was written. The size of a record does not depend on the number of messages.
 *
 * @param until when the session ended; null while it lasts
 * @param start the position after which it began
 * @param through the last position that was written to the client
 * @param goodbye why the server disconnected it; null if it did not
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

  /** Whether it was subscribed to the topic at that position. */
  public boolean subscribedTo(Topic topic, long position) {
    return subscribed.stream().anyMatch(one -> one.covers(topic, position));
  }

  /** Whether the message was written to the client. */
  public boolean handed(Topic topic, long position) {
    return position > start && position <= through && subscribedTo(topic, position);
  }
}
