package io.reddot.presence;

import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What sessions were handed, a row a session, kept as long as the messages of its time. For people
 * who ask afterwards: it may lack what a node knew when it was killed.
 *
 * <p>Thread-safe.
 */
public interface LedgerStore {
  /** So many rows one call of {@link #write} takes. */
  int ROWS = 500;

  /** Stores rows, and says how many; each takes the place of the one of the same session. */
  CompletionStage<Integer> write(List<Row> rows);

  /**
   * Reads the rows of sessions that had begun before {@code position} and were written something at
   * it or after it, and that may have followed {@code topic}: some of them have not.
   */
  void around(long position, Topic topic, Consumer<Row> to);

  /**
   * The rows of a user's sessions that lasted at {@code from} or began after it, and the last one
   * before; in the order in which they began.
   */
  List<Row> of(String user, Instant from, int limit);

  /** Whether the session is known to have ended. */
  boolean over(String session);

  /**
   * Forgets some of the sessions that were over before the oldest message that retention has left.
   *
   * @return how many; {@value #ROWS}: there may be more
   */
  CompletionStage<Integer> forget();

  /**
   * @param until null: it lasts, or its node was killed
   * @param start where it began
   * @param through the last position that was written to its client
   * @param filters what it followed: a filter a line; what a tab follows in it is the hub's
   * @param goodbye the code of why we hung up; null: we did not
   */
  record Row(
      String session,
      String user,
      String device,
      String transport,
      Instant since,
      @Nullable Instant until,
      long start,
      long through,
      String filters,
      @Nullable Integer goodbye) {
    /** Where its filters begin. */
    Set<String> stems() {
      return filters
          .lines()
          .map(line -> new TopicFilter(line.split("\t", 2)[0]).stem())
          .collect(Collectors.toSet());
    }
  }
}
