package io.reddot.log;

import io.reddot.message.Draft;
import io.reddot.message.Submission;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for their time, beside the log and in its transactions: each stands here or in
 * the log, never in both, never in neither, whatever crashes.
 *
 * <p>Changes are committed in the order in which they were asked for, among themselves and with
 * {@link MessageLog#append}, and fail as an append does. Answers come on a thread that must not be
 * held up. Thread-safe.
 */
public interface ScheduleStore {

  /**
   * Accepts all of {@code submissions} or none: what is to be sent now is appended, the rest kept
   * until it is due. What is accepted already with the same content is not stored again, whether it
   * still waits or was sent meanwhile; the time is not compared, and the first one stands.
   *
   * @param limit so many of one sender may wait at most
   * @return what became of each, in order. It fails with a {@link io.reddot.message.Problem}: 409
   *     when an id is taken by other content, or by one that waits while this one is to be sent
   *     now; 429 when the sender has too many; otherwise as {@link MessageLog#append}
   */
  CompletionStage<List<Acceptance>> accept(List<Submission> submissions, int limit);

  /** When the next one is due; null if none waits. */
  @Nullable Instant next();

  /**
   * Moves what is due into the log, in order, in one transaction; of several nodes one does it.
   * What has expired meanwhile is dropped.
   *
   * @return how many are no longer waiting; the work of one call is bounded, so ask again until
   *     there is none
   */
  CompletionStage<Integer> sendDue();

  /**
   * Takes one away before it is sent.
   *
   * @param sender only if it is this one's; null: whoever's it is
   * @return it. It fails with a {@link io.reddot.message.Problem}: 409 when it was sent, 404 when
   *     there is no such one
   */
  CompletionStage<Waiting> cancel(String id, @Nullable String sender);

  /**
   * What waits, the next first. The weight of one page is bounded, so only an empty one says that
   * there are no more.
   *
   * @param sender only this one's; null: everybody's
   * @param after the last place of the page before; {@link Place#START} for the first
   */
  List<Waiting> list(@Nullable String sender, Place after, int limit);

  /**
   * What a publisher gets for a message that is sent later.
   *
   * @param duplicate whether it was waiting already
   */
  record Scheduled(String id, Instant sendAt, boolean duplicate) implements Acceptance {}

  /** Where one stands among those that wait: by time, then in the order of acceptance. */
  record Place(Instant sendAt, long number) {
    public static final Place START = new Place(Instant.EPOCH, 0);
  }

  /** One that waits. */
  record Waiting(Draft draft, Place place) {
    public Instant sendAt() {
      return place.sendAt();
    }
  }
}
