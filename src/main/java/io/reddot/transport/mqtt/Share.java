package io.reddot.transport.mqtt;

import io.reddot.hub.SessionRegistry;
import io.reddot.log.LogFailure;
import io.reddot.log.MessageLog;
import io.reddot.log.ShareStore;
import io.reddot.log.ShareStore.Take;
import io.reddot.log.ShareStore.Taken;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The members of a group on this node (MQTT 5, section 4.8.2). It takes messages for them, by
 * moving on the group's position in the store, which only one node can do for each message; hands
 * each to one of them, in turn; and tells the store what is done with. It takes no more than its
 * members can have unacknowledged, so that slow ones leave the rest to other nodes. What a member
 * has not finished with when it leaves, or in the time that it has for it, goes to another; what
 * nobody here can have, to another node.
 *
 * <p>One request to the store is under way at a time, so that a busy group costs a change a batch.
 * Everything runs on the group's own serial executor.
 */
final class Share {
  private static final System.Logger LOGGER = System.getLogger(Share.class.getName());

  /** So many unacknowledged messages of a group a member has at most. */
  static final int AHEAD = 256;

  /**
   * The node that took last waits so long for others: long enough for them to hear of the message,
   * so that a publisher's own node does not get everything.
   */
  static final Duration GIVE_WAY = Duration.ofMillis(20);

  /**
   * A node that gave up what its members have not finished with leaves it to others for so long,
   * before it looks whether it is still there.
   */
  static final Duration LEFT_TO_OTHERS = Duration.ofSeconds(5);

  /** The store is told at once when so many are done with; fewer wait for company. */
  private static final int MANY = 1_000;

  private final ShareStore store;
  private final MessageLog log;
  private final String group;

  /** The user for whom it begins, if it does. */
  private final String owner;

  private final String node;
  private final InstantSource clock;

  /** A member has so long to finish with a message; zero: for ever. */
  private final Duration patience;

  private final Executor serial;
  private final BiConsumer<Runnable, Duration> later;
  private final Offering offering;

  /** Whether it is about a group of users, which a member may come into, and leave. */
  private final boolean ofUsers;

  /** In turn: the first is the next. */
  private final Deque<Member> members = new ArrayDeque<>();

  /** What a member has and is not done with, by position. */
  private final TreeMap<Long, Given> given = new TreeMap<>();

  /** Taken, and no member has it. */
  private final Deque<Envelope.OfMessage> ready = new ArrayDeque<>();

  /** Done with, which the store has not been told. */
  private final List<Long> settled = new ArrayList<>();

  /** Those that it is being told. */
  private List<Long> telling = List.of();

  /** Maybe this node's, maybe not: the store knows. */
  private final Set<Long> doubtful = new HashSet<>();

  /** Nobody's from now on, which the store has not been told. */
  private final List<Long> returned = new ArrayList<>();

  /** Before it, this node leaves what is nobody's to others. */
  private Instant lookAfter = Instant.MIN;

  private final List<CompletableFuture<Void>> waitForSeat = new ArrayList<>();

  /** Grows when what the store answers is about what was before. */
  private int round;

  private boolean seating;
  private boolean seated;
  private boolean asking;
  private boolean failed;

  /** There may be messages that are nobody's. */
  private boolean look;

  /** So many other nodes had members when we asked last. */
  private int others;

  private boolean tookLast;
  private boolean givingWay;
  private boolean gaveWay;

  /** One of the group, and how many messages it has. */
  private static final class Member {
    private final Taker taker;

    /** What it was given and is not done with, be it that others have it by now. */
    private int has;

    /** Of that, what it has not finished with in time. */
    private final Set<Long> overdue = new HashSet<>();

    Member(Taker taker) {
      this.taker = taker;
    }

    int room() {
      return Math.max(0, Math.min(AHEAD, taker.window()) - has);
    }
  }

  /**
   * Who was given what.
   *
   * @param since when
   * @param handed whether it is the stored session's: then the store sees to it that it comes back
   */
  private record Given(Member member, Envelope.OfMessage message, Instant since, boolean handed) {}

  /** What became of a message that is ready. */
  private enum Fate {
    /** A member has it, or none may have it. */
    GONE,
    /** Nobody has room for it now. */
    WAITS,
    /** A member that had it was too slow, and the others have no room for it now. */
    WAITS_APART,
    /** All members here were too slow: other nodes may have it. */
    RETURNED
  }

