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
 * One client's connection: what waits for it, in order and bounded, and the one writer to its
 * outlet.
 *
 * <p>A session begins <em>held</em>: live messages queue behind what is replayed to it, until
 * {@link #release()}. A message at or before the last one is not taken again, so that overlapping
 * subscriptions and a replay that meets the live stream deliver once.
 *
 * <p>Thread-safe. No outlet is called under the lock. Longer than other files, because all that the
 * one lock guards stands here.
 */
public final class Session {
  /** How long a session that hangs up waits for a write in flight, to say goodbye after it. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Identity identity;
  private final Instant since;
  private final Outlet outlet;
  private final InstantSource clock;
  private final Runnable onEnd;

  /**
   * A monitor: to lock a {@code ReentrantLock} is to write a reference, which G1 has to look at.
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

  /** When it ends: with what it was let in with, or was renewed with last. */
  @GuardedBy("lock")
  private Instant expiresAt;

  /** Where it began; negative before it has been told. */
  @GuardedBy("lock")
  private long start = -1;

  @GuardedBy("lock")
  private Instant endedAt;

  @GuardedBy("lock")
  private boolean ended;

  @GuardedBy("lock")
  private boolean hungUp;

  @GuardedBy("lock")
  private @Nullable Runnable whenDrained;

  /**
   * @param filters what it follows from its beginning, each behind a position
   * @param onEnd called once, under no lock, when it has hung up or its client is gone
   */
  public Session(
      Identity identity,
      Map<TopicFilter, Long> filters,
      Outlet outlet,
      SessionLimits limits,
      InstantSource clock,
      Runnable onEnd) {
    this.identity = identity;
    this.subscriptions = new SubscriptionHistory(filters);
    this.outlet = outlet;
    this.clock = clock;
    this.onEnd = onEnd;
    this.since = clock.instant();
    this.outbox = new Outbox(outlet.format(), limits.outboxBytes());
    this.pulse = new Pulse(limits, outlet.answersHeartbeats(), since.toEpochMilli());
    this.endedAt = since;
    this.expiresAt = identity.expiresAt();
  }

  public String id() {
    return identity.id();
  }

  public String user() {
    return identity.user();
  }

  public String transport() {
    return identity.transport();
  }

  /** What writing to it costs: {@link Outlet#cost()}. */
  public int cost() {
    return outlet.cost();
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

  public boolean ended() {
    synchronized (lock) {
      return ended;
    }
  }

  /** The filters that it is subscribed with, as a copy. */
  public List<TopicFilter> subscriptions() {
    synchronized (lock) {
      return subscriptions.filters();
    }
  }

  /** What it has been handed so far; null before it has been told where it begins. */
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

  /** Bytes that wait for the client, as far as we can tell. */
  public long waitingBytes() {
    synchronized (lock) {
      return outbox.waiting();
    }
  }

  /**
   * The registry's bookkeeping, which knows how many a session may have; false if it was so already
   * or has ended.
   *
   * @param after what is at or before this is not for it
   */
  public boolean addSubscription(TopicFilter filter, long after) {
    synchronized (lock) {
      return !ended && subscriptions.add(filter, after);
    }
  }

  /**
   * The registry's bookkeeping; false if there was none.
   *
   * @param upTo what is after this was not for it
   */
  public boolean removeSubscription(TopicFilter filter, long upTo) {
    synchronized (lock) {
      return subscriptions.remove(filter, upTo);
    }
  }

  /** It goes on until then: with another token than the one that it was let in with. */
  public void renew(Instant until) {
    synchronized (lock) {
      expiresAt = until;
    }
  }

  /** Everything up to {@code position} is behind this reader. */
  public void startAt(long position) {
    synchronized (lock) {
      outbox.startAt(position);
    }
  }

  /** Offers a live message; {@link #flush()} writes it. Never blocks, never calls the outlet. */
  public void offer(Envelope.OfMessage envelope) {
    synchronized (lock) {
      if (ended || !outbox.wants(envelope.message().position())) {
        return;
      }
      if (outbox.full()) {
        end(Goodbye.SLOW);
      } else {
        outbox.addLive(envelope);
      }
    }
  }

  /** Says hello, ahead of what is replayed and held; whatever waits, it is not refused. */
  public void greet(Envelope.Hello hello) {
    synchronized (lock) {
      if (!ended) {
        start = hello.cursor().position();
        outbox.add(hello);
      }
    }
  }

  /**
   * Replays a message, ahead of what is held. Who replays keeps the bound, by waiting until a page
   * has been taken.
   */
  public void replay(Envelope.OfMessage envelope) {
    synchronized (lock) {
      if (!ended) {
        outbox.addReplayed(envelope);
      }
    }
  }

  /** Answers something that the client said; one that asks and never reads is slow, too. */
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
   * @return false, and nothing has happened, if the session has ended or its outbox is full
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
   * Tells the user's unread count, behind what waits; a client that is slow to take it hears the
   * newest only. Not before hello.
   */
  public void tell(Envelope.Unread count) {
    synchronized (lock) {
      if (!ended) {
        outbox.put(count);
      }
    }
    flush();
  }

  /** The replay is over: what was held follows. */
  public void release() {
    synchronized (lock) {
      outbox.release();
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

  /** Writes what waits, unless a write is under way: then its end does. */
  public void flush() {
    Write write = nextWrite();
    while (write != null) {
      write.start();
      write = write.completedMeanwhile() ? nextWrite() : null;
    }
  }

  /** Takes what is to be written next, or does what is to be done when there is nothing. */
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
      bye = ended && !hungUp ? goodbye : null;
      hungUp |= bye != null;
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

  /** Says goodbye, then hangs up. Only the first goodbye counts. */
  public void goodbye(Goodbye reason) {
    synchronized (lock) {
      if (!ended) {
        end(reason);
      }
    }
    flush();
  }

  /** The caller flushes once it has left the lock: that says goodbye, hangs up, reports the end. */
  @GuardedBy("lock")
  private void end(Goodbye reason) {
    ended = true;
    endedAt = clock.instant();
    goodbye = reason;
    outbox.clear();
    outbox.add(new Envelope.Farewell(reason));
  }

  /** The client is gone: nothing can be said any more. */
  public void gone() {
    synchronized (lock) {
      if (!ended) {
        ended = true;
        endedAt = clock.instant();
      }
      if (hungUp) {
        return;
      }
      hungUp = true;
      outbox.clear();
      outbox.dropped();
      whenDrained = null;
    }
    onEnd.run();
  }

  /** The client has shown that it lives. */
  public void heard() {
    synchronized (lock) {
      pulse.heard();
    }
  }

  /** Looks at the clock: heartbeats and deadlines. Called about once a second. */
  public void tick() {
    Instant now = clock.instant();
    Goodbye verdict = null;
    Goodbye overdue = null;
    Write beat = null;
    synchronized (lock) {
      if (hungUp) {
        return;
      }
      if (ended) {
        if (!now.isBefore(endedAt.plus(FAREWELL))) {
          hungUp = true;
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

  /** One call of the outlet; no batch: a heartbeat. */
  private final class Write implements Outlet.Written {
    private final @Nullable EnvelopeBatch batch;

    /** Which of the two came first, the write's return or its completion. */
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
     * Whether it is complete already, so that the caller goes on; otherwise the completion does.
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
        first = !completed && !hungUp;
        completed = true;
      }
      gone();
      if (first) {
        // A write may fail while the connection stands; a client must not wait on it for nothing.
        outlet.close(Goodbye.FAILED);
      }
    }
  }
}
