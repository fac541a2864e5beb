package io.reddot.transport.mqtt.share;

import io.reddot.hub.ReadRequest;
import io.reddot.hub.SessionRegistry;
import io.reddot.log.MessageLog;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.session.WireFormat;
import io.reddot.transport.mqtt.packet.MqttWire;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a group as the log has them: one session of the hub that is subscribed to the
 * group's filter, from the group's position on. A batch counts as written once this node or another
 * one has taken all of it. Memory therefore holds one batch and the session's bounded outbox; past
 * that the hub disconnects the session, and the feed resumes later from the group's position.
 *
 * <p>The feed joins the hub like any client, because replay, the bounded outbox and the cursor that
 * it needs are the hub's session. Confined to the group's serial executor; the outlet is called
 * from any thread.
 */
final class GroupFeed {
  private static final System.Logger LOGGER = System.getLogger(GroupFeed.class.getName());

  private final SessionRegistry registry;
  private final MessageLog log;
  private final TopicFilter filter;
  private final Executor serial;
  private final Runnable onMore;

  /** In the log's order: all messages of the group behind {@link #from}, up to the last one. */
  private final Deque<Envelope.OfMessage> waiting = new ArrayDeque<>();

  /** Everything up to this position was taken, as far as this node knows. */
  private long from;

  /** The current session; null: none. */
  private @Nullable Subscriber subscriber;

  /**
   * @param onMore called when there are messages to take
   */
  GroupFeed(
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

  /** Starts over behind {@code position}. */
  void begin(long position) {
    end();
    from = position;
    resume();
  }

  /** Continues at its position if the hub has disconnected the session. */
  void resume() {
    if (subscriber != null) {
      return;
    }
    Subscriber next = new Subscriber();
    subscriber = next;
    ReadRequest readRequest =
        new ReadRequest(Shares.CALLER, List.of(filter), false, StartAfter.cursor(log.cursor(from)));
    try {
      next.session = registry.join(readRequest, "mqtt", next);
    } catch (Problem goingDown) {
      LOGGER.log(Level.DEBUG, "not subscribed to {0}: {1}", filter, goingDown.detail());
      subscriber = null;
    }
  }

  void end() {
    Subscriber old = subscriber;
    subscriber = null;
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

  /** Returns the next messages without removing them. */
  List<Envelope.OfMessage> next(int limit) {
    return waiting.stream().limit(limit).toList();
  }

  /** Some node has taken everything up to {@code position}. */
  void takenUpTo(long position) {
    from = Math.max(from, position);
    while (!waiting.isEmpty() && waiting.getFirst().message().position() <= from) {
      waiting.removeFirst();
    }
    writtenIfTaken();
  }

  private void writtenIfTaken() {
    Subscriber now = subscriber;
    if (now != null && now.written != null && waiting.isEmpty()) {
      Outlet.Written told = now.written;
      now.written = null;
      told.done();
    }
  }

  /** Tells the hub that the session is alive although its members are slow. */
  void tick() {
    if (subscriber != null && subscriber.written != null) {
      subscriber.written.progressed();
    }
  }

  /**
   * Whether members acknowledge the message, so that it is stored until it is settled: it was
   * published at QoS 1 or 2. Reads the encoding in which it is sent.
   */
  static boolean acknowledged(Envelope.OfMessage message) {
    return MqttWire.VERSION_5.packet(message).said().qos() > 0;
  }

  private void receive(EnvelopeBatch batch) {
    for (Envelope envelope : batch.envelopes()) {
      if (envelope instanceof Envelope.Hello hello && !hello.recovered()) {
        LOGGER.log(
            Level.WARNING,
            "retention deleted messages that a group sharing {0} had not taken",
            filter);
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

  /** The way out of one session. What an earlier session still delivers is ignored. */
  private final class Subscriber implements Outlet {
    private @Nullable Session session;
    private @Nullable Written written;

    @Override
    public WireFormat format() {
      return MqttWire.VERSION_5;
    }

    @Override
    public void write(EnvelopeBatch batch, Written toTell) {
      serial.execute(
          () -> {
            if (subscriber == this) {
              written = toTell;
              receive(batch);
            }
          });
    }

    @Override
    public void heartbeat(Written toTell) {
      toTell.done();
    }

    @Override
    public boolean tellsCounts() {
      return false;
    }

    @Override
    public void close(Goodbye goodbye) {
      serial.execute(
          () -> {
            if (subscriber == this) {
              subscriber = null;
              waiting.clear();
            }
          });
    }
  }
}
