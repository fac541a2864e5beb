package io.reddot.publish;

import io.reddot.log.MessageLog.Receipt;
import io.reddot.log.ScheduleStore.Place;
import io.reddot.log.ScheduleStore.Scheduled;
import io.reddot.log.ScheduleStore.Waiting;
import io.reddot.message.Draft;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
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

/** One call's submissions, sorted into what is appended now and what waits. */
final class Accepting {
  private final Transaction transaction;
  private final List<Submission> now = new ArrayList<>();
  private final Set<Known.Key> keysOfNow = new HashSet<>();
  private final Map<Known.Key, Waiting> later = new LinkedHashMap<>();

  private final @Nullable String token;

  private Accepting(Transaction transaction, @Nullable String token) {
    this.transaction = transaction;
    this.token = token;
  }

  /** Accepts all of them, or none and throws a {@link Problem}. */
  static List<Acceptance> in(
      Transaction transaction, List<Submission> submissions, @Nullable String token, int limit)
      throws SQLException {
    return new Accepting(transaction, token).accept(submissions, limit);
  }

  private List<Acceptance> accept(List<Submission> submissions, int limit) throws SQLException {
    List<@Nullable Scheduled> scheduled = new ArrayList<>(submissions.size());
    for (Submission submission : submissions) {
      scheduled.add(sort(submission));
    }
    checkLimit(limit);
    transaction.retained().check(later.values().stream().map(Waiting::draft).toList());
    Iterator<Receipt> receipts = transaction.append(now).iterator(); // or nothing is changed
    ScheduledRows.insert(transaction, later.values());
    later.values().forEach(transaction::waits);
    List<Acceptance> all = new ArrayList<>(submissions.size());
    for (Scheduled one : scheduled) {
      all.add(one == null ? receipts.next() : one);
    }
    return all;
  }

  /** Null: it goes into the log, now or earlier. */
  private @Nullable Scheduled sort(Submission submission) {
    Draft draft = submission.draft();
    Instant sendAt = submission.sendAt();
    Known.Key key = Known.Key.of(draft);
    Waiting here = later.get(key);
    Known known =
        here == null
            ? transaction.known(key)
            : new Known(null, here, here.sendAt(), draft.lifetime(), false);
    Waiting waiting = known == null ? null : known.waiting();
    if (known != null && waiting != null) {
      if (sendAt == null) {
        throw Transaction.taken(draft.id());
      }
      known.check(submission);
      return new Scheduled(draft.id(), waiting.sendAt(), true);
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
