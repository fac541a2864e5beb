package io.reddot.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.message.TopicFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: its bounded outbox, its state, and the only writer to its outlet.
 *
 * <p>A new session <em>holds</em> live messages back, behind those that are replayed to it, until
 * {@link #release()}. A message at or before the last queued position is dropped. Therefore a
 * message that several subscriptions match, or that is both replayed and live, is delivered once.
 *
 * <p>Thread-safe. No outlet is called under the lock. The file is long because it holds everything
 * that the one lock guards.
 */
public final class Session {
  /**
   * How long an ending session waits for the write in flight before it closes without a goodbye.
   */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Identity identity;
  private final Instant since;
  private final Outlet outlet;
  private final InstantSource clock;
  private final Runnable onEnd;
  private final SessionMetrics metrics;

  /**
   * A monitor, because each locking of a {@code ReentrantLock} writes a reference that G1 must
   * track.
   */
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final SubscriptionHistory subscriptions;

  @GuardedBy("lock")
  private final Outbox outbox;

  @GuardedBy("lock")
  private final Pulse pulse;

  @GuardedBy("lock")
  private boolean writing;

  @GuardedBy("lock")
  private @Nullable Goodbye goodbye;

  /** The expiry of its current token. */
  @GuardedBy("lock")
  private Instant expiresAt;

  /** The position after which it began; negative before hello. */
  @GuardedBy("lock")
  private long start = -1;

  @GuardedBy("lock")
  private Instant endedAt;

  @GuardedBy("lock")
  private boolean ended;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private @Nullable Runnable whenDrained;

  /**
   * @param filters its first subscriptions, each with the position after which it applies
   * @param onEnd called once, not under the lock, when the session has closed or its client is gone
   */
  public Session(
      Identity identity,
      Map<TopicFilter, Long> filters,
      Outlet outlet,
      SessionLimits limits,
      InstantSource clock,
      Runnable onEnd) {
    this.identity = identity;
    this.metrics = SessionMetrics.of(identity.transport());
    this.subscriptions = new SubscriptionHistory(filters);
    this.outlet = outlet;
    this.clock = clock;
    this.onEnd = onEnd;
    this.since = clock.instant();
    this.outbox = new Outbox(outlet.format(), limits.outboxBytes(), metrics.conflated());
    this.pulse = new Pulse(limits, outlet.answersHeartbeats(), since.toEpochMilli());
    this.endedAt = since;
    this.expiresAt = identity.expiresAt();
  }

  public String id() {
    return identity.id();
  }

  public Identity identity() {
    return identity;
  }

  public String user() {
    return identity.user();
  }

  public String transport() {
    return identity.transport();
  }

  /** {@link Outlet#tellsCounts()}. */
  public boolean tellsCounts() {
    return outlet.tellsCounts();
  }

  /** {@link Outlet#answersOnce()}. */
  public boolean answersOnce() {
    return outlet.answersOnce();
  }

  public Instant since() {
    return since;
  }

  /** What a session is doing. */
  public enum State {
    /** It receives what it missed; live messages wait. */
    REPLAYING,
    LIVE,

    /** It has said goodbye, or its client is gone. */
    ENDING
  }

  public State state() {
    synchronized (lock) {
      return ended ? State.ENDING : outbox.holding() ? State.REPLAYING : State.LIVE;
    }
  }

  public boolean ended() {
    synchronized (lock) {
      return ended;
    }
  }

  /** Returns its filters, as a copy. */
  public List<TopicFilter> subscriptions() {
    synchronized (lock) {
      return subscriptions.filters();
    }
  }

  /** Returns what was delivered so far; null before hello. */
  public @Nullable DeliveryRecord deliveryRecord() {
    synchronized (lock) {
      return start < 0
          ? null
          : new DeliveryRecord(
              identity,
              since,
              ended ? endedAt : null,
              start,
              Math.max(start, outbox.through()),
              subscriptions.all(),
              goodbye);
    }
  }

  /** Returns the number of bytes that wait for the client, as far as known. */
  public long waitingBytes() {
    synchronized (lock) {
      return outbox.waiting();
    }
  }

  /**
   * Adds a subscription; called by the registry, which limits their number. Returns false if the
   * session has it already or has ended.
   *
   * @param after the subscription applies to positions after this
   */
  public boolean addSubscription(TopicFilter filter, long after) {
    synchronized (lock) {
      return !ended && subscriptions.add(filter, after);
    }
  }

  /**
   * Removes a subscription; called by the registry. Returns false if there was none.
   *
   * @param upTo the subscription applied to positions up to this
   */
  public boolean removeSubscription(TopicFilter filter, long upTo) {
    synchronized (lock) {
      return subscriptions.remove(filter, upTo);
    }
  }

  /**
   * Sets whether a subscription delivers only the newest message of a topic while the client is
   * behind, as {@link Conflation} defines. Does nothing if there is no such subscription.
   */
  public void conflate(TopicFilter filter, boolean newestOnly) {
    synchronized (lock) {
      subscriptions.conflate(filter, newestOnly);
    }
  }

  /** Whether a subscription has {@link #conflate}. */
  public boolean conflates() {
    synchronized (lock) {
      return subscriptions.conflates();
    }
  }

  /** Whether less waits than one write takes. */
  public boolean fitsOneWrite() {
    synchronized (lock) {
      return outbox.fitsOneWrite();
    }
  }

  /** Sets the expiry of a new token. */
  public void renew(Instant until) {
    synchronized (lock) {
      expiresAt = until;
    }
  }

  /** Skips everything up to {@code position}. */
  public void startAt(long position) {
    synchronized (lock) {
      outbox.startAt(position);
    }
  }

  /**
   * Offers a live message; {@link #flush()} writes it. Neither blocks nor calls the outlet.
   *
   * <p>A client is behind while its previous write is not complete. A client that keeps up
   * therefore gets every message, even those of one step of fan-out, which are offered together.
   */
  public void offer(Envelope.OfMessage envelope) {
    synchronized (lock) {
      if (ended || !outbox.wants(envelope.message().position())) {
        return;
      }
      boolean conflated = subscriptions.conflates(envelope);
      if (conflated && (writing || outbox.behind())) {
        outbox.drop(envelope.message().topic());
      }
      if (outbox.full()) {
        outbox.conflate();
      }
      if (outbox.full()) {
        end(Goodbye.SLOW);
      } else {
        outbox.addLive(envelope, conflated);
      }
    }
  }

  /** Queues hello, ahead of replayed and held messages, regardless of the bound. */
  public void greet(Envelope.Hello hello) {
    synchronized (lock) {
      if (!ended) {
        start = hello.cursor().position();
        outbox.add(hello);
      }
    }
  }

  /**
   * Queues a replayed message, ahead of the held ones. The replay itself keeps the bound: it waits
   * until the client has taken each slice.
   */
  public void replay(Envelope.OfMessage envelope) {
    synchronized (lock) {
      if (!ended) {
        outbox.addReplayed(envelope, subscriptions.conflates(envelope));
      }
    }
  }

  /**
   * Replies to a command. A client that sends commands and does not read the replies is
   * disconnected as slow.
   */
  public void reply(Envelope.Reply envelope) {
    synchronized (lock) {
      if (ended) {
        return;
      }
      if (outbox.full()) {
        end(Goodbye.SLOW);
      } else {
        outbox.add(envelope);
      }
    }
    flush();
  }

  /**
   * Offers a message out of the log's order; {@link #flush()} writes it.
   *
   * @return false, without any effect, if the session has ended or its outbox is full
   */
  public boolean offer(Envelope.Aside envelope) {
    synchronized (lock) {
      boolean taken = !ended && !outbox.full();
      if (taken) {
        outbox.add(envelope);
      }
      return taken;
    }
  }

  /**
   * Sends the unread count, after everything that waits; a slow client receives only the newest.
   * Must not be called before hello.
   */
  public void tell(Envelope.Unread count) {
    synchronized (lock) {
      if (!ended) {
        outbox.put(count);
      }
    }
    flush();
  }

  /** Ends the replay: held messages are written. */
  public void release() {
    synchronized (lock) {
      SubscriptionHistory now = subscriptions;
      outbox.release(now::conflates);
    }
    flush();
  }

  /**
   * Calls {@code action} once, when everything has been written or the session has said goodbye.
   */
  public void whenDrained(Runnable action) {
    synchronized (lock) {
      Runnable earlier = whenDrained;
      whenDrained =
          earlier == null
              ? action
              : () -> {
                earlier.run();
                action.run();
              };
    }
    flush();
  }

  /** Writes what waits. If a write is in progress, its completion does so. */
  public void flush() {
    Write write = nextWrite();
    while (write != null) {
      write.start();
      write = write.completedMeanwhile() ? nextWrite() : null;
    }
  }

  /**
   * Returns the next write. If there is none, runs the actions that wait for the outbox to drain,
   * and closes a session that has ended.
   */
  private @Nullable Write nextWrite() {
    Runnable drained;
    Goodbye bye;
    synchronized (lock) {
      if (writing) {
        return null;
      }
      if (!outbox.isEmpty()) {
        writing = true;
        pulse.wrote(clock.millis());
        return new Write(outbox.take());
      }
      drained = whenDrained;
      whenDrained = null;
      bye = ended && !closed ? goodbye : null;
      closed |= bye != null;
    }
    if (drained != null) {
      drained.run();
    }
    if (bye != null) {
      outlet.close(bye);
      onEnd.run();
    }
    return null;
  }

  /** Says goodbye, then disconnects. Only the first goodbye counts. */
  public void goodbye(Goodbye reason) {
    synchronized (lock) {
      if (!ended) {
        end(reason);
      }
    }
    flush();
  }

  /**
   * The caller must flush after it has released the lock: that writes the goodbye, closes the
   * outlet and reports the end.
   */
  @GuardedBy("lock")
  private void end(Goodbye reason) {
    ended = true;
    endedAt = clock.instant();
    goodbye = reason;
    metrics.goodbyes(reason.code()).add(1);
    outbox.clear();
    outbox.add(new Envelope.Farewell(reason));
  }

  /** Ends the session without a goodbye: the client is gone. */
  public void gone() {
    synchronized (lock) {
      if (!ended) {
        ended = true;
        endedAt = clock.instant();
      }
      if (closed) {
        return;
      }
      closed = true;
      outbox.clear();
      outbox.dropped();
      whenDrained = null;
    }
    onEnd.run();
  }

  /** Notes that the client is alive. */
  public void heard() {
    synchronized (lock) {
      pulse.heard();
    }
  }

  /**
   * Notes that this node stood still for some time, which must not count as the client's silence.
   *
   * @param time negative if the clock was set back
   */
  public void stalled(Duration time) {
    synchronized (lock) {
      pulse.stalled(time.toMillis());
    }
  }

  /** Sends a heartbeat if one is due, and checks deadlines. Called about once a second. */
  public void tick() {
    Instant now = clock.instant();
    Goodbye verdict = null;
    Goodbye overdue = null;
    Write beat = null;
    synchronized (lock) {
      if (closed) {
        return;
      }
      if (ended) {
        if (!now.isBefore(endedAt.plus(FAREWELL))) {
          closed = true;
          overdue = goodbye;
        }
      } else if (pulse.lost(now.toEpochMilli(), writing)) {
        verdict = Goodbye.UNRESPONSIVE;
      } else if (!now.isBefore(expiresAt)) {
        verdict = Goodbye.TOKEN_EXPIRED;
      } else if (!writing && outbox.isEmpty() && pulse.due(now.toEpochMilli())) {
        writing = true;
        pulse.beat(now.toEpochMilli());
        beat = new Write(null);
      }
    }
    if (overdue != null) {
      outlet.close(overdue);
      onEnd.run();
    } else if (verdict != null) {
      goodbye(verdict);
    } else if (beat != null) {
      beat.start();
      if (beat.completedMeanwhile()) {
        flush();
      }
    }
  }

  /** One call of the outlet, with a batch, or with a heartbeat if the batch is null. */
  private final class Write implements Outlet.Written {
    private final @Nullable EnvelopeBatch batch;

    /** Whether the outlet's method has returned; the completion may come before that. */
    @GuardedBy("lock")
    private boolean returned;

    @GuardedBy("lock")
    private boolean completed;

    Write(@Nullable EnvelopeBatch batch) {
      this.batch = batch;
    }

    void start() {
      try {
        if (batch == null) {
          outlet.heartbeat(this);
        } else {
          outlet.write(batch, this);
        }
      } catch (RuntimeException e) {
        failed(e); // containers throw IllegalStateException when the client has just left
      }
    }

    /**
     * Returns whether the write is complete already, so that the caller continues; otherwise the
     * completion continues.
     */
    boolean completedMeanwhile() {
      synchronized (lock) {
        returned = true;
        return completed;
      }
    }

    @Override
    public void done() {
      boolean goOn;
      synchronized (lock) {
        if (completed) {
          return;
        }
        completed = true;
        writing = false;
        outbox.landed();
        goOn = returned;
      }
      if (batch != null) {
        metrics.writes().add(1);
        metrics.deliveries().add(batch.messages());
      }
      if (goOn) {
        flush();
      }
    }

    @Override
    public void progressed() {
      synchronized (lock) {
        if (!completed) {
          pulse.wrote(clock.millis());
        }
      }
    }

    @Override
    public void failed(Throwable cause) {
      boolean first;
      synchronized (lock) {
        first = !completed && !closed;
        completed = true;
      }
      gone();
      if (first) {
        // The connection may still be open; without a close, the client would wait in vain.
        outlet.close(Goodbye.FAILED);
      }
    }
  }
}
