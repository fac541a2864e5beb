package io.reddot.log;

import io.reddot.message.TopicFilter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lists and removes retained messages by owner. Retention spares them, so they stay until somebody
 * removes them. Thread-safe.
 */
public interface RetainedStore {

  /**
   * Lists topics that have a retained message, in the order of topics, including expired messages.
   *
   * @param owner the user whose messages are listed; null: all
   * @param after the last topic of the previous page; empty: from the start
   * @param limit the largest number of topics in a page. A page may hold fewer, or none, without
   *     being the last one
   */
  Page list(@Nullable String owner, TopicFilter filter, String after, int limit);

  /**
   * Removes the retained messages of these topics, as publishing an empty one does, but without
   * telling subscribers. The messages themselves stay in the log as long as others do.
   *
   * @param owner the user whose messages are removed; null: all
   * @return the number of removed messages
   */
  CompletionStage<Integer> forget(@Nullable String owner, Collection<String> topics);

  /**
   * A topic that has a retained message.
   *
   * @param owner the user who published it; empty: the server itself
   * @param bytes the size that counts against the quotas
   */
  record Retained(String topic, String owner, long position, long bytes) {}

  /**
   * A page of topics.
   *
   * @param next the topic after which to continue; null: there are no more
   */
  record Page(List<Retained> retained, @Nullable String next) {}
}
