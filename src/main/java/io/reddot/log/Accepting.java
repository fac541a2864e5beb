package io.reddot.log;

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
  private final List<Draft> now = new ArrayList<>();
  private final Set<String> idsOfNow = new HashSet<>();
  private final Map<String, Waiting> later = new LinkedHashMap<>();

  private Accepting(Transaction transaction) {
    this.transaction = transaction;
  }

  /** Accepts all of them, or none and throws a {@link Problem}. */
  static List<Acceptance> in(Transaction transaction, List<Submission> submissions, int limit)
      throws SQLException {
    return new Accepting(transaction).accept(submissions, limit);
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
    String id = draft.id();
    Waiting waiting = later.containsKey(id) ? later.get(id) : transaction.waiting(id);
    if (waiting != null) {
      if (sendAt == null || !draft.sameAs(waiting.draft())) {
        throw Transaction.taken(waiting);
      }
      return new Scheduled(id, waiting.sendAt(), true);
    }
    boolean known = transaction.known(id) != null || idsOfNow.contains(id);
    if (sendAt == null || known || !sendAt.isAfter(transaction.now())) {
      now.add(draft);
      idsOfNow.add(id);
      return null;
    }
    later.put(id, new Waiting(draft, new Place(sendAt, transaction.next())));
    return new Scheduled(id, sendAt, false);
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
