package io.reddot.transport.mqtt.share;

import io.reddot.log.LogFailure;
import io.reddot.log.MessageLog;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.session.Envelope;
import io.reddot.transport.mqtt.store.ShareStore;
import io.reddot.transport.mqtt.store.ShareStore.Take;
import io.reddot.transport.mqtt.store.ShareStore.Taken;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A shared subscription on this node (MQTT 5, section 4.8.2). It takes messages for its members by
 * advancing the group's position in the store; for each message only one node succeeds. It takes no
 * more messages than its members can have unacknowledged, so that slow members leave the rest to
 * other nodes. Messages that a member has not finished when it leaves, or within the deadline, go
 * to another member; if no member on this node can take them, they go to another node.
 *
 * <p>Only one request to the store is under way at a time, so a busy group costs one change a
 * batch. Confined to the group's serial executor.
 *
 * <p>The file is long because all that changes the group's state here waits for that request, and
 * decides by the same members, windows and position.
 */
final class Share {
  private static final System.Logger LOGGER = System.getLogger(Share.class.getName());

  private final ShareStore store;
  private final MessageLog log;
  private final String group;
  private final String node;
  private final InstantSource clock;
  private final Duration deadline;
  private final Executor serial;

  private final Seat seat;
  private final GroupFeed feed;
  private final FairPause pause;
  private final Members members = new Members();
  private final Assignments assignments = new Assignments();
  private final PendingReport report = new PendingReport();
  private final Distribution distribution;

  private boolean asking;
  private boolean failed;

  /** Whether there may be free messages. */
  private boolean look;

  /**
   * @param owner the user whose quota the group counts against if it is new
   */
  Share(Sharing sharing, Group shared, String owner, Executor serial) {
    this.log = sharing.log();
    this.store = sharing.store();
    this.clock = sharing.clock();
    this.deadline = sharing.deadline();
    this.group = shared.name();
    this.node = sharing.nodes().id();
    this.serial = serial;
    this.seat = new Seat(store, group, node, owner, serial, this::seated);
    this.feed = new GroupFeed(sharing.registry(), log, shared.filter(), serial, this::ask);
    this.pause = new FairPause(serial, sharing.later(), this::ask);
    boolean ofUsers =
        shared.filter().exact() && new Topic(shared.filter().pattern()).group() != null;
    this.distribution = new Distribution(group, ofUsers, members, assignments, report, clock);
  }

  Executor serial() {
    return serial;
  }

  boolean empty() {
    return members.isEmpty();
  }

  /**
   * Adds a member.
   *
   * @param session the stored session, which stays a member while it is offline; null: none
   * @return completes when the group has begun; it gets messages that are published from then on
   */
  CompletionStage<Void> join(GroupMember member, @Nullable String session) {
    members.add(member);
    CompletionStage<Void> there = seat.await();
    goOn();
    if (session == null) {
      return there;
    }
    CompletionStage<Boolean> kept =
        store.keep(group, session); // the store runs this after taking the seat
    return there.thenCompose(begun -> kept).thenAccept(unused -> {});
  }

  private void seated(long position) {
    look = true;
    feed.begin(position);
    ask();
  }

  /** Removes a member. */
  void leave(GroupMember member, Departure departure) {
    members.remove(member);
    release(member, departure);
    if (members.isEmpty()) {
      end();
    } else {
      goOn();
    }
  }

  /** Gives a member's messages to others, except those in flight: the rest will not be sent. */
  void unsent(GroupMember member, Set<Long> inFlight) {
    MemberWindow window = members.window(member);
    if (window != null) {
      window.retainOverdue(inFlight);
    }
    release(member, new Departure(Set.of(), Set.of(), inFlight));
    goOn();
  }

  private void release(GroupMember member, Departure departure) {
    Assignments.Released released = assignments.release(member, departure);
    report.settleAll(released.spent());
    distribution.addFirst(released.back());
  }

  private void end() {
    seat.leave();
    feed.end();
    CompletionStage<Boolean> unused =
        store.leave(group, node, report.settled(), distribution.positions());
  }

  /**
   * Starts over with the state of the store, after other nodes considered this one dead, or the
   * store failed.
   */
  private void restart() {
    if (members.isEmpty()) {
      return;
    }
    seat.lose();
    asking = false;
    failed = false;
    report.restart();
    feed.end();
    distribution.clear();
    assignments.clear();
    members.clearWindows();
    seat.request();
  }

  /**
   * Notes that a member has finished a message.
   *
   * @param handed whether the store knows that already, because the message belonged to the stored
   *     session
   */
  void settled(GroupMember member, long position, boolean handed) {
    MemberWindow window = members.window(member);
    if (window != null) {
      window.finishOverdue(position);
    }
    if (!assignments.isOfAnother(member, position)) {
      Envelope.OfMessage message = assignments.find(position);
      assignments.remove(position);
      boolean here = distribution.remove(position) || report.dropDoubt(position);
      if (here || (!handed && (message == null || GroupFeed.acknowledged(message)))) {
        report.settle(position);
      }
    }
    goOn();
  }

