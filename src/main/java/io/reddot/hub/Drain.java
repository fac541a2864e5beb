package io.reddot.hub;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.reddot.config.SingleInstance;
import io.reddot.session.Goodbye;
import io.reddot.session.Session;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * Takes this node out of service while it keeps running: it is not ready any more, rejects new
 * sessions and polls, and ends its sessions one after another, so that their clients reconnect to
 * other nodes. It still accepts messages. Only a restart ends that state. Thread-safe.
 */
@SingleInstance
public class Drain {
  private static final System.Logger LOGGER = System.getLogger(Drain.class.getName());

  /** Goodbyes are spread over time already, so each client may reconnect soon. */
  private static final Duration RECONNECT = Duration.ofMillis(200);

  private final SessionRegistry registry;
  private final BiConsumer<Runnable, Duration> later;
  private final Optional<Path> file;
  private final Duration spread;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean done = new AtomicBoolean();

  @Inject
  public Drain(SessionRegistry registry, HubThreads threads, HubSettings settings) {
    this(registry, threads::later, settings.drainFile(), settings.goodbyeSpread());
  }

  /**
   * @param later runs a task after a delay
   * @param file the node is drained once this file exists
   * @param spread the time over which sessions then end
   */
  Drain(
      SessionRegistry registry,
      BiConsumer<Runnable, Duration> later,
      Optional<Path> file,
      Duration spread) {
    this.registry = registry;
    this.later = later;
    this.file = file;
    this.spread = spread;
  }

  /**
   * The state of this node.
   *
   * @param sessions the number of sessions that it has
   */
  public record State(boolean draining, int sessions) {}

  public State state() {
    return new State(begun.get(), registry.sessions().size());
  }

  /** Returns the time over which sessions end unless another one is given. */
  public Duration spread() {
    return spread;
  }

  /**
   * Begins to drain this node; does nothing if that has begun already.
   *
   * @param over the time over which the sessions end, evenly
   * @param why who or what caused it, for the log
   * @return whether it begins now
   */
  @CanIgnoreReturnValue
  public boolean begin(Duration over, String why) {
    if (!begun.compareAndSet(false, true)) {
      return false;
    }
    registry.fanOut().close();
    List<Session> sessions = registry.sessions();
    LOGGER.log(
        Level.INFO,
        "draining this node ("
            + why
            + "): it accepts no new sessions, and "
            + sessions.size()
            + " sessions end within "
            + over.toSeconds()
            + " seconds");
    for (int i = 0; i < sessions.size(); i++) {
      Session session = sessions.get(i);
      later.accept(
          () -> session.goodbye(Goodbye.goingDown(RECONNECT)),
          over.multipliedBy(i).dividedBy(sessions.size()));
    }
    return true;
  }

  /** Called once a second: looks for the file, and logs the end of the last session. */
  void beat() {
    if (!begun.get() && file.isPresent() && Files.exists(file.get())) {
      begin(spread, "the file " + file.get() + " exists");
    }
    if (begun.get() && registry.sessions().isEmpty() && done.compareAndSet(false, true)) {
      LOGGER.log(Level.INFO, "this node is drained: it has no sessions any more");
    }
  }
}
