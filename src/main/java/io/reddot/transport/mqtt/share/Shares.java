package io.reddot.transport.mqtt.share;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.access.Caller;
import io.reddot.access.Grants;
import io.reddot.access.Validity;
import io.reddot.hub.SessionRegistry;
import io.reddot.log.MessageLog;
import io.reddot.message.TopicFilter;
import io.reddot.transport.SerialExecutor;
import io.reddot.transport.mqtt.store.ShareStore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The groups that have members on this node. Messages that a {@linkplain Nodes dead} node had not
 * settled go to other nodes. A node that was wrongly considered dead learns that from its next
 * request, and starts over. Thread-safe.
 */
public final class Shares {
  private static final System.Logger LOGGER = System.getLogger(Shares.class.getName());

  /**
   * The hub's caller for the groups' own sessions, which subscribe only to the filters of groups.
   * Members' grants are checked, and their reads counted, when they subscribe; a quota limits the
   * groups of a user. No user name contains a "/".
   */
  static final Caller CALLER =
      new Caller(
          "$share/",
          Set.of(),
          Map.of(),
          new Grants(List.of(TopicFilter.ALL, new TopicFilter("$SYS/#")), List.of()),
          Validity.until(Instant.MAX),
          "",
          "");

  private final Sharing sharing;
  private final Executor pool;

  /** Confined to the thread of {@link #tick}. */
  private int ticks;

  private final ReentrantLock lock = new ReentrantLock();

  /** By the name of the group. */
  @GuardedBy("lock")
  private final Map<String, Share> shares = new HashMap<>();

  /**
   * @param deadline the time that a member has to acknowledge a message; zero: no limit
   * @param pool whose threads may read the log
   * @param later runs a task after a delay
   */
  public Shares(
      SessionRegistry registry,
      MessageLog log,
      ShareStore store,
      Nodes nodes,
      InstantSource clock,
      Duration deadline,
      Executor pool,
      BiConsumer<Runnable, Duration> later) {
    this.sharing = new Sharing(registry, log, store, nodes, clock, deadline, later);
    this.pool = pool;
  }

  /** Returns the object through which the member reports to its groups. */
  public GroupFeedback by(GroupMember member) {
    return new GroupFeedback() {
      @Override
      public String node() {
        return sharing.nodes().id();
      }

      @Override
      public void settled(String group, long position, boolean handed) {
        with(group, share -> share.settled(member, position, handed));
      }

      @Override
      public void handed(String group, long position) {
        with(group, share -> share.handed(member, position));
      }

      @Override
      public void doubt(String group, long position) {
        with(group, share -> share.doubt(member, position));
      }
    };
  }

  /**
   * Adds a member to a group, as {@link Share#join}. Fails with a {@link io.reddot.message.Problem}
   * (429) if the group would exceed the user's quota; then the member must leave.
   *
   * @param user the user of the member
   */
  public CompletionStage<Void> join(
      GroupMember member, Group group, String user, @Nullable String session) {
    CompletableFuture<Void> there = new CompletableFuture<>();
    join(member, group, user, session, there);
    return there;
  }

  private void join(
      GroupMember member,
      Group group,
      String user,
      @Nullable String session,
      CompletableFuture<Void> there) {
    Share share;
    lock.lock();
    try {
      share =
          shares.computeIfAbsent(
              group.name(), name -> new Share(sharing, group, user, new SerialExecutor(pool)));
    } finally {
      lock.unlock();
    }
    share
        .serial()
        .execute(
            () -> {
              if (share == find(group.name())) {
                share
                    .join(member, session)
                    .whenComplete(
                        (done, failure) -> {
                          if (failure == null) {
                            there.complete(null);
                          } else {
                            there.completeExceptionally(failure);
                          }
                        });
              } else {
                join(member, group, user, session, there); // its last member has left meanwhile
              }
            });
  }

  /**
   * Removes a member from a group.
   *
   * @param dropped the stored session that stops being a member; null: none
   */
  public void leave(
      GroupMember member, String group, Departure departure, @Nullable String dropped) {
    if (dropped != null) {
      CompletionStage<Boolean> unused = sharing.store().drop(group, dropped);
    }
    with(
        group,
        share -> {
          share.leave(member, departure);
          if (share.empty()) {
            forget(group, share);
          }
        });
  }

  /** Gives a member's messages to others, except those in flight: the member starts over. */
  public void unsent(GroupMember member, String group, Set<Long> inFlight) {
    with(group, share -> share.unsent(member, inFlight));
  }

  private void with(String group, Consumer<Share> action) {
    Share share = find(group);
    if (share != null) {
      share.serial().execute(() -> action.accept(share));
    }
  }

  private @Nullable Share find(String group) {
    lock.lock();
    try {
      return shares.get(group);
    } finally {
      lock.unlock();
    }
  }

  private void forget(String group, Share share) {
    lock.lock();
    try {
      shares.remove(group, share);
    } finally {
      lock.unlock();
    }
  }

  /** Whether any group has members on this node. */
  public boolean any() {
    return !all().isEmpty();
  }

  /** Asks the store, for each group, whether this node still has its seat. */
  public void verify() {
    all().values().forEach(share -> share.serial().execute(share::verify));
  }

  private Map<String, Share> all() {
    lock.lock();
    try {
      return Map.copyOf(shares);
    } finally {
      lock.unlock();
    }
  }

  /** Called once a second by one thread. */
  public void tick() {
    Map<String, Share> all = all();
    if (all.isEmpty()) {
      return;
    }
    all.values().forEach(share -> share.serial().execute(share::tick));
    try {
      if (ticks++ % Nodes.BEAT == 0) {
        giveBack();
      }
      for (String group : sharing.store().free(all.keySet())) {
        with(group, Share::look);
      }
    } catch (RuntimeException e) {
      LOGGER.log(
          Level.ERROR,
          "could not read which messages of shared subscriptions are free; retrying",
          e);
    }
  }

  /** Returns messages that stored sessions did not acknowledge in time to their groups. */
  private void giveBack() {
    Instant before = sharing.clock().instant().minus(sharing.deadline());
    if (!sharing.deadline().isZero() && sharing.store().overdue(before)) {
      CompletionStage<Integer> unused =
          sharing.store().giveBack(before); // the next tick finds the rest
    }
  }
}