  /**
   * What becomes of what a member has that leaves, by position; others get the rest.
   *
   * @param handed it is the stored session's
   * @param spent nobody's: of QoS 2, sent to a session that ends (MQTT-4.8.2-5)
   * @param stays the member goes on with it, though it takes no more
   */
  record Left(Set<Long> handed, Set<Long> spent, Set<Long> stays) {
    static final Left NOTHING = new Left(Set.of(), Set.of(), Set.of());
  }

  /**
   * @param owner the user for whom it begins, if it does
   * @param patience a member has so long to finish with a message; zero: for ever
   * @param later runs a task after a while
   */
  Share(
      SessionRegistry registry,
      MessageLog log,
      ShareStore store,
      Subscription subscription,
      String owner,
      String node,
      InstantSource clock,
      Duration patience,
      Executor serial,
      BiConsumer<Runnable, Duration> later) {
    this.log = log;
    this.store = store;
    this.owner = owner;
    this.clock = clock;
    this.patience = patience;
    this.group = subscription.group();
    this.node = node;
    this.serial = serial;
    this.later = later;
    TopicFilter filter = subscription.filter();
    this.ofUsers = filter.exact() && new Topic(filter.pattern()).group() != null;
    this.offering = new Offering(registry, log, subscription.filter(), serial, this::turn);
  }

  Executor serial() {
    return serial;
  }

  boolean empty() {
    return members.isEmpty();
  }

  /**
   * @param session the stored one, which is a member even when it is away; null: it is not stored
   * @return done when the group has begun: what is published from then on is for it
   */
  CompletionStage<Void> join(Taker taker, @Nullable String session) {
    if (members.stream().noneMatch(member -> member.taker == taker)) {
      members.addLast(new Member(taker));
    }
    CompletableFuture<Void> there = new CompletableFuture<>();
    if (seated) {
      there.complete(null);
    } else {
      waitForSeat.add(there);
      takeSeat();
    }
    hand();
    turn();
    if (session == null) {
      return there;
    }
    CompletionStage<Boolean> kept = store.keep(group, session); // in order: after the seat
    return there.thenCompose(seat -> kept).thenAccept(unused -> {});
  }

  private void takeSeat() {
    if (seating) {
      return;
    }
    seating = true;
    int now = round;
    store
        .seat(group, node, owner)
        .whenComplete(
            (position, failure) ->
                serial.execute(
                    () -> {
                      if (now == round) {
                        seating = false;
                        seated(position, failure);
                      }
                    }));
  }

  private void seated(@Nullable Long position, @Nullable Throwable failure) {
    List<CompletableFuture<Void>> told = List.copyOf(waitForSeat);
    waitForSeat.clear();
    if (position == null) {
      Throwable cause = failure == null ? null : Problem.cause(failure);
      if (cause instanceof Problem refused) {
        told.forEach(one -> one.completeExceptionally(refused)); // whoever hears it leaves
      } else {
        LOGGER.log(Level.ERROR, "no seat in the group " + group + "; trying again", failure);
        told.forEach(
            one -> one.completeExceptionally(new IllegalStateException("no seat", failure)));
      }
      return;
    }
    seated = true;
    look = true;
    offering.begin(position);
    told.forEach(one -> one.complete(null));
    turn();
  }

  /** The member takes no more. */
  void leave(Taker taker, Left left) {
    members.removeIf(member -> member.taker == taker);
    takeBack(taker, left);
    if (members.isEmpty()) {
      end();
    } else {
      hand();
      turn();
    }
  }

  /** What the member has and will not be sent goes to whoever can take it. */
  void unsent(Taker taker, Set<Long> inFlight) {
    Member member = member(taker);
    if (member != null) {
      int before = member.overdue.size();
      member.overdue.retainAll(inFlight);
      member.has -= before - member.overdue.size();
    }
    takeBack(taker, new Left(Set.of(), Set.of(), inFlight));
    hand();
    turn();
  }

  private @Nullable Member member(Taker taker) {
    for (Member member : members) {
      if (member.taker == taker) {
        return member;
      }
    }
    return null;
  }

  private void takeBack(Taker taker, Left left) {
    List<Envelope.OfMessage> back = new ArrayList<>();
    given
        .entrySet()
        .removeIf(
            entry -> {
              long position = entry.getKey();
              Given one = entry.getValue();
              if (one.member.taker != taker || left.stays.contains(position)) {
                return false;
              }
              one.member.has--;
              if (left.spent.contains(position)) {
                settled.add(position);
              } else if (!left.handed.contains(position)) {
                back.add(one.message);
              }
              return true;
            });
    for (int i = back.size() - 1; i >= 0; i--) {
      ready.addFirst(back.get(i));
    }
  }

