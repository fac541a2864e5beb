package io.reddot.publish;

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
   * until it is due. What its publisher has submitted before is not stored again, whether it still
   * waits or was sent meanwhile.
   *
   * @param token the id of the token that they came with; null: it has none. When that token is
   *     revoked, what waits is held back
   * @param limit so many of one sender may wait at most
   * @return what became of each, in order. It fails with a {@link io.reddot.message.Problem}: 409
   *     when its publisher has used an id for something else, which it names; 429 when the sender
   *     has too many; otherwise as {@link MessageLog#append}
   */
  CompletionStage<List<Acceptance>> accept(
      List<Submission> submissions, @Nullable String token, int limit);

  /** As above, of a token without an id. */
  default CompletionStage<List<Acceptance>> accept(List<Submission> submissions, int limit) {
    return accept(submissions, null, limit);
  }

  /** When the next one is due that is not held back; null if there is none. */
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
   * @param sender only if it is this one's; null: whoever's it is, if only one publisher has one
   *     with this id
   * @return it. It fails with a {@link io.reddot.message.Problem}: 409 when it was sent, or several
   *     publishers have one, 404 when there is no such one
   */
  CompletionStage<Waiting> cancel(String id, @Nullable String sender);

  /**
   * Lets what is held back of a sender's go: what is due is sent, the rest when it is.
   *
   * @param id only this one; null: all
   * @return how many. It fails with a {@link io.reddot.message.Problem} (404) if {@code id} is not
   *     held back
   */
  CompletionStage<Integer> release(String sender, @Nullable String id);

  /**
   * Takes away everything of a sender's that is held back.
   *
   * @return how many
   */
  CompletionStage<Integer> cancelHeld(String sender);

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

  /**
   * One that waits.
   *
   * @param token the id of the token that it came with; null: none is known
   * @param held whether it is not sent before it is {@linkplain #release released}, because its
   *     sender was disconnected or that token revoked
   */
  record Waiting(Draft draft, Place place, @Nullable String token, boolean held) {
    public Instant sendAt() {
      return place.sendAt();
    }
  }
}
