package io.reddot.transport.mqtt.session;

import io.reddot.access.Caller;
import io.reddot.access.CallerJson;
import io.reddot.message.CallerLog;
import io.reddot.message.Draft;
import io.reddot.message.LogFields;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.publish.Admitted;
import io.reddot.publish.Publisher;
import io.reddot.publish.Way;
import io.reddot.transport.mqtt.packet.Drafting;
import io.reddot.transport.mqtt.packet.Will;
import io.reddot.transport.mqtt.share.Nodes;
import io.reddot.transport.mqtt.store.SessionStore;
import io.reddot.transport.mqtt.store.SessionStore.Opened;
import io.reddot.transport.mqtt.store.WillBounds;
import io.reddot.transport.mqtt.store.WillStore;
import io.reddot.transport.mqtt.store.WillStore.Due;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores the wills of clients with their CONNECT, and publishes wills that are due, whichever node
 * stored them. Thread-safe.
 */
final class Wills {
  private static final System.Logger LOGGER = System.getLogger(Wills.class.getName());

  /** The maximum number of wills that are published at once. */
  private static final int AT_ONCE = 100;

  /** The delay before publishing is retried, unless the rate limit gives another. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final WillStore store;
  private final Publisher publisher;
  private final Nodes nodes;
  private final WillBounds bounds;
  private final InstantSource clock;
  private final Executor pool;

  /** The numbers of the wills of clients that are connected to this node. */
  private final Set<Long> held = ConcurrentHashMap.newKeySet();

  /**
   * Changes to retry, by the number of the will. There is at most one for each connection that
   * ended since the store failed.
   */
  private final Map<Long, Supplier<CompletionStage<Boolean>>> undone = new ConcurrentHashMap<>();

  /** Whether wills are being published now. */
  private final AtomicBoolean publishing = new AtomicBoolean();

  /**
   * @param pool whose threads may read the log
   */
  Wills(
      WillStore store,
      Publisher publisher,
      Nodes nodes,
      WillBounds bounds,
      InstantSource clock,
      Executor pool) {
    this.store = store;
    this.publisher = publisher.by(Way.WILL);
    this.nodes = nodes;
    this.bounds = bounds;
    this.clock = clock;
    this.pool = pool;
  }

  /**
   * Decides about the wills of a session's earlier connections, and stores that of a new one.
   * Called on a thread that may read the log.
   *
   * @param expiry the expiry of the session, which limits the delay of the will
   * @return the number of the will; 0: none
   */
  CompletionStage<Long> open(
      String session, boolean resumed, @Nullable Will will, Caller caller, Duration expiry) {
    if (will == null && !store.any(session)) {
      return CompletableFuture.completedFuture(0L); // nearly always the case
    }
    return store.open(session, resumed, row(will, caller, expiry), bounds).thenApply(this::begun);
  }

  /**
   * Does the same in the transaction that opens the stored session.
   *
   * @param fresh whether to discard the earlier state of the session
   * @param until when the session expires if this node dies
   */
  CompletionStage<Opened> open(
      SessionStore sessions,
      String session,
      boolean fresh,
      Instant until,
      @Nullable Will will,
      Caller caller,
      Duration expiry) {
    if (will == null && !store.any(session)) {
      return sessions.open(session, fresh, until).thenApply(opened -> new Opened(opened, 0));
    }
    return sessions
        .open(session, fresh, until, row(will, caller, expiry), bounds)
        .thenApply(opened -> new Opened(opened.session(), begun(opened.will())));
  }

  private WillStore.@Nullable Will row(@Nullable Will will, Caller caller, Duration expiry) {
    return will == null
        ? null
        : new WillStore.Will(
            nodes.id(),
            caller.user(),
            CallerJson.of(caller),
            caller.address(),
            delay(will.delay(), expiry),
            will.lifetime(),
            will.draft());
  }

  private long begun(long number) {
    if (number > 0) {
      held.add(number);
    }
    publishSoon(); // an earlier will of the session may be due now
    return number;
  }

