package io.reddot.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.access.Caller;
import io.reddot.access.Revocations;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.MembershipChanged;
import io.reddot.message.SystemEvent.SessionDisconnected;
import io.reddot.message.SystemEvent.SessionRenewed;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import io.reddot.session.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of the sessions, with their subscriptions, and the position up to which the log has been
 * offered to them. One thread serves it ({@link Pump}).
 *
 * <p>A session is attached under the same lock under which a step is offered. Therefore each
 * message reaches it either live or by its replay up to the position that {@link #attach} returns,
 * without a gap or a duplicate. Thread-safe; {@link #offer} is for one thread. Nothing is written
 * and no callback runs under the lock.
 */
final class Lane {
  private final FilterRules rules;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Registrations registrations;

  @GuardedBy("lock")
  private final TokenChanges tokenChanges;

  @GuardedBy("lock")
  private boolean closed;

  /** Written under the lock. */
  private volatile long position;

  /** The number of sessions. */
  private final AtomicInteger size = new AtomicInteger();

  /**
   * @param byId finds a session of any lane by its id
   */
  Lane(
      UnreadCounts counts,
      FilterRules rules,
      Revocations revocations,
      Function<String, @Nullable Registration> byId,
      InstantSource clock) {
    this.rules = rules;
    this.clock = clock;
    this.registrations = new Registrations(counts);
    this.tokenChanges = new TokenChanges(registrations, id -> here(byId.apply(id)), revocations);
  }

  private @Nullable Registration here(@Nullable Registration registration) {
    return registration != null && registration.lane() == this ? registration : null;
  }

  /** Returns the number of sessions. */
  int size() {
    return size.get();
  }

  /** Returns the position up to which everything has been offered to the attached sessions. */
  long position() {
    return position;
  }

  /** Returns its sessions. */
  List<Session> sessions() {
    lock.lock();
    try {
      return registrations.sessions(any -> true);
    } finally {
      lock.unlock();
    }
  }

  /** Whether one of its sessions receives the messages of a topic live. */
  boolean subscribed(Topic topic) {
    lock.lock();
    try {
      return !registrations.subscribers(topic).isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Starts after {@code at}, before anything is offered. */
  void startAt(long at) {
    lock.lock();
    try {
      position = at;
    } finally {
      lock.unlock();
    }
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

  /**
   * Registers a session; nothing is offered to it before {@link #attach}.
   *
   * @param known adds it to the sessions that are found by their ids
   * @return false, and nothing has happened, once this is closed
   */
  boolean register(Registration registration, Map<String, Registration> known) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      known.put(registration.session().id(), registration);
      registrations.add(registration);
      var unused = size.incrementAndGet();
      return true;
    } finally {
      lock.unlock();
    }
  }

  void unregister(Registration registration, Map<String, Registration> known) {
    lock.lock();
    try {
      if (known.remove(registration.session().id(), registration)) {
        registrations.remove(registration);
        var unused = size.decrementAndGet();
      }
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
   * @return the position from which the filter applies
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

  /** As {@link FanOut#renew}. */
  TokenChanges.Renewal renew(Session session, Caller fresh) {
    lock.lock();
    try {
      return tokenChanges.renew(session, fresh, position);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Offers a step to the sessions that subscribe to its topics.
   *
   * @param due receives the work that remains for after the lock
   */
  void offer(Step step, DueWrites due) {
    lock.lock();
    try {
      position = Math.max(position, step.batch().through());
      offerMessages(step, due);
      due.revoke(tokenChanges.revoked(step.batch().events()));
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void offerMessages(Step step, DueWrites due) {
    List<Envelope.OfMessage> envelopes = step.envelopes();
    Instant now = clock.instant();
    Map<Topic, List<Session>> matches = new HashMap<>(); // a burst usually has few topics
    for (int i = 0; i < envelopes.size(); i++) {
      Envelope.OfMessage envelope = envelopes.get(i);
      Message message = envelope.message();
      SystemEvent event = step.events().get(message.position());
      if (event != null && apply(event, message, due)) {
        matches.clear();
      }
      List<Session> subscribers =
          matches.computeIfAbsent(message.topic(), registrations::subscribers);
      if (!subscribers.isEmpty() && !message.expired(now)) {
        subscribers.forEach(session -> session.offer(envelope));
        step.offered(i, subscribers.size());
        due.write(subscribers);
      }
    }
  }

  /** Applies an event to the sessions here. Returns whether subscriptions may have changed. */
  @GuardedBy("lock")
  private boolean apply(SystemEvent event, Message message, DueWrites due) {
    if (event instanceof MembershipChanged changed) {
      due.regroup(registrations.regroup(changed, message.position()));
      return true;
    }
    if (event instanceof SessionRenewed request) {
      TokenChanges.Renewal renewal = tokenChanges.renewed(request, message);
      if (renewal != null) {
        due.tell(renewal);
      }
      return renewal != null;
    }
    if (event instanceof SessionDisconnected request) {
      due.disconnect(tokenChanges.session(request.session()));
    }
    return false;
  }
}
