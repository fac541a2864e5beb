package io.reddot.transport.mqtt;

import io.reddot.hub.SessionRegistry;
import io.reddot.hub.Wish;
import io.reddot.log.MessageLog;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.session.Batch;
import io.reddot.session.Envelope;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.session.WireFormat;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the log offers to a group: to the hub it is one session, which follows the group's filter
 * from where the group is. A batch is written once all of it was taken, here or on another node, so
 * that memory holds one batch and what the hub lets wait. Past that the hub hangs up, and it begins
 * again, from where the group is by then.
 *
 * <p>Everything runs on the group's serial executor; the hub may call from any thread.
 */
final class Offering {
  private static final System.Logger LOGGER = System.getLogger(Offering.class.getName());

  private final SessionRegistry registry;
  private final MessageLog log;
  private final TopicFilter filter;
  private final Executor serial;
  private final Runnable onMore;

  /** In order: all that is for the group after from and up to the last of them. */
  private final Deque<Envelope.OfMessage> waiting = new ArrayDeque<>();

  /** Up to here everything was taken, as far as this node knows. */
  private long from;

  /** Who hears the hub; null: nobody does. */
  private @Nullable Ear ear;

  /**
   * @param onMore called when there is something to take
   */
  Offering(
      SessionRegistry registry,
      MessageLog log,
      TopicFilter filter,
      Executor serial,
      Runnable onMore) {
    this.registry = registry;
    this.log = log;
    this.filter = filter;
    this.serial = serial;
    this.onMore = onMore;
  }

  /** What comes after {@code position}, from now on. */
  void begin(long position) {
    end();
    from = position;
    follow();
  }

  /** Goes on where it was, if the hub has hung up. */
  void follow() {
    if (ear != null) {
      return;
    }
    Ear next = new Ear();
    ear = next;
    Wish wish =
        new Wish(Shares.CALLER, List.of(filter), false, StartAfter.cursor(log.cursor(from)));
    try {
      next.session = registry.join(wish, "mqtt", next);
    } catch (Problem goingDown) {
      LOGGER.log(Level.DEBUG, "{0} is not followed: {1}", filter, goingDown.detail());
      ear = null;
    }
  }

  void end() {
    Ear old = ear;
    ear = null;
    waiting.clear();
    if (old != null && old.session != null) {
      old.session.gone();
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  long from() {
    return from;
  }

  /** The next ones; they stay. */
  List<Envelope.OfMessage> next(int limit) {
    return waiting.stream().limit(limit).toList();
  }

  /** Everything up to {@code position} was taken by somebody. */
  void takenUpTo(long position) {
    from = Math.max(from, position);
    while (!waiting.isEmpty() && waiting.getFirst().message().position() <= from) {
      waiting.removeFirst();
    }
    writtenIfTaken();
  }

  private void writtenIfTaken() {
    Ear now = ear;
    if (now != null && now.written != null && waiting.isEmpty()) {
      Outlet.Written told = now.written;
      now.written = null;
      told.done();
    }
  }

  /** The hub shall not think that nobody is there, only because members are slow. */
  void tick() {
    if (ear != null && ear.written != null) {
      ear.written.progressed();
    }
  }

  private void hear(Batch batch) {
    for (Envelope envelope : batch.envelopes()) {
      if (envelope instanceof Envelope.Hello hello && !hello.recovered()) {
        LOGGER.log(Level.WARNING, "retention was faster than a group that shares {0}", filter);
      }
      if (envelope instanceof Envelope.OfMessage message
          && !message.isRecall()
          && message.message().position() > from) {
        waiting.addLast(message);
      }
    }
    writtenIfTaken();
    if (!waiting.isEmpty()) {
      onMore.run();
    }
  }

  /** One session of the hub's. What comes from an old one is not heard. */
  private final class Ear implements Outlet {
    private @Nullable Session session;
    private @Nullable Written written;

    @Override
    public WireFormat format() {
      return MqttWire.VERSION_5;
    }

    @Override
    public void write(Batch batch, Written toTell) {
      serial.execute(
          () -> {
            if (ear == this) {
              written = toTell;
              hear(batch);
            }
          });
    }

    @Override
    public void heartbeat(Written toTell) {
      toTell.done();
    }

    @Override
    public boolean answersHeartbeats() {
      return false;
    }

    @Override
    public boolean tellsCounts() {
      return false;
    }

    @Override
    public void close(Goodbye goodbye) {
      serial.execute(
          () -> {
            if (ear == this) {
              ear = null;
              waiting.clear();
            }
          });
    }
  }
}