  private void end() {
    round++;
    seated = false;
    offering.end();
    waitForSeat.forEach(one -> one.complete(null));
    waitForSeat.clear();
    CompletionStage<Boolean> unused =
        store.leave(
            group, node, settled, ready.stream().map(one -> one.message().position()).toList());
  }

  /** Other nodes took us for gone, or the store failed: what we have is what it says. */
  void restart() {
    if (members.isEmpty()) {
      return;
    }
    round++;
    seating = false;
    seated = false;
    asking = false;
    failed = false;
    settled.addAll(telling);
    telling = List.of();
    offering.end();
    ready.clear();
    given.clear();
    returned.clear();
    for (Member member : members) {
      member.has = 0;
      member.overdue.clear();
    }
    doubtful.clear();
    takeSeat();
  }

  /**
   * A member is done with a message.
   *
   * @param handed whether the store knows
   */
  void settled(Taker taker, long position, boolean handed) {
    Member late = member(taker);
    if (late != null && late.overdue.remove(position)) {
      late.has--;
    }
    Given one = given.get(position);
    if (one == null || one.member.taker == taker) { // else another one has it by now
      forget(position);
      boolean here =
          ready.removeIf(each -> each.message().position() == position)
              || doubtful.remove(position);
      if (here || (!handed && (one == null || kept(one.message)))) {
        settled.add(position);
      }
    }
    hand();
    turn();
  }

  private void forget(long position) {
    Given one = given.remove(position);
    if (one != null) {
      one.member.has--;
    }
  }

  /** Whether it is there until it is done with: at QoS 0 there is nothing to be done with. */
  private static boolean kept(Envelope.OfMessage message) {
    return MqttWire.VERSION_5.packet(message).said().qos() > 0;
  }

  /** The stored session has it from now on. */
  void handed(Taker taker, long position) {
    given.computeIfPresent(
        position,
        (at, one) ->
            one.member.taker == taker ? new Given(one.member, one.message, one.since, true) : one);
  }

  /** It was to be handed to a stored session, and was not. */
  void doubt(Taker taker, long position) {
    Given one = given.get(position);
    if (one != null && one.member.taker != taker) {
      return;
    }
    forget(position);
    doubtful.add(position);
    turn();
  }

  /** Maybe other nodes took us for gone: whatever is asked, the answer says so. */
  void verify() {
    turn(true);
  }

  /** There are messages that are nobody's. */
  void look() {
    look = true;
    turn();
  }

  /** Looks again, for what could not be handed out, and tells what is done with. */
  void tick() {
    if (failed) {
      restart();
    } else if (!seated) {
      takeSeat();
    } else {
      offering.tick();
      if (room() > 0) {
        offering.follow();
      }
      takeOverdue();
      hand();
      turn(!settled.isEmpty() || !returned.isEmpty());
    }
  }

  /** Takes back what members have not finished with in time; it is still in flight to them. */
  private void takeOverdue() {
    if (patience.isZero()) {
      return;
    }
    Instant before = clock.instant().minus(patience);
    given
        .values()
        .removeIf(
            one -> {
              if (one.handed || one.since.isAfter(before) || !kept(one.message)) {
                return false;
              }
              long position = one.message.message().position();
              one.member.overdue.add(position);
              doubtful.add(position); // it may just be handed to its session
              return true;
            });
  }

  /** Hands out what is ready, as far as members can take it. */
  private void hand() {
    Set<Taker> touched = new LinkedHashSet<>();
    Iterator<Envelope.OfMessage> each = ready.iterator();
    Fate fate = Fate.GONE;
    while (fate != Fate.WAITS && each.hasNext()) {
      Envelope.OfMessage message = each.next();
      fate = hand(message, touched);
      if (fate == Fate.GONE || fate == Fate.RETURNED) {
        each.remove();
      }
      if (fate == Fate.RETURNED) {
        returned.add(message.message().position());
        lookAfter = clock.instant().plus(LEFT_TO_OTHERS);
      }
    }
    touched.forEach(Taker::flush);
  }

  /**
   * Hands it to a member. The hub gives us what the filter matches; a member of a group of users
   * sees what was sent since it joined, and until it leaves.
   */
  private Fate hand(Envelope.OfMessage message, Set<Taker> touched) {
    long position = message.message().position();
    boolean forSomebody = false;
    boolean forAnother = false;
    boolean tooSlow = false;
    for (int tries = members.size(); tries > 0; tries--) {
      Member member = members.removeFirst();
      members.addLast(member);
      if (ofUsers && !member.taker.mayHave(message.message())) {
        continue;
      }
      forSomebody = true;
      if (member.overdue.contains(position)) {
        tooSlow = true;
        continue;
      }
      forAnother = true;
      if (member.room() > 0 && member.taker.offer(new Envelope.Aside(message, group, false))) {
        member.has++;
        given.put(position, new Given(member, message, clock.instant(), false));
        touched.add(member.taker);
        return Fate.GONE;
      }
    }
    if (members.isEmpty()) {
      return Fate.WAITS;
    }
    if (!forSomebody) {
      settled.add(position);
      return Fate.GONE;
    }
    if (!forAnother) {
      return Fate.RETURNED;
    }
    return tooSlow ? Fate.WAITS_APART : Fate.WAITS;
  }

