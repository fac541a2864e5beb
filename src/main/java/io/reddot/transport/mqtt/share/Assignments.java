package io.reddot.transport.mqtt.share;

import io.reddot.session.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The unfinished messages of the members. Confined to the group's executor. */
final class Assignments {
  private final TreeMap<Long, Assignment> byPosition = new TreeMap<>();

  /**
   * A message and the member that has it.
   *
   * @param handed whether the message belongs to the member's stored session; then the store
   *     returns it to the group if the session exceeds the deadline
   */
  private record Assignment(
      MemberWindow to, Envelope.OfMessage message, Instant since, boolean handed) {
    boolean isOf(GroupMember member) {
      return to.member() == member;
    }
  }

  /**
   * The messages of a member that leaves.
   *
   * @param spent the positions of messages that are settled now
   * @param back the messages for other members, in the order of the log
   */
  record Released(List<Long> spent, List<Envelope.OfMessage> back) {}

  void assign(MemberWindow to, Envelope.OfMessage message, Instant now) {
    to.enter();
    byPosition.put(message.message().position(), new Assignment(to, message, now, false));
  }

  /** Whether another member has the message. */
  boolean isOfAnother(GroupMember member, long position) {
    Assignment assignment = byPosition.get(position);
    return assignment != null && !assignment.isOf(member);
  }

  /** Returns the message if a member has it; null otherwise. */
  Envelope.@Nullable OfMessage find(long position) {
    Assignment assignment = byPosition.get(position);
    return assignment == null ? null : assignment.message;
  }

  /** Removes a message from the window of the member that has it, if any. */
  void remove(long position) {
    Assignment assignment = byPosition.remove(position);
    if (assignment != null) {
      assignment.to.exit();
    }
  }

  /** Notes that the message belongs to the member's stored session from now on. */
  void hand(GroupMember member, long position) {
    byPosition.computeIfPresent(
        position,
        (at, one) -> one.isOf(member) ? new Assignment(one.to, one.message, one.since, true) : one);
  }

  Released release(GroupMember member, Departure departure) {
    Released released = new Released(new ArrayList<>(), new ArrayList<>());
    byPosition
        .entrySet()
        .removeIf(
            entry -> {
              long position = entry.getKey();
              Assignment assignment = entry.getValue();
              if (!assignment.isOf(member) || departure.stays().contains(position)) {
                return false;
              }
              assignment.to.exit();
              if (departure.spent().contains(position)) {
                released.spent.add(position);
              } else if (!departure.handed().contains(position)) {
                released.back.add(assignment.message);
              }
              return true;
            });
    return released;
  }

  /** Takes an overdue message from the member that has it, if any. */
  void expire(long position) {
    Assignment assignment = byPosition.remove(position);
    if (assignment != null) {
      assignment.to.markOverdue(position);
    }
  }

  /**
   * Takes messages from members that have had them since {@code before} or longer. The store does
   * that for messages of stored sessions.
   *
   * @return the positions
   */
  List<Long> expireBefore(Instant before) {
    List<Long> overdue = new ArrayList<>();
    byPosition.forEach(
        (position, one) -> {
          if (!one.handed && !one.since.isAfter(before) && GroupFeed.acknowledged(one.message)) {
            overdue.add(position);
          }
        });
    overdue.forEach(this::expire);
    return overdue;
  }

  void clear() {
    byPosition.clear();
  }
}
