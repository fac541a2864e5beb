package io.reddot.publish;

import io.reddot.log.Known;
import io.reddot.log.MessageLog.Receipt;
import io.reddot.log.Transaction;
import io.reddot.message.Draft;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.publish.Acceptance.Scheduled;
import io.reddot.publish.Acceptance.Stored;
import io.reddot.publish.ScheduleStore.Place;
import io.reddot.publish.ScheduleStore.Waiting;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Splits the submissions of one call into messages that are appended now and messages that are
 * scheduled. Used for one transaction.
 */
final class SubmissionBatch {
  private final Transaction transaction;
  private final @Nullable String token;
  private final List<Submission> now = new ArrayList<>();
  private final Set<Known.Key> keysOfNow = new HashSet<>();
  private final Map<Known.Key, Waiting> later = new LinkedHashMap<>();

  private SubmissionBatch(Transaction transaction, @Nullable String token) {
    this.transaction = transaction;
    this.token = token;
  }

  /**
   * Stores all of {@code submissions}, or none.
   *
   * @throws Problem as {@link ScheduleStore#accept}
   */
  static List<Acceptance> accept(
      Transaction transaction, List<Submission> submissions, @Nullable String token, int limit)
      throws SQLException {
    return new SubmissionBatch(transaction, token).accept(submissions, limit);
  }

  private List<Acceptance> accept(List<Submission> submissions, int limit) throws SQLException {
    List<@Nullable Scheduled> scheduled = new ArrayList<>(submissions.size());
    for (Submission submission : submissions) {
      scheduled.add(sort(submission));
    }
    checkLimit(limit);
    transaction.checkLater(later.values().stream().map(Waiting::draft).toList());
    Iterator<Receipt> receipts = transaction.append(now).iterator(); // first: it may throw
    ScheduledRows.insert(transaction, later.values());
    later.values().forEach(each -> transaction.know(Known.scheduled(each.draft(), each.sendAt())));
    List<Acceptance> all = new ArrayList<>(submissions.size());
    for (Scheduled one : scheduled) {
      all.add(one == null ? Stored.of(receipts.next()) : one);
    }
    return all;
  }

  /**
   * Returns the outcome of a scheduled message; null if the message goes into the log now, or is
   * there already.
   */
  private @Nullable Scheduled sort(Submission submission) {
    Draft draft = submission.draft();
    Instant sendAt = submission.sendAt();
    Known.Key key = Known.Key.of(draft);
    Waiting here = later.get(key);
    Known known =
        here == null ? transaction.known(key) : Known.scheduled(here.draft(), here.sendAt());
    if (known != null && known.message() == null) {
      if (sendAt == null) {
        throw Known.isScheduled(draft.id());
      }
      known.check(submission);
      return new Scheduled(draft.id(), sendAt, true); // the same time, as just checked
    }
    boolean stored = known != null || keysOfNow.contains(key);
    if (sendAt == null || stored || !sendAt.isAfter(transaction.now())) {
      now.add(submission);
      keysOfNow.add(key);
      return null;
    }
    later.put(key, new Waiting(draft, new Place(sendAt, transaction.next()), token, false));
    return new Scheduled(draft.id(), sendAt, false);
  }

  private void checkLimit(int limit) throws SQLException {
    Map<String, Integer> added = new TreeMap<>();
    for (Waiting waiting : later.values()) {
      String sender = waiting.draft().sender();
      if (sender != null) {
        added.merge(sender, 1, Integer::sum);
      }
    }
    for (Map.Entry<String, Integer> one : added.entrySet()) {
      if (ScheduledRows.count(transaction, one.getKey()) + one.getValue() > limit) {
        throw new Problem(
            429,
            "At most %,d messages of one sender may be scheduled; nothing was stored."
                .formatted(limit));
      }
    }
  }
}
