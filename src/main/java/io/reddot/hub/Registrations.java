package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.message.SystemEvent.MembershipChanged;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The registered sessions by user, and their live subscriptions. Not thread-safe: the lane's lock
 * guards it.
 */
final class Registrations {
  private final UnreadCounts counts;
  private final Map<String, Set<Registration>> byUser = new HashMap<>();
  private final Subscriptions<Session> subscriptions = new Subscriptions<>();

  Registrations(UnreadCounts counts) {
    this.counts = counts;
  }

  void add(Registration registration) {
    byUser
        .computeIfAbsent(registration.session().user(), user -> new LinkedHashSet<>(2))
        .add(registration);
  }

  void remove(Registration registration) {
    Session session = registration.session();
    session.subscriptions().forEach(filter -> subscriptions.remove(filter, session));
    Set<Registration> others = byUser.get(session.user());
    if (others != null && others.remove(registration) && others.isEmpty()) {
      byUser.remove(session.user());
    }
  }

  @Nullable Registration find(Session session) {
    for (Registration registration : of(session.user())) {
      if (registration.session() == session) {
        return registration;
      }
    }
    return null;
  }

  private Set<Registration> of(String user) {
    return byUser.getOrDefault(user, Set.of());
  }

  /** Attaches a session: it receives live messages after position {@code here}. */
  void attach(Registration registration, long here) {
    Session session = registration.session();
    if (session.ended()) {
      return; // an ended session would never be removed
    }
    registration.attach();
    for (TopicFilter filter : session.subscriptions()) {
      if (registration.caller().since(filter)
          <= here) { // otherwise the event of the membership subscribes it
        subscriptions.add(filter, session);
      }
    }
  }

  /** Notes that hello was sent: from now on the session may receive its user's count. */
  void greeted(Registration registration) {
    registration.greeted();
    count(registration);
  }

  private void count(Registration registration) {
    if (registration.counts()) {
      counts.add(registration.session(), registration.caller());
    }
  }

  void subscribe(Registration registration, TopicFilter filter, long here) {
    Session session = registration.session();
    long after = Math.max(here, registration.caller().since(filter));
    if (session.addSubscription(filter, after) && after == here) {
      subscriptions.add(filter, session);
    }
    count(registration);
  }

  void unsubscribe(Registration registration, TopicFilter filter, long here) {
    Session session = registration.session();
    if (session.removeSubscription(filter, here)) {
      subscriptions.remove(filter, session);
      if (!registration.counts()) {
        counts.remove(session);
      }
    }
  }

  /** Returns the sessions whose registrations match. */
  List<Session> sessions(Predicate<Registration> such) {
    List<Session> sessions = new ArrayList<>();
    for (Set<Registration> registrations : byUser.values()) {
      for (Registration registration : registrations) {
        if (such.test(registration)) {
          sessions.add(registration.session());
        }
      }
    }
    return sessions;
  }

  /**
   * Continues a session with another token of its user, and unsubscribes it from the filters that
   * the token does not grant.
   *
   * @return the lost filters
   */
  List<TopicFilter> renew(Registration registration, Caller fresh, long here) {
    Session session = registration.session();
    Caller before = registration.caller();
    registration.renew(fresh);
    Caller caller = registration.caller();
    session.renew(caller.expiresAt());
    List<TopicFilter> lost =
        session.subscriptions().stream().filter(filter -> !caller.reads(filter)).toList();
    lost.forEach(filter -> unsubscribe(registration, filter, here));
    if (registration.inbox()) {
      Set<TopicFilter> had = Set.copyOf(before.inbox());
      caller.inbox().stream()
          .filter(filter -> !had.contains(filter))
          .forEach(filter -> subscribe(registration, filter, here));
    }
    if (!before.inboxGroups().equals(caller.inboxGroups())) {
      counts.remove(session); // its count depends on the groups
      count(registration);
    }
    return lost;
  }

  List<Session> subscribers(Topic topic) {
    List<Session> subscribers = new ArrayList<>();
    subscriptions.match(topic, subscribers::add);
    return subscribers;
  }

  /**
   * Subscribes the sessions of a user to a group that the user joined, or unsubscribes them from
   * one that the user left.
   *
   * @param here the event's position, after which the change applies
   * @return the sessions that are still being replayed; they must reconnect
   */
  List<Session> regroup(MembershipChanged changed, long here) {
    List<Session> behind = new ArrayList<>(0);
    for (Registration registration : of(changed.user())) {
      if (!registration.knows(changed, here)) { // otherwise it was authenticated after the change
        regroup(registration, changed, here, behind);
      }
    }
    return behind;
  }

  private void regroup(
      Registration registration, MembershipChanged changed, long here, List<Session> behind) {
    String group = changed.group();
    TopicFilter filter = Registration.groupTopic(group);
    if (!registration.attached()) {
      behind.add(registration.session());
    } else if (changed.joined() && registration.joined(group, here)) {
      subscribe(registration, filter, here);
      subscriptions.add(
          filter, registration.session()); // no-op unless it was waiting for this event
    } else if (!changed.joined() && registration.left(group)) {
      unsubscribe(registration, filter, here);
    }
  }
}
