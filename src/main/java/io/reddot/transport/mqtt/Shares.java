package io.reddot.transport.mqtt;

import io.reddot.access.Caller;
import io.reddot.access.Grants;
import io.reddot.access.Validity;
import io.reddot.hub.SessionRegistry;
import io.reddot.log.MessageLog;
import io.reddot.log.ShareStore;
import io.reddot.message.TopicFilter;
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
 * The groups that have members on this node. What a node that is {@linkplain Nodes gone} had not
 * finished with goes to others. If it lives after all, it hears so when it asks for something, and
 * begins anew. Thread-safe.
 */
final class Shares {
  private static final System.Logger LOGGER = System.getLogger(Shares.class.getName());

  /**
   * For the hub, which is asked for nothing but the groups' filters: each member's right has been
   * checked when it subscribed. What that may cost is bounded by how many groups its user may have,
   * and counted as its reads. No user has a "/".
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

  private final SessionRegistry registry;
  private final MessageLog log;
  private final ShareStore store;
  private final Nodes nodes;
  private final InstantSource clock;
  private final Duration patience;
  private final Executor pool;
  private final BiConsumer<Runnable, Duration> later;

  /** Only {@link #tick} looks at it. */
  private int ticks;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by lock; by {@link Subscription#group}. */
  private final Map<String, Share> shares = new HashMap<>();

  /**
   * @param patience so long a member may have a message and not acknowledge it; zero: for ever
   * @param pool may read the log
   * @param later runs a task after a while
   */
  Shares(
      SessionRegistry registry,
      MessageLog log,
      ShareStore store,
      Nodes nodes,
      InstantSource clock,
      Duration patience,
      Executor pool,
      BiConsumer<Runnable, Duration> later) {
    this.registry = registry;
    this.log = log;
    this.store = store;
    this.nodes = nodes;
    this.clock = clock;
    this.patience = patience;
    this.pool = pool;
    this.later = later;
  }

  /** What a member tells. */
  ForGroups by(Taker member) {
    return new ForGroups() {
      @Override
      public String node() {
        return nodes.id();
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
   * As {@link Share#join}.
   *
   * @param user whose member it is. It fails with a {@link io.reddot.message.Problem} (429) if the
   *     group would be one more than it may have; then the member has to leave
   */
  CompletionStage<Void> join(
      Taker member, Subscription subscription, String user, @Nullable String session) {
    CompletableFuture<Void> there = new CompletableFuture<>();
    join(member, subscription, user, session, there);
    return there;
  }

  private void join(
      Taker member,
      Subscription subscription,
      String user,
      @Nullable String session,
      CompletableFuture<Void> there) {
    Share share;
    lock.lock();
    try {
      share =
          shares.computeIfAbsent(
              subscription.group(),
              group ->
                  new Share(
                      registry,
                      log,
                      store,
                      subscription,
                      user,
                      nodes.id(),
                      clock,
                      patience,
                      new SerialExecutor(pool),
                      later));
    } finally {
      lock.unlock();
    }
    share
        .serial()
        .execute(
            () -> {
              if (share == find(subscription.group())) {
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
                join(
                    member,
                    subscription,
                    user,
                    session,
                    there); // its last member has left meanwhile
              }
            });
  }

  /**
   * The member takes no more for the group.
   *
   * @param dropped a stored session that is no member any more; null: none, or it still is
   */
  void leave(Taker member, String group, Share.Left left, @Nullable String dropped) {
    if (dropped != null) {
      CompletionStage<Boolean> unused = store.drop(group, dropped);
    }
    with(
        group,
        share -> {
          share.leave(member, left);
          if (share.empty()) {
            forget(group, share);
          }
        });
  }

  /** The member begins anew: of what it has, only what is in flight will still reach it. */
  void unsent(Taker member, String group, Set<Long> inFlight) {
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

  /** Whether any group has members here. */
  boolean any() {
    return !all().isEmpty();
  }

  /** The others may have taken this node for gone. */
  void verify() {
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

  /** Looks at the clock; called once a second by one thread. */
  void tick() {
    Map<String, Share> all = all();
    if (all.isEmpty()) {
      return;
    }
    all.values().forEach(share -> share.serial().execute(share::tick));
    try {
      if (ticks++ % Nodes.BEAT == 0) {
        giveBack();
      }
      for (String group : store.free(all.keySet())) {
        with(group, Share::look);
      }
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "could not ask how other nodes share", e);
    }
  }

  /** What stored sessions have not acknowledged in time is their groups' again. */
  private void giveBack() {
    Instant before = clock.instant().minus(patience);
    if (!patience.isZero() && store.overdue(before)) {
      CompletionStage<Integer> unused = store.giveBack(before); // what is left is found next time
    }
  }
}
