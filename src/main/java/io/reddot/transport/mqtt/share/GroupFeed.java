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
 * Reads the messages of a group from the log, through one session of the hub that is subscribed to
 * the group's filter from the group's position on. A batch counts as written once this or another
 * node has taken all of it. Memory therefore holds one batch and the session's bounded outbox;
 * beyond that the hub disconnects the session, and the feed resumes later from the group's
 * position.
 *
 * <p>The feed joins the hub like any client, because a session of the hub has what it needs:
 * replay, a bounded outbox and a cursor. Confined to the group's serial executor; the outlet is
 * called from any thread.
 */
final class GroupFeed {
  private static final System.Logger LOGGER = System.getLogger(GroupFeed.class.getName());

  private final SessionRegistry registry;
  private final MessageLog log;
  private final TopicFilter filter;
  private final Executor serial;
  private final Runnable onMore;

  /** Messages of the group after {@link #from}, in the log's order and without gaps. */
  private final Deque<Envelope.OfMessage> waiting = new ArrayDeque<>();

  /** The position up to which all messages were taken, as far as this node knows. */
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

  /** Starts over after {@code position}. */
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
      LOGGER.log(
          Level.DEBUG,
          "not subscribed to {0} for a shared subscription: {1}",
          filter,
          goingDown.detail());
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

  /** Removes the messages up to {@code position}; some node has taken them. */
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

  /** Tells the hub that the session is alive, even if the group's members are slow. */
  void tick() {
    if (subscriber != null && subscriber.written != null) {
      subscriber.written.progressed();
    }
  }

  /**
   * Whether members may acknowledge the message, so that it is stored until it is settled: true if
   * it was published at QoS 1 or 2. Reads the encoding in which the message is sent.
   */
  static boolean acknowledged(Envelope.OfMessage message) {
    return MqttWire.VERSION_5.packet(message).said().qos() > 0;
  }

  private void receive(EnvelopeBatch batch) {
    for (Envelope envelope : batch.envelopes()) {
      if (envelope instanceof Envelope.Hello hello && !hello.recovered()) {
        LOGGER.log(
            Level.WARNING,
            "retention deleted messages that a shared subscription to {0} had not received yet",
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

  /** The outlet of one session. Messages of an earlier session are ignored. */
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
