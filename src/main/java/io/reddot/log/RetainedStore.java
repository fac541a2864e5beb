package io.reddot.log;

import io.reddot.message.TopicFilter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Whose the retained messages are, for those who look after them: retention spares them, so they
 * stay until somebody takes them away. Thread-safe.
 */
public interface RetainedStore {

  /**
   * Lists topics that have a retained message, in order of topic, whether that has expired or not.
   *
   * @param owner only those that this user has published; null: all
   * @param after the last topic of the page before; empty: from the start
   * @param limit at most so many. A page may hold fewer, or none, and yet not be the last one
   */
  Page list(@Nullable String owner, TopicFilter filter, String after, int limit);

  /**
   * Takes the retained messages of these topics away, as an empty one does, but tells no
   * subscriber. The messages themselves stay in the log as long as others do.
   *
   * @param owner only those that this user has published; null: all
   * @return how many there were
   */
  CompletionStage<Integer> forget(@Nullable String owner, Collection<String> topics);

  /**
   * A topic that has a retained message.
   *
   * @param owner the user who has published it; empty: the house
   * @param bytes its size, as it is counted
   */
  record Retained(String topic, String owner, long position, long bytes) {}

  /**
   * Some of them.
   *
   * @param next go on after this topic; null: there are no more
   */
  record Page(List<Retained> retained, @Nullable String next) {}
}
