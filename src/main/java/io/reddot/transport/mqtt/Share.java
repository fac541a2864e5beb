package io.reddot.transport.mqtt;

import io.reddot.hub.Wish;
import io.reddot.message.Cursor;
import io.reddot.message.StartAfter;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Batch;
import io.reddot.session.Envelope;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.session.WireFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A group of subscribers that share a filter (MQTT 5, section 4.8.2). To the hub it is one session,
 * and each message goes from it to one of the members, in turn. What a member has not finished with
 * when it leaves for good goes to another.
 *
 * <p>Everything but the outlet's methods runs on the share's own serial executor.
 */
final class Share implements Outlet {
  private final MqttBroker broker;
  private final Subscription subscription;
  private final Executor serial;

  /** Whether it is about a group of users, which a member may come into, and leave. */
  private final boolean ofGroup;

  /** In turn: the first is the next. */
  private final Deque<MqttSession> members = new ArrayDeque<>();

  /** What a member has and is not done with, by position. */
  private final TreeMap<Long, Given> given = new TreeMap<>();

  /** What waits for a member that can take it. */
  private final Deque<Envelope.OfMessage> waiting = new ArrayDeque<>();

  private @Nullable Session joined;
  private @Nullable Written written;

  /** Everything up to here has come from the hub. */
  private long reached;

  /** Who was given what. */
  private record Given(MqttSession member, Envelope.OfMessage message) {}

  Share(MqttBroker broker, Subscription subscription, Executor serial) {
    this.broker = broker;
    this.subscription = subscription;
    TopicFilter filter = subscription.filter();
    this.ofGroup = filter.exact() && new Topic(filter.pattern()).group() != null;
    this.serial = serial;
  }

  Executor serial() {
    return serial;
  }

  /**
   * @param start from where on, if it is the first
   */
  void join(MqttSession member, StartAfter start) {
    if (!members.contains(member)) {
      members.addLast(member);
    }
    if (joined == null) {
      joined =
          broker
              .registry()
              .join(
                  new Wish(Shares.CALLER, List.of(subscription.filter()), false, start),
                  "mqtt",
                  this);
    }
    hand();
  }

  /**
   * @param keeps positions that the member's stored session still answers for
   */
  void leave(MqttSession member, Set<Long> keeps) {
    members.remove(member);
    List<Long> back = new ArrayList<>();
    given.forEach(
        (position, one) -> {
          if (one.member == member) {
            back.add(position);
          }
        });
    for (int i = back.size() - 1; i >= 0; i--) {
      Given one = given.remove(back.get(i));
      if (one != null && !keeps.contains(back.get(i))) {
        waiting.addFirst(one.message);
      }
    }
    if (members.isEmpty()) {
      end();
    } else {
      hand();
    }
  }

  boolean empty() {
    return members.isEmpty();
  }

  /** From where on the group has not been served. */
  Cursor cursor() {
    Envelope.OfMessage first = waiting.peekFirst();
    return broker.log().cursor(first == null ? reached : first.message().position() - 1);
  }

  void settled(long position) {
    given.remove(position);
    hand();
  }

  private void end() {
    Session left = joined;
    joined = null;
    written = null;
    if (left != null) {
      left.gone();
    }
  }

  /** Hands out what waits, as far as members can take it. */
  void hand() {
    Set<Session> touched = new LinkedHashSet<>();
    while (!waiting.isEmpty() && hand(waiting.element(), touched)) {
      waiting.remove();
    }
    touched.forEach(Session::flush);
    Written told = written;
    if (waiting.isEmpty() && told != null) {
      written = null;
      told.done();
    }
  }

  /**
   * Whether it is done with: a member took it, or none of them may have it. The hub gives us what
   * the filter matches; a member of a user group sees what was sent since it joined, and until it
   * leaves.
   */
  private boolean hand(Envelope.OfMessage message, Set<Session> touched) {
    boolean forSomebody = false;
    for (int tries = members.size(); tries > 0; tries--) {
      MqttSession member = members.removeFirst();
      members.addLast(member);
      if (ofGroup && !member.mayHave(message.message())) {
        continue;
      }
      forSomebody = true;
      Session session = member.joined();
      if (session.offer(new Envelope.Aside(message, subscription.pattern(), false))) {
        given.put(message.message().position(), new Given(member, message));
        touched.add(session);
        return true;
      }
    }
    return !forSomebody && !members.isEmpty();
  }

  /** Looks again, for what could not be handed out; the hub shall not think that we are gone. */
  void tick() {
    Written told = written;
    if (told != null) {
      told.progressed();
    }
    hand();
  }

  @Override
  public WireFormat format() {
    return MqttWire.VERSION_5;
  }

  @Override
  public void write(Batch batch, Written toTell) {
    serial.execute(
        () -> {
          written = toTell;
          for (Envelope envelope : batch.envelopes()) {
            Cursor cursor = envelope.cursor();
            reached = cursor == null ? reached : Math.max(reached, cursor.position());
            if (envelope instanceof Envelope.OfMessage message && !message.recall()) {
              waiting.addLast(message);
            }
          }
          hand();
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

  /** The hub hung up, because nobody took anything for long; it goes on where it was. */
  @Override
  public void close(Goodbye goodbye) {
    serial.execute(
        () -> {
          if (joined == null) {
            return;
          }
          joined = null;
          written = null;
          MqttSession first = members.peekFirst();
          if (first != null && Reason.of(goodbye) != Reason.SERVER_SHUTTING_DOWN) {
            join(first, StartAfter.cursor(broker.log().cursor(reached)));
          }
        });
  }
}