  /** Notes that a message belongs to the member's stored session from now on. */
  void handed(GroupMember member, long position) {
    assignments.hand(member, position);
  }

  /** Asks the store about a message that may not have been handed to the stored session. */
  void doubt(GroupMember member, long position) {
    if (assignments.isOfAnother(member, position)) {
      return;
    }
    assignments.remove(position);
    report.doubt(position);
    ask();
  }

  /** Asks the store whether this node still has its seat. */
  void verify() {
    ask(true);
  }

  /** Takes free messages, of which the group has some. */
  void look() {
    look = true;
    ask();
  }

  /** Called once a second. */
  void tick() {
    if (failed) {
      restart();
    } else if (!seat.taken()) {
      seat.request();
    } else {
      feed.tick();
      if (members.room() > 0) {
        feed.resume();
      }
      if (!deadline.isZero()) {
        // The store decides, because a member may be handing a message to its session now.
        assignments.expireBefore(clock.instant().minus(deadline)).forEach(report::doubt);
      }
      distribution.run();
      ask(report.isDue());
    }
  }

  private void goOn() {
    distribution.run();
    ask();
  }

  private void ask() {
    ask(report.hasManySettled());
  }

  /** Sends the store a request if there is something to ask or to report. */
  private void ask(boolean reportNow) {
    if (!seat.taken() || asking) {
      return;
    }
    int room = distribution.isEmpty() ? members.room() : 0;
    boolean looks = look && room > 0 && distribution.mayLook();
    // The first free messages may be overdue ones of members here, which need others.
    int free = looks ? room + members.overdue() : 0;
    List<Envelope.OfMessage> wanted =
        room > 0 && free == 0 && !feed.isEmpty() && pause.mayTake() ? feed.next(room) : List.of();
    if (wanted.isEmpty() && free == 0 && !report.isUrgent() && !reportNow) {
      return;
    }
    asking = true;
    long to = wanted.isEmpty() ? 0 : last(wanted);
    List<Long> acknowledged =
        wanted.stream()
            .filter(GroupFeed::acknowledged)
            .map(one -> one.message().position())
            .toList();
    Take request = report.request(feed.from(), to, acknowledged, free);
    int now = seat.generation();
    store
        .take(group, node, request)
        .whenComplete(
            (taken, failure) ->
                serial.execute(
                    () -> {
                      if (now == seat.generation()) {
                        answered(wanted, free, taken, failure);
                      }
                    }));
  }

  private static long last(List<Envelope.OfMessage> messages) {
    return messages.get(messages.size() - 1).message().position();
  }

  private void answered(
      List<Envelope.OfMessage> wanted, int free, @Nullable Taken taken, @Nullable Throwable e) {
    if (taken == null) {
      failed(e);
      return;
    }
    asking = false;
    if (!taken.seated()) {
      LOGGER.log(
          Level.WARNING,
          "starting over with the shared subscription {0}: other nodes considered this node dead",
          group);
      restart();
      return;
    }
    report.confirm();
    pause.others(taken.others());
    if (!wanted.isEmpty()) {
      pause.tried(taken.moved());
      took(wanted, taken);
    }
    look &= free == 0 || taken.freed().size() == free;
    try {
      Set<Long> settledMeanwhile = new HashSet<>(report.settled());
      Stream.concat(taken.sure().stream(), taken.freed().stream())
          .filter(position -> !settledMeanwhile.contains(position))
          .forEach(this::takeUp);
    } catch (LogFailure failure) {
      failed(failure);
      return;
    }
    goOn();
  }

  /** Sends no request until the next tick, which starts over. */
  private void failed(@Nullable Throwable cause) {
    LOGGER.log(
        Level.ERROR,
        "could not read messages of the shared subscription " + group + "; retrying in a second",
        cause);
    failed = true;
    asking = true;
  }

  private void took(List<Envelope.OfMessage> wanted, Taken taken) {
    if (!taken.moved()) {
      feed.takenUpTo(taken.before());
      return;
    }
    wanted.stream()
        .filter(one -> one.message().position() > taken.before())
        .forEach(distribution::add);
    feed.takenUpTo(last(wanted));
  }

  /** Takes up a message that another member, or another node, had before. */
  private void takeUp(long position) {
    assignments.expire(position); // it may have been handed to a session that exceeded the deadline
    Message message = log.at(position);
    if (message == null) {
      report.settle(position); // it expired, or retention deleted it
    } else {
      distribution.add(new Envelope.OfMessage(message));
    }
  }
}
