package io.reddot.presence;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.hub.SessionLedger;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.presence.LedgerStore.Row;
import io.reddot.session.DeliveryRecord;
import io.reddot.session.Identity;
import io.reddot.session.Session;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records what was delivered to each session: one row for a session, whatever the number of
 * messages, written in the background. A session keeps its own record while it lasts. The ledger
 * keeps the records of ended sessions until they are stored. It also stores the progress of open
 * sessions, some at a time, so that little is lost when the server is killed.
 *
 * <p>Bounded: if more than {@value #PENDING} sessions end between two writes, the others are
 * dropped, and their number is logged. Thread-safe; {@link #write} is for one thread. Nothing is
 * read, written or called under the lock.
 */
final class Ledger {
  private static final System.Logger LOGGER = System.getLogger(Ledger.class.getName());
  private static final int PENDING = 10_000;
  private static final long NOTHING = -1;

  /**
   * How long a client is considered online after a poll. A held poll lasts 25 seconds by default.
   */
  private static final Duration ONLINE = Duration.ofSeconds(45);

  private final LedgerStore store;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** The records of ended sessions that are not stored yet. */
  @GuardedBy("lock")
  private final ArrayDeque<DeliveryRecord> pending = new ArrayDeque<>();

  @GuardedBy("lock")
  private final PollRuns polls;

  @GuardedBy("lock")
  private long lost;

  // Used only by the thread that writes.

  /** The stored progress of open sessions, by id. */
  private final Map<String, Long> stored = new HashMap<>();

  private int turn;

  /**
   * @param ids generates ids of sessions
   */
  Ledger(LedgerStore store, InstantSource clock, Supplier<String> ids) {
    this.store = store;
    this.clock = clock;
    this.polls = new PollRuns(ids);
  }

  /** Records a session that has ended. */
  void ended(Session session) {
    DeliveryRecord record = session.deliveryRecord();
    if (record == null) {
      return; // nothing was delivered to it, not even hello
    }
    lock.lock();
    try {
      if (!session.answersOnce()) {
        add(List.of(record));
      } else if (record.through() > record.start()) {
        add(
            polls.polled(
                record.identity(),
                record.subscribed(),
                record.start(),
                record.through(),
                clock.instant()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** As {@link SessionLedger#polled}. */
  void polled(Identity by, Map<TopicFilter, Long> filters, long after, long through) {
    lock.lock();
    try {
      add(polls.polled(by, filters, after, through, clock.instant()));
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void add(List<DeliveryRecord> over) {
    for (DeliveryRecord record : over) {
      if (pending.size() < PENDING) {
        pending.add(record);
      } else {
        lost++;
      }
    }
  }

  /** Returns the runs of polls whose clients are considered online. */
  List<DeliveryRecord> polling() {
    Instant then = clock.instant().minus(ONLINE);
    lock.lock();
    try {
      return polls.polledSince(then);
    } finally {
      lock.unlock();
    }
  }

  /** Stores every open session again: another node has recorded the end of this one's. */
  void rewrite() {
    stored.clear();
  }

  /** Whether a session is stored as ended. */
  boolean over(String session) {
    return store.over(session);
  }

  /**
   * Stores the ended sessions, and the progress of some open ones.
   *
   * @param sessions the current ones
   */
  void write(Collection<Session> sessions) {
    Instant now = clock.instant();
    List<DeliveryRecord> over;
    List<DeliveryRecord> going;
    long lostNow;
    lock.lock();
    try {
      add(polls.silent(now));
      over = List.copyOf(pending);
      going = new ArrayList<>(polls.changed(LedgerStore.ROWS / 2));
      lostNow = lost;
      lost = 0;
    } finally {
      lock.unlock();
    }
    if (lostNow > 0) {
      LOGGER.log(
          Level.WARNING,
          "the ledger dropped the records of "
              + lostNow
              + " sessions, because too many ended at once; receipts are incomplete");
    }
    going.addAll(goneOn(sessions, LedgerStore.ROWS - going.size()));
    store(going);
    for (int from = 0; from < over.size(); from += LedgerStore.ROWS) {
      List<DeliveryRecord> some =
          over.subList(from, Math.min(over.size(), from + LedgerStore.ROWS));
      store(some);
      lock.lock();
      try {
        some.forEach(one -> pending.remove());
      } finally {
        lock.unlock();
      }
    }
  }

  /** Returns some of the sessions that have progressed since they were stored, in turn. */
  private List<DeliveryRecord> goneOn(Collection<Session> sessions, int limit) {
    List<Session> all = List.copyOf(sessions);
    List<DeliveryRecord> records = new ArrayList<>();
    int looked = 0;
    while (looked < all.size() && records.size() < limit) {
      Session session = all.get((turn + looked++) % all.size());
      DeliveryRecord record = session.answersOnce() ? null : session.deliveryRecord();
      if (record != null && record.through() > stored.getOrDefault(session.id(), NOTHING)) {
        records.add(record);
        stored.put(session.id(), record.through());
      }
    }
    turn = all.isEmpty() ? 0 : (turn + looked) % all.size();
    stored.keySet().retainAll(all.stream().map(Session::id).collect(Collectors.toSet()));
    return records;
  }

  private void store(List<DeliveryRecord> records) {
    if (!records.isEmpty()) {
      store.write(records.stream().map(LedgerRows::row).toList()).toCompletableFuture().join();
    }
  }

  /** Deletes the rows of sessions that ended before the oldest message in the log. */
  void forget() {
    while (store.forget().toCompletableFuture().join() >= LedgerStore.ROWS) {
      // short transactions, until nothing is left
    }
  }

  /**
   * Counts the sessions that a message was delivered to.
   *
   * @param sessions the current ones
   */
  long handed(Topic topic, long position, Collection<Session> sessions) {
    return handedBy(topic, position, sessions).values().stream().mapToLong(Long::longValue).sum();
  }

  /** As {@link #handed}, for each transport. */
  Map<String, Long> handedBy(Topic topic, long position, Collection<Session> sessions) {
    Map<String, DeliveryRecord> known = known(sessions, null);
    Map<String, Long> handed = new TreeMap<>();
    known.values().stream()
        .filter(one -> one.handed(topic, position))
        .forEach(one -> handed.merge(one.identity().transport(), 1L, Long::sum));
    store.around(
        position,
        topic,
        row -> {
          if (!known.containsKey(row.session()) && LedgerRows.record(row).handed(topic, position)) {
            handed.merge(row.transport(), 1L, Long::sum);
          }
        });
    return handed;
  }

  /**
   * Returns a user's sessions that were open at {@code from} or began after it, and the last one
   * before, in the order in which they began.
   */
  List<DeliveryRecord> of(String user, Instant from, int limit, Collection<Session> sessions) {
    Map<String, DeliveryRecord> all = new LinkedHashMap<>();
    for (Row row : store.of(user, from, limit)) {
      all.put(row.session(), LedgerRows.record(row));
    }
    all.putAll(known(sessions, user));
    return all.values().stream()
        .sorted(Comparator.comparing(DeliveryRecord::since))
        .limit(limit)
        .toList();
  }

  /** Returns the records in memory, which are newer than those in the store. */
  private Map<String, DeliveryRecord> known(Collection<Session> sessions, @Nullable String user) {
    List<DeliveryRecord> records = new ArrayList<>();
    lock.lock();
    try {
      records.addAll(pending);
      records.addAll(polls.present());
    } finally {
      lock.unlock();
    }
    for (Session session : sessions) {
      DeliveryRecord record = session.answersOnce() ? null : session.deliveryRecord();
      if (record != null) {
        records.add(record);
      }
    }
    Map<String, DeliveryRecord> known = new HashMap<>();
    for (DeliveryRecord record : records) {
      if (user == null || user.equals(record.identity().user())) {
        known.put(record.identity().id(), record);
      }
    }
    return known;
  }
}
