package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Session;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A session in the registry, who holds it and what that may see. Not thread-safe: the registry's
 * lock guards it, but for a glance at {@link #caller()}.
 */
final class Registration {
  private final Session session;
  private final boolean inbox;
  private volatile Caller caller;

  /** Whether live messages reach it; before that it reads the log. */
  private boolean attached;

  /** Whether it has been told hello. */
  private boolean greeted;

  Registration(Session session, ReadRequest readRequest) {
    this.session = session;
    this.inbox = readRequest.inbox();
    this.caller = readRequest.caller();
  }

  Session session() {
    return session;
  }

  Caller caller() {
    return caller;
  }

  /** Whether it follows its user's inbox, whatever that is made of. */
  boolean inbox() {
    return inbox;
  }

  /**
   * It goes on with what another token of its user says. What groups the user was put into the log
   * tells, at the place that this session has come to.
   */
  void renew(Caller fresh) {
    caller =
        fresh
            .out(fresh.memberships().keySet())
            .in(caller.memberships())
            .on(caller.device())
            .at(caller.address());
  }

  boolean attached() {
    return attached;
  }

  void greeted() {
    greeted = true;
  }

  void attach() {
    attached = true;
  }

  /**
   * Its user was put into a group.
   *
   * @return whether it follows the group from here on
   */
  boolean joined(String group, long since) {
    Map<String, Long> memberships = new HashMap<>(caller.memberships());
    memberships.put(group, since);
    caller = caller.out(caller.memberships().keySet()).in(memberships);
    return inbox || session.subscriptions().contains(groupTopic(group));
  }

  /**
   * Its user was taken out of a group.
   *
   * @return whether it may read the group no more
   */
  boolean left(String group) {
    caller = caller.out(List.of(group));
    try {
      caller.grants().checkRead(List.of(groupTopic(group)));
      return false;
    } catch (Problem forbidden) {
      return true;
    }
  }

  static TopicFilter groupTopic(String group) {
    return new TopicFilter("group/" + group);
  }

  /** Whether it follows its user's own inbox, and so hears how much of that is unread. */
  boolean counts() {
    return greeted && session.tellsCounts() && matchesInbox(caller, session.subscriptions());
  }

  static boolean matchesInbox(Caller caller, Collection<TopicFilter> filters) {
    Topic own = new Topic("user/" + caller.user());
    return filters.stream().anyMatch(filter -> filter.matches(own));
  }

  /** Behind which position a caller gets what each of {@code filters} matches. */
  static Map<TopicFilter, Long> since(Caller caller, Collection<TopicFilter> filters) {
    Map<TopicFilter, Long> since = new LinkedHashMap<>();
    filters.forEach(filter -> since.put(filter, caller.since(filter)));
    return since;
  }
}
