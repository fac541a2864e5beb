package io.reddot.transport.mqtt.share;

import java.util.HashSet;
import java.util.Set;

/**
 * A member of a group and the number of messages it has not finished. Confined to the group's
 * executor.
 */
final class MemberWindow {
  /** The maximum number of unfinished messages of a group that a member has. */
  static final int AHEAD = 256;

  private final GroupMember member;

  /** Unfinished messages, including those that are overdue. */
  private int size;

  /** Positions that were taken back because the member exceeded the deadline. */
  private final Set<Long> overdue = new HashSet<>();

  MemberWindow(GroupMember member) {
    this.member = member;
  }

  GroupMember member() {
    return member;
  }

  int room() {
    return Math.max(0, Math.min(AHEAD, member.window()) - size);
  }

  void enter() {
    size++;
  }

  void exit() {
    size--;
  }

  /** Notes that a message may go to another member. It still counts here while it is in flight. */
  void markOverdue(long position) {
    overdue.add(position);
  }

  boolean isOverdue(long position) {
    return overdue.contains(position);
  }

  int overdue() {
    return overdue.size();
  }

  /** Notes that the member has finished an overdue message; ignores other messages. */
  void finishOverdue(long position) {
    if (overdue.remove(position)) {
      size--;
    }
  }

  /** Forgets overdue messages that are not in flight. */
  void retainOverdue(Set<Long> inFlight) {
    int before = overdue.size();
    overdue.retainAll(inFlight);
    size -= before - overdue.size();
  }

  void clear() {
    size = 0;
    overdue.clear();
  }
}
