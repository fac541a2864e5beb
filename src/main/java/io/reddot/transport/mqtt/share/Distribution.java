package io.reddot.transport.mqtt.share;

import io.reddot.session.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Distributes the messages that this node has taken among the members of a group, in turn. Confined
 * to the group's executor.
 */
final class Distribution {
  /**
   * The time that other nodes have to take messages that this node gave back because its members
   * did not finish them. After that, this node may take them again.
   */
  static final Duration LEFT_TO_OTHERS = Duration.ofSeconds(5);

  private final String group;
  private final boolean ofUsers;
  private final Members members;
  private final Assignments assignments;
  private final PendingReport report;
  private final InstantSource clock;

  /** Messages that this node has taken and not assigned to a member. */
  private final Deque<Envelope.OfMessage> ready = new ArrayDeque<>();

  private Instant lookAfter = Instant.MIN;

  /** The result of an attempt to distribute a message. */
  private enum Result {
    /** A member has the message, or no member may read it. */
    DONE,
    /** No member has room for the message now. */
    WAITS,
    /** A member exceeded the deadline for the message, and the others have no room now. */
    WAITS_ALONE,
    /** All members exceeded the deadline for the message; other nodes may take it. */
    GIVEN_BACK
  }

  /**
   * @param ofUsers whether the topic is the inbox of a group of users. Its members change, so each
   *     message may go only to members that may read it
   */
  Distribution(
      String group,
      boolean ofUsers,
      Members members,
      Assignments assignments,
      PendingReport report,
      InstantSource clock) {
    this.group = group;
    this.ofUsers = ofUsers;
    this.members = members;
    this.assignments = assignments;
    this.report = report;
    this.clock = clock;
  }

  void add(Envelope.OfMessage message) {
    ready.addLast(message);
  }

  /** Puts messages in front of all others, in their order. */
  void addFirst(List<Envelope.OfMessage> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      ready.addFirst(messages.get(i));
    }
  }

  boolean remove(long position) {
    return ready.removeIf(each -> each.message().position() == position);
  }

  boolean isEmpty() {
    return ready.isEmpty();
  }

  void clear() {
    ready.clear();
  }

  List<Long> positions() {
    return ready.stream().map(each -> each.message().position()).toList();
  }

  /** Whether this node may take free messages again. */
  boolean mayLook() {
    return !clock.instant().isBefore(lookAfter);
  }

  /** Offers messages to members as long as they have room. */
  void run() {
    Set<GroupMember> touched = new LinkedHashSet<>();
    Iterator<Envelope.OfMessage> each = ready.iterator();
    Result result = Result.DONE;
    while (result != Result.WAITS && each.hasNext()) {
      Envelope.OfMessage message = each.next();
      result = offer(message, touched);
      if (result == Result.DONE || result == Result.GIVEN_BACK) {
        each.remove();
      }
      if (result == Result.GIVEN_BACK) {
        report.giveBack(message.message().position());
        lookAfter = clock.instant().plus(LEFT_TO_OTHERS);
      }
    }
    touched.forEach(GroupMember::flush);
  }

  private Result offer(Envelope.OfMessage message, Set<GroupMember> touched) {
    long position = message.message().position();
    boolean forSomebody = false;
    boolean forAnother = false;
    boolean tooSlow = false;
    for (int tries = members.size(); tries > 0; tries--) {
      MemberWindow window = members.next();
      GroupMember member = window.member();
      if (ofUsers && !member.mayHave(message.message())) {
        continue;
      }
      forSomebody = true;
      if (window.isOverdue(position)) {
        tooSlow = true;
        continue;
      }
      forAnother = true;
      if (window.room() > 0 && member.offer(new Envelope.Aside(message, group, false))) {
        assignments.assign(window, message, clock.instant());
        touched.add(member);
        return Result.DONE;
      }
    }
    if (members.isEmpty()) {
      return Result.WAITS;
    }
    if (!forSomebody) {
      report.settle(position);
      return Result.DONE;
    }
    if (!forAnother) {
      return Result.GIVEN_BACK;
    }
    return tooSlow ? Result.WAITS_ALONE : Result.WAITS;
  }
}
