package io.reddot.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.access.Caller;
import io.reddot.access.Revocations;
import io.reddot.log.MessageLog;
import io.reddot.log.Tail;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.MembershipChanged;
import io.reddot.message.SystemEvent.MessageRecalled;
import io.reddot.message.SystemEvent.SessionRenewed;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import io.reddot.session.Goodbye;
import io.reddot.session.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Offers new messages of the log to the sessions that subscribe to their topics, and keeps the
 * position up to which that is done.
 *
 * <p>A session is attached under the same lock under which a batch is offered. Therefore each
 * message reaches it either live or by its replay up to the position that {@link #attach} returns,
 * without a gap or a duplicate. Thread-safe; {@link #offer} is for one thread. Nothing is written
 * and no callback runs under the lock.
 */
final class FanOut {
  private final MessageLog log;
  private final LogSlices slices;
  private final UnreadCounts counts;
  private final FilterRules rules;
  private final InstantSource clock;

  /** By session id. Changed under the lock; read without it. */
  private final Map<String, Registration> byId = new ConcurrentHashMap<>();

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Registrations registrations;

  @GuardedBy("lock")
  private final TokenChanges tokenChanges;

  /** Everything up to this position has been offered to the attached sessions. */
  @GuardedBy("lock")
  private long position;

  /** Set under the lock, so that no session registers afterwards; read without it. */
  private volatile boolean closed;

  FanOut(
      MessageLog log,
      LogSlices slices,
      UnreadCounts counts,
      FilterRules rules,
      Revocations revocations,
      InstantSource clock) {
    this.log = log;
    this.slices = slices;
    this.counts = counts;
    this.rules = rules;
    this.clock = clock;
    this.registrations = new Registrations(counts);
    this.tokenChanges = new TokenChanges(registrations, byId, revocations);
    this.position = log.head();
  }

  /** Opens the log's tail and continues from its position. */
  Tail openTail() {
    lock.lock();
    try {
      Tail tail = log.tail();
      position = tail.position();
      return tail;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the position up to which everything has been offered. */
  long position() {
    lock.lock();
    try {
      return position;
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    return closed;
  }

  /** Rejects new sessions. Registered ones stay. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the registration of a session; null if the session is not on this node. */
  @Nullable Registration find(String session) {
    return byId.get(session);
  }

  Collection<Registration> registrations() {
    return byId.values();
  }

  /**
   * Registers a session; nothing is offered to it before {@link #attach}. Returns false once
   * fan-out is closed.
   */
  boolean register(Registration registration) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      byId.put(registration.session().id(), registration);
      registrations.add(registration);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void unregister(Registration registration) {
    lock.lock();
    try {
      byId.remove(registration.session().id());
      registrations.remove(registration);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Offers live messages to the session from now on.
   *
   * @return the position up to which the session must be replayed
   */
  long attach(Registration registration) {
    lock.lock();
    try {
      registrations.attach(registration, position);
      return position;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that hello was sent to the session. */
  void greeted(Registration registration) {
    lock.lock();
    try {
      registrations.greeted(registration);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Subscribes a session to a filter; does nothing if the session is not registered any more.
   *
   * @return the position after which the filter applies
   * @throws io.reddot.message.Problem as {@link FilterRules#check}
   */
  long subscribe(Session session, TopicFilter filter) {
    Set<TopicFilter> asked = new LinkedHashSet<>(session.subscriptions());
    asked.add(filter);
    lock.lock();
    try {
      Registration registration = registrations.find(session);
      if (registration != null) {
        if (registration.inbox()) {
          registration.caller().inbox().forEach(asked::remove);
        }
        rules.check(registration.caller(), asked);
        registrations.subscribe(registration, filter, position);
      }
      return position;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Unsubscribes a session from a filter; does nothing if it is not subscribed or not registered.
   */
  void unsubscribe(Session session, TopicFilter filter) {
    lock.lock();
    try {
      Registration registration = registrations.find(session);
      if (registration != null) {
        registrations.unsubscribe(registration, filter, position);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Replaces the token of a session.
   *
   * @return the rest of the work, which must not be done under a lock
   * @throws io.reddot.message.Problem (403) if the token is another user's, (401) if it was revoked
   */
  TokenChanges.Renewal renew(Session session, Caller fresh) {
    lock.lock();
    try {
      return tokenChanges.renew(session, fresh, position);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Offers a batch of the tail to the sessions that subscribe to its topics. Each session writes
   * its part of the batch together.
   *
   * @return the cost, in writes to a stream
   */
  int offer(Tail.Batch batch) {
    List<Envelope.OfMessage> envelopes = Envelopes.of(batch.messages(), batch.events());
    Map<Long, SystemEvent> events = Envelopes.byPosition(batch.events());
    Outcome outcome = new Outcome();
    List<Session> revoked;
    lock.lock();
    try {
      slices.append(position, envelopes, batch.through());
      position = Math.max(position, batch.through());
      offer(envelopes, events, outcome);
      revoked = tokenChanges.revoked(batch.events());
    } finally {
      lock.unlock();
    }
    counts.note(batch.messages(), events);
    revoked.forEach(session -> session.goodbye(Goodbye.REVOKED)); // discards what it was offered
    return outcome.settle();
  }

  @GuardedBy("lock")
  private void offer(
      List<Envelope.OfMessage> envelopes, Map<Long, SystemEvent> events, Outcome outcome) {
    Instant now = clock.instant();
    Map<Topic, List<Session>> matches = new HashMap<>(); // a burst usually has few topics
    for (Envelope.OfMessage envelope : envelopes) {
      Message message = envelope.message();
      SystemEvent event = events.get(message.position());
      if (event != null && apply(event, message, outcome)) {
        matches.clear();
      }
      List<Session> subscribers =
          matches.computeIfAbsent(message.topic(), registrations::subscribers);
      if (!subscribers.isEmpty() && !message.expired(now)) {
        subscribers.forEach(session -> session.offer(envelope));
        outcome.touched.addAll(subscribers);
      }
    }
  }

  /**
   * Applies an event to the sessions of this node. Returns whether subscriptions may have changed.
   */
  @GuardedBy("lock")
  private boolean apply(SystemEvent event, Message message, Outcome outcome) {
    if (event instanceof MembershipChanged changed) {
      registrations.regroup(changed, message.position(), outcome.regrouped);
      return true;
    }
    if (event instanceof SessionRenewed request) {
      TokenChanges.Renewal one = tokenChanges.renewed(request, message);
      if (one != null) {
        outcome.renewed.add(one);
      }
      return one != null;
    }
    if (event instanceof MessageRecalled recall) {
      slices.forget(recall.recalled().position());
    }
    return false;
  }

  /** The work of a batch that is done after the lock is released. */
  private static final class Outcome {
    private final Set<Session> touched = new LinkedHashSet<>();
    private final List<Session> regrouped = new ArrayList<>(0);
    private final List<TokenChanges.Renewal> renewed = new ArrayList<>(0);

    /** Does the work. Returns the cost of the writes. */
    int settle() {
      renewed.forEach(TokenChanges.Renewal::tell);
      int cost = 0;
      for (Session session : touched) {
        session.flush();
        cost += session.cost();
      }
      regrouped.forEach(session -> session.goodbye(Goodbye.REGROUPED));
      return cost;
    }
  }
}
