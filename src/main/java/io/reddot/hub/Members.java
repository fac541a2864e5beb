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
 * The sessions by user, and their current subscriptions. Not thread-safe: guarded by the registry's
 * lock.
 */
final class Members {
  private final UnreadCounts counts;
  private final Map<String, Set<Member>> byUser = new HashMap<>();
  private final Subscriptions<Session> subscriptions = new Subscriptions<>();

  Members(UnreadCounts counts) {
    this.counts = counts;
  }

  void add(Member member) {
    byUser.computeIfAbsent(member.session().user(), user -> new LinkedHashSet<>(2)).add(member);
  }

  void remove(Member member) {
    Session session = member.session();
    session.subscriptions().forEach(filter -> subscriptions.remove(filter, session));
    Set<Member> others = byUser.get(session.user());
    if (others != null && others.remove(member) && others.isEmpty()) {
      byUser.remove(session.user());
    }
  }

  @Nullable Member find(Session session) {
    for (Member member : of(session.user())) {
      if (member.session() == session) {
        return member;
      }
    }
    return null;
  }

  private Set<Member> of(String user) {
    return byUser.getOrDefault(user, Set.of());
  }

  /** Live messages reach it after this position. */
  void attach(Member member, long here) {
    Session session = member.session();
    if (session.ended()) {
      return; // an ended session would never be removed
    }
    member.attach();
    for (TopicFilter filter : session.subscriptions()) {
      if (member.caller().since(filter)
          <= here) { // otherwise the event of joining the group subscribes it
        subscriptions.add(filter, session);
      }
    }
  }

  /** It was sent hello: from now on it may receive its user's count. */
  void greet(Member member) {
    member.greet();
    watch(member);
  }

  private void watch(Member member) {
    if (member.counts()) {
      counts.watch(member.session(), member.caller());
    }
  }

  void follow(Member member, TopicFilter filter, long here) {
    Session session = member.session();
    long after = Math.max(here, member.caller().since(filter));
    if (session.addSubscription(filter, after) && after == here) {
      subscriptions.add(filter, session);
    }
    watch(member);
  }

  void unfollow(Member member, TopicFilter filter, long here) {
    Session session = member.session();
    if (session.removeSubscription(filter, here)) {
      subscriptions.remove(filter, session);
      if (!member.counts()) {
        counts.forget(session);
      }
    }
  }

  /** The sessions of the members that match. */
  List<Session> sessions(Predicate<Member> such) {
    List<Session> sessions = new ArrayList<>();
    for (Set<Member> members : byUser.values()) {
      for (Member member : members) {
        if (such.test(member)) {
          sessions.add(member.session());
        }
      }
    }
    return sessions;
  }

  /**
   * A session continues with another token of its user and is unsubscribed from what that does not
   * grant.
   *
   * @return the lost filters
   */
  List<TopicFilter> renew(Member member, Caller fresh, long here) {
    Session session = member.session();
    Caller before = member.caller();
    member.renew(fresh);
    Caller caller = member.caller();
    session.renew(caller.expiresAt());
    List<TopicFilter> lost =
        session.subscriptions().stream().filter(filter -> !caller.reads(filter)).toList();
    lost.forEach(filter -> unfollow(member, filter, here));
    if (member.inbox()) {
      Set<TopicFilter> followed = Set.copyOf(before.inbox());
      caller.inbox().stream()
          .filter(filter -> !followed.contains(filter))
          .forEach(filter -> follow(member, filter, here));
    }
    if (!before.inboxGroups().equals(caller.inboxGroups())) {
      counts.forget(session); // it is counted again, as a reader with these groups
      watch(member);
    }
    return lost;
  }

  List<Session> followers(Topic topic) {
    List<Session> followers = new ArrayList<>();
    subscriptions.match(topic, followers::add);
    return followers;
  }

  /**
   * Subscribes the sessions of a user to a group that it joined, or unsubscribes them from one that
   * it left.
   *
   * @param here the event's position, from which on the change applies
   * @param behind gets the sessions that are still replaying; they must reconnect
   */
  void regroup(MembershipChanged changed, long here, List<Session> behind) {
    String group = changed.group();
    boolean joined = changed.joined();
    TopicFilter filter = Member.groupTopic(group);
    for (Member member : of(changed.user())) {
      if (!member.attached()) {
        behind.add(member.session());
      } else if (joined && member.joined(group, here)) {
        follow(member, filter, here);
        subscriptions.add(filter, member.session()); // it may have waited for this
      } else if (!joined && member.left(group)) {
        unfollow(member, filter, here);
      }
    }
  }
}
