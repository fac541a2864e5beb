package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent.MembershipChanged;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Session;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A session in the registry, with the caller that it belongs to. Not thread-safe: its lane's lock
 * guards it, except that {@link #caller()} may be read without it.
 */
final class Registration {
  private final Session session;
  private final Lane lane;
  private final boolean inbox;
  private volatile Caller caller;

  /** Whether it receives live messages; before that, missed messages are replayed to it. */
  private boolean attached;

  /** Whether hello was sent. */
  private boolean greeted;

  Registration(Session session, Lane lane, ReadRequest readRequest) {
    this.session = session;
    this.lane = lane;
    this.inbox = readRequest.inbox();
    this.caller = readRequest.caller();
  }

  Session session() {
    return session;
  }

  /** Returns the lane that serves the session. */
  Lane lane() {
    return lane;
  }

  Caller caller() {
    return caller;
  }

  /** Whether it is subscribed to the whole inbox of its user, whichever groups that includes. */
  boolean inbox() {
    return inbox;
  }

  /**
   * Continues with another token of its user. The memberships stay as they are: events of the log
   * change them, at the position that this session has reached.
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
   * Whether it began with a membership as it is after a change.
   *
   * @param at the position of the change
   */
  boolean knows(MembershipChanged changed, long at) {
    Long since = caller.memberships().get(changed.group());
    return changed.joined() ? since != null && since == at && !attached : since == null;
  }

  /**
   * Adds a group that its user has joined.
   *
   * @return whether the session must be subscribed to the group now
   */
  boolean joined(String group, long since) {
    Map<String, Long> memberships = new HashMap<>(caller.memberships());
    memberships.put(group, since);
    caller = caller.out(caller.memberships().keySet()).in(memberships);
    return inbox || session.subscriptions().contains(groupTopic(group));
  }

  /**
   * Removes a group that its user has left.
   *
   * @return whether it may not read the group any more
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

  /** Whether it receives the unread count: it is subscribed to its user's own inbox. */
  boolean counts() {
    return greeted && session.tellsCounts() && matchesInbox(caller, session.subscriptions());
  }

  static boolean matchesInbox(Caller caller, Collection<TopicFilter> filters) {
    Topic own = new Topic("user/" + caller.user());
    return filters.stream().anyMatch(filter -> filter.matches(own));
  }

  /**
   * Returns, for each of {@code filters}, the position after which the caller receives what it
   * matches.
   */
  static Map<TopicFilter, Long> since(Caller caller, Collection<TopicFilter> filters) {
    Map<TopicFilter, Long> since = new LinkedHashMap<>();
    filters.forEach(filter -> since.put(filter, caller.since(filter)));
    return since;
  }
}