  private static Duration delay(Duration delay, Duration expiry) {
    return delay.compareTo(expiry) < 0 ? delay : expiry;
  }

  /**
   * Schedules a will: its connection has ended without a DISCONNECT.
   *
   * @param expiry the expiry of the session, at whose end the will is due in any case
   *     (MQTT-3.1.3-9)
   */
  void left(long number, Caller caller, Duration delay, Duration expiry) {
    Instant dueAt = clock.instant().plus(delay(delay, expiry));
    String rights = CallerJson.of(caller);
    held.remove(number);
    tryTo(number, () -> store.left(number, dueAt, rights));
  }

  /** Deletes a will that must not be published. */
  void discard(long number) {
    held.remove(number);
    tryTo(number, () -> store.remove(number));
  }

  /** Stores the new rights of a connection that continues. */
  void renewed(long number, Caller caller) {
    CompletionStage<Boolean> unused = store.renew(number, CallerJson.of(caller));
  }

  private void tryTo(long number, Supplier<CompletionStage<Boolean>> change) {
    change
        .get()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                undone.remove(number);
                publishSoon();
              } else {
                undone.put(number, change); // the store is overloaded or unavailable
              }
            });
  }

  /** Whether this node has wills that other nodes would take over if it died. */
  boolean any() {
    return !held.isEmpty();
  }

  /** Claims back unpublished wills, after other nodes considered this node dead. */
  void verify() {
    List<Long> mine = List.copyOf(held);
    if (!mine.isEmpty()) {
      CompletionStage<Boolean> unused = store.hold(nodes.id(), mine);
    }
  }

  /** Called once a second by one thread. */
  void tick() {
    Map.copyOf(undone).forEach(this::tryTo);
    publishSoon();
  }

  private void publishSoon() {
    if (publishing.compareAndSet(false, true)) {
      try {
        pool.execute(this::publishSome);
      } catch (RejectedExecutionException e) {
        LOGGER.log(Level.DEBUG, "published no wills: the server is stopping", e);
      }
    }
  }

  private void publishSome() {
    try {
      List<Due> due = store.due(AT_ONCE);
      List<CompletableFuture<Boolean>> all =
          due.stream().map(one -> publish(one).toCompletableFuture()).toList();
      CompletableFuture<Void> unused =
          CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
              .whenComplete(
                  (done, failure) -> {
                    publishing.set(false);
                    if (failure != null) {
                      LOGGER.log(Level.WARNING, "could not publish a will; retrying", failure);
                    } else if (!due.isEmpty()) {
                      publishSoon(); // there may be more
                    }
                  });
    } catch (RuntimeException e) {
      publishing.set(false);
      LOGGER.log(Level.ERROR, "could not read which wills are due; retrying in a second", e);
    }
  }

  /** Publishes a will if its client may still publish it. */
  private CompletionStage<Boolean> publish(Due due) {
    Draft draft = due.draft();
    Duration lifetime = due.lifetime();
    if (lifetime != null) {
      draft = draft.withExpiry(Drafting.expiry(clock.instant(), lifetime));
    }
    try {
      Caller caller = CallerJson.parse(due.caller()).at(due.address());
      Admitted admitted = publisher.admit(caller, List.of(Submission.now(draft)));
      return publisher.publish(
          admitted, drafts -> store.publish(due.number(), drafts.get(0), admitted.audit()));
    } catch (Problem problem) {
      if (problem.status() == 429) {
        Duration wait = problem.retryAfter();
        return store.postpone(due.number(), clock.instant().plus(wait == null ? RETRY : wait));
      }
      CallerLog.SHARED.log(
          LOGGER,
          Level.INFO,
          "refused a will",
          String.valueOf(draft.sender()),
          problem.detail(),
          LogFields.user(draft.sender()).message(draft.id()),
          null);
      return store.remove(due.number());
    }
  }
}