  private int overdue() {
    return members.stream().mapToInt(member -> member.overdue.size()).sum();
  }

  private int room() {
    return members.stream().mapToInt(Member::room).sum();
  }

  private void turn() {
    turn(settled.size() >= MANY);
  }

  /** Asks the store for what there is to ask for, unless it is being asked. */
  private void turn(boolean tell) {
    if (!seated || asking) {
      return;
    }
    int room = ready.isEmpty() ? room() : 0;
    boolean looks = look && room > 0 && !clock.instant().isBefore(lookAfter);
    // With those that members here were too slow for, which may be the first of them.
    int free = looks ? room + overdue() : 0;
    List<Envelope.OfMessage> wanted =
        room > 0 && free == 0 && !offering.isEmpty() && mayTake() ? offering.next(room) : List.of();
    if (wanted.isEmpty() && free == 0 && doubtful.isEmpty() && returned.isEmpty() && !tell) {
      return;
    }
    asking = true;
    telling = List.copyOf(settled);
    settled.clear();
    long to = wanted.isEmpty() ? 0 : wanted.get(wanted.size() - 1).message().position();
    List<Long> kept =
        wanted.stream().filter(Share::kept).map(one -> one.message().position()).toList();
    List<Long> asked = List.copyOf(doubtful);
    doubtful.clear();
    List<Long> back = List.copyOf(returned);
    returned.clear();
    int now = round;
    store
        .take(group, node, new Take(offering.from(), to, kept, telling, asked, free, back))
        .whenComplete(
            (taken, failure) ->
                serial.execute(
                    () -> {
                      if (now == round) {
                        answered(wanted, free, taken, failure);
                      }
                    }));
  }

  /** Who took last lets others go first, if there are any. */
  private boolean mayTake() {
    if (!tookLast || others == 0 || gaveWay) {
      return true;
    }
    if (!givingWay) {
      givingWay = true;
      later.accept(
          () ->
              serial.execute(
                  () -> {
                    givingWay = false;
                    gaveWay = true;
                    turn();
                  }),
          GIVE_WAY);
    }
    return false;
  }

  private void answered(
      List<Envelope.OfMessage> wanted, int free, @Nullable Taken taken, @Nullable Throwable e) {
    if (taken == null) {
      failed(e);
      return;
    }
    asking = false;
    if (!taken.seated()) {
      LOGGER.log(Level.WARNING, "this node was taken for gone in the group {0}", group);
      restart();
      return;
    }
    telling = List.of();
    others = taken.others();
    if (!wanted.isEmpty()) {
      tookLast = taken.moved();
      gaveWay = false;
      took(wanted, taken);
    }
    look &= free == 0 || taken.freed().size() == free;
    try {
      Set<Long> done = new HashSet<>(settled); // meanwhile
      Stream.concat(taken.sure().stream(), taken.freed().stream())
          .filter(position -> !done.contains(position))
          .forEach(this::takeUp);
    } catch (LogFailure failure) {
      failed(failure);
      return;
    }
    hand();
    turn();
  }

  /** The clock's next tick begins anew; until then nothing is asked. */
  private void failed(@Nullable Throwable cause) {
    LOGGER.log(Level.ERROR, "nothing could be taken for the group " + group, cause);
    failed = true;
    asking = true;
  }

  private void took(List<Envelope.OfMessage> wanted, Taken taken) {
    long upTo = taken.before();
    if (taken.moved()) {
      for (Envelope.OfMessage one : wanted) {
        if (one.message().position() > taken.before()) {
          ready.addLast(one);
        }
      }
      upTo = wanted.get(wanted.size() - 1).message().position();
    }
    offering.takenUpTo(upTo);
  }

  /** It is ours; somebody had it before. */
  private void takeUp(long position) {
    Given one = given.remove(position);
    if (one != null) { // it was handed to its session, which was too slow
      one.member.overdue.add(position);
    }
    Message message = log.at(position);
    if (message == null) {
      settled.add(position); // expired, or trimmed away
    } else {
      ready.addLast(new Envelope.OfMessage(message));
    }
  }
}
