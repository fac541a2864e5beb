package io.reddot.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.access.Caller;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.hub.Inboxes.Unread;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.InboxesShrunk;
import io.reddot.message.SystemEvent.MembershipChanged;
import io.reddot.message.Topic;
import io.reddot.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The users whose unread counts may have changed: fan-out adds them, and the one thread that counts
 * takes them. A user is in the queue at most once and rests {@value #REST_MILLIS} ms between two
 * counts, so the queue is bounded by the number of connected users.
 *
 * <p>Thread-safe; {@link #next()} and {@link #await()} are for one thread. Under the lock, it asks
 * sessions whether they have ended, and calls nothing else.
 */
final class CountQueue {
  private static final int REST_MILLIS = 100;
  private static final Duration REST = Duration.ofMillis(REST_MILLIS);

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The users with a session that receives counts, by name. */
  @GuardedBy("lock")
  private final Map<String, User> users = new HashMap<>();

  /** The members of each group. */
  @GuardedBy("lock")
  private final Map<String, Set<User>> members = new HashMap<>();

  /** Users to be counted, in order. */
  @GuardedBy("lock")
  private final ArrayDeque<User> due = new ArrayDeque<>();

  /** Users who were just counted, in order. */
  @GuardedBy("lock")
  private final ArrayDeque<User> resting = new ArrayDeque<>();

  @GuardedBy("lock")
  private boolean closed;

  /** A user with a session that receives counts. The queue's lock guards all of it. */
  private static final class User {
    private final String name;
    private final Set<String> groups = new LinkedHashSet<>();
    private final Map<Session, Listener> listeners = new LinkedHashMap<>();
    private boolean due;
    private @Nullable Instant restsUntil;

    User(String name) {
      this.name = name;
    }
  }

  /** A session that receives counts, with the last one; used only by the thread that counts. */
  static final class Listener {
    private final Session session;
    private final Reader reader;
    private @Nullable Unread heard;

    Listener(Session session, Reader reader) {
      this.session = session;
      this.reader = reader;
    }

    Session session() {
      return session;
    }

    Reader reader() {
      return reader;
    }

    /** Whether the session should receive this count; if so, remembers it. */
    boolean takes(Unread unread) {
      Unread before = heard;
      boolean takes =
          before == null || (!unread.sameAs(before) && unread.position() >= before.position());
      if (takes) {
        heard = unread;
      }
      return takes;
    }
  }

  CountQueue(InstantSource clock) {
    this.clock = clock;
  }

  /** Adds a session, which receives its user's count now and whenever the count changes. */
  void add(Session session, Caller caller, Reader reader) {
    lock.lock();
    try {
      if (session.ended()) {
        return; // an ended session would never be removed
      }
      User user = users.computeIfAbsent(caller.user(), User::new);
      user.listeners.computeIfAbsent(session, one -> new Listener(one, reader));
      reader.groups().forEach(group -> joinGroup(user, group));
      caller.memberships().keySet().forEach(group -> joinGroup(user, group));
      mark(user);
    } finally {
      lock.unlock();
    }
  }

  /** Removes a session, which receives no more counts. Does nothing if it was not added. */
  void remove(Session session) {
    lock.lock();
    try {
      User user = users.get(session.user());
      if (user != null && user.listeners.remove(session) != null && user.listeners.isEmpty()) {
        users.remove(user.name);
        user.groups.forEach(group -> leaveGroup(user, group));
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void joinGroup(User user, String group) {
    if (user.groups.add(group)) {
      members.computeIfAbsent(group, g -> new LinkedHashSet<>()).add(user);
    }
  }

  @GuardedBy("lock")
  private void leaveGroup(User user, String group) {
    Set<User> others = members.get(group);
    if (others != null && others.remove(user) && others.isEmpty()) {
      members.remove(group);
    }
  }

  /**
   * Marks the users whose counts a message may have changed. An event that this version cannot read
   * marks every user that its topic concerns.
   *
   * @param event the event that the message carries; null if it carries none, or one that cannot be
   *     read
   */
  void note(Topic topic, @Nullable SystemEvent event) {
    String reader = SystemEvent.inboxOwner(topic);
    lock.lock();
    try {
      if (reader != null) {
        User user = users.get(reader);
        if (user != null && event instanceof MembershipChanged changed && changed.joined()) {
          joinGroup(user, changed.group());
        }
        mark(user);
      } else if (event instanceof InboxesShrunk shrunk) {
        for (Topic inbox : shrunk.inboxes()) {
          markReaders(inbox);
        }
      } else if (topic.equals(InboxesShrunk.TOPIC)) {
        for (User each : users.values()) {
          mark(each);
        }
      } else {
        markReaders(topic);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Queues the users of these sessions again. */
  void again(List<Listener> listeners) {
    lock.lock();
    try {
      for (Listener listener : listeners) {
        mark(users.get(listener.session.user()));
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void markReaders(Topic inbox) {
    String user = inbox.user();
    String group = inbox.group();
    if (user != null) {
      mark(users.get(user));
    } else if (group != null) {
      for (User each : members.getOrDefault(group, Set.of())) {
        mark(each);
      }
    } else if (inbox.name().equals(Topic.EVERYONE)) {
      for (User each : users.values()) {
        mark(each);
      }
    }
  }

  @GuardedBy("lock")
  private void mark(@Nullable User user) {
    if (user != null && !user.due) {
      user.due = true;
      if (user.restsUntil == null) {
        due.add(user);
        changed.signal();
      }
    }
  }

  /** The sessions of the next user who is due and has rested; null if there is none. */
  @Nullable List<Listener> next() {
    Instant now = clock.instant();
    lock.lock();
    try {
      for (User user = resting.peek(); rested(user, now); user = resting.peek()) {
        resting.remove();
        user.restsUntil = null;
        if (user.due) {
          due.add(user);
        }
      }
      User next = closed ? null : due.poll();
      if (next == null) {
        return null;
      }
      next.due = false;
      next.restsUntil = now.plus(REST);
      resting.add(next);
      return List.copyOf(next.listeners.values());
    } finally {
      lock.unlock();
    }
  }

  private static boolean rested(@Nullable User user, Instant now) {
    return user != null && user.restsUntil != null && !now.isBefore(user.restsUntil);
  }

  /** Waits until a user may be due. Returns false once the queue is closed. */
  boolean await() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && due.isEmpty()) {
        User first = resting.peek();
        if (first == null || first.restsUntil == null) {
          changed.await();
        } else {
          long nanos = Duration.between(clock.instant(), first.restsUntil).toNanos();
          if (nanos <= 0) {
            return true;
          }
          changed.awaitNanos(nanos);
        }
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for {@code pause}, or until the queue is closed. */
  void pause(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      for (long left = pause.toNanos(); !closed && left > 0; ) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Closes the queue: no user is due any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
