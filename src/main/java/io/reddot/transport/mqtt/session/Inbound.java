package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.reddot.access.Caller;
import io.reddot.log.SessionStore.InFlight;
import io.reddot.message.Draft;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.publish.Publisher;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.Drafting;
import io.reddot.transport.mqtt.packet.Packets;
import io.reddot.transport.mqtt.packet.PublishProperties;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What comes from one client to be published. It is acknowledged once it is committed; the log
 * answers in the order in which it was asked, so acknowledgements keep the order of the packets
 * (MQTT-4.6.0-2).
 *
 * <p>QoS 2: a packet id that is open stands for one message id, which is committed no later than
 * the message. Whatever is sent again under the packet id, even after a crash, is published under
 * that message id, which the log stores once. For its line.
 */
final class Inbound {
  /** Beyond it nothing more is read from the client until half of it is stored. */
  private static final int WAITING_BYTES = 1 << 20;

  private static final int WAITING = 1_000;

  /** So many QoS 2 packet ids a client of MQTT 3.1.1 may have open. */
  private static final int OPEN_3 = 1_000;

  private final Connect client;
  private final Supplier<Caller> caller;
  private final String key;
  private final Line line;
  private final DurableSession durable;
  private final Publisher publisher;
  private final Drafting drafting;
  private final MqttSettings settings;
  private final Runnable onLost;
  private final Consumer<Refusal> onRefusal;
  private final Packets packets;

  /** Topics by the alias that the client gave them. */
  private final Map<Integer, Topic> aliases = new HashMap<>();

  /** QoS 2 packet ids that are open. */
  private final Map<Integer, Open> open = new HashMap<>();

  private int waiting;
  private int waitingBytes;
  private int unacknowledged;
  private boolean held;

  /** What an open packet id stands for. */
  private static final class Open {
    private final String messageId;
    private boolean publishing;
    private boolean stored;

    Open(String messageId) {
      this.messageId = messageId;
    }
  }

  /**
   * @param caller who it is, as its token says now
   * @param onLost called when what is in flight cannot be stored
   * @param onRefusal called when a message is refused in a way that ends the connection
   */
  Inbound(
      Connect client,
      Supplier<Caller> caller,
      String key,
      Line line,
      DurableSession durable,
      Publisher publisher,
      Drafting drafting,
      MqttSettings settings,
      Runnable onLost,
      Consumer<Refusal> onRefusal) {
    this.client = client;
    this.caller = caller;
    this.key = key;
    this.line = line;
    this.durable = durable;
    this.publisher = publisher;
    this.drafting = drafting;
    this.settings = settings;
    this.onLost = onLost;
    this.onRefusal = onRefusal;
    this.packets = new Packets(client);
  }

  /** Takes up what an earlier connection of the session left open. */
  void resume(List<InFlight> left) {
    for (InFlight one : left) {
      String messageId = one.messageId();
      if (!one.out() && messageId != null) {
        open.put(one.packetId(), new Open(messageId));
      }
    }
  }

  void publish(MqttPublishMessage packet) {
    int qos = packet.fixedHeader().qosLevel().value();
    int packetId = packet.variableHeader().packetId();
    if (qos == 0 && packet.fixedHeader().isDup()) {
      throw Refusal.malformed("A message of QoS 0 is never sent again."); // MQTT-3.3.1-2
    }
    int size = packet.payload().readableBytes();
    Draft draft;
    try {
      Topic topic = publisher.read(caller.get(), size, () -> topic(packet));
      if (topic.reserved() && !client.version5()) {
        publisher.refused(caller.get(), size, Problem.forbidden(topic.name() + " is the server's"));
        drop(qos, packetId);
        return;
      }
      draft = publisher.read(caller.get(), size, () -> draft(topic, packet));
    } catch (Problem problem) {
      refuse(qos, packetId, problem);
      return;
    }
    switch (qos) {
      case 0 -> {
        if (admitted(0, 0, draft)) {
          publish(draft, size, failure -> refused(0, 0, failure));
        }
      }
      case 1 -> {
        if (!admitted(1, packetId, draft)) {
          return;
        }
        checkWindow();
        unacknowledged++;
        publish(
            draft,
            size,
            failure -> {
              unacknowledged--;
              if (failure == null) {
                line.send(packets.pubAck(packetId, Reason.SUCCESS, null));
              } else {
                refused(1, packetId, failure);
              }
            });
      }
      default -> exactlyOnce(packetId, draft, size);
    }
  }

  private Draft draft(Topic topic, MqttPublishMessage packet) {
    return drafting.draft(topic, packet, key, caller.get().user(), settings.payloadBytes());
  }

  /** Whether it may be published; else that has been answered, and nothing is stored. */
  private boolean admitted(int qos, int packetId, Draft draft) {
    try {
      publisher.admit(caller.get(), List.of(draft));
      return true;
    } catch (Problem problem) {
      refuse(qos, packetId, problem);
      return false;
    }
  }

  /**
   * MQTT 3.1.1 cannot say that a topic is the server's own. Who is hung up on for it comes back
   * with the same message for ever; so it is taken, and goes nowhere (MQTT3-3.3.5-2 allows both).
   */
  private void drop(int qos, int packetId) {
    if (qos == 1) {
      line.send(packets.pubAck(packetId, Reason.SUCCESS, null));
    } else if (qos == 2) {
      line.send(packets.pubRec(packetId, Reason.SUCCESS, null));
    }
  }

  private void exactlyOnce(int packetId, Draft draft, int size) {
    Open known = open.get(packetId);
    if (known == null) {
      if (!admitted(2, packetId, draft)) {
        return;
      }
      checkWindow();
      known = new Open(draft.id());
      open.put(packetId, known);
      if (durable.kept()) {
        durable.put(List.of(row(packetId, known))).whenCompleteAsync(this::stored, line);
      }
    } else if (known.publishing) {
      return; // its answer is on the way
    } else if (known.stored) {
      line.send(packets.pubRec(packetId, Reason.SUCCESS, null));
      return;
    }
    Open opened = known;
    opened.publishing = true;
    publish(
        draft.withId(opened.messageId),
        size,
        failure -> {
          opened.publishing = false;
          if (failure == null) {
            opened.stored = true;
            line.send(packets.pubRec(packetId, Reason.SUCCESS, null));
          } else {
            forget(packetId, opened);
            refused(2, packetId, failure);
          }
        });
  }

  private void stored(@Nullable Boolean ours, @Nullable Throwable failure) {
    if (!Boolean.TRUE.equals(ours)) {
      onLost.run();
    }
  }

  private static InFlight row(int packetId, Open open) {
    return new InFlight(false, packetId, 0, open.messageId, false, null);
  }

  private void forget(int packetId, Open opened) {
    open.remove(packetId);
    if (durable.kept()) {
      durable.remove(row(packetId, opened)).whenCompleteAsync(this::stored, line);
    }
  }

  /** PUBREL: the packet id is free again once that is committed. */
  void released(int packetId) {
    Open opened = open.remove(packetId);
    if (opened == null) {
      line.send(packets.pubComp(packetId, Reason.PACKET_ID_NOT_FOUND));
    } else if (durable.kept()) {
      durable
          .remove(row(packetId, opened))
          .whenCompleteAsync(
              (ours, failure) -> {
                stored(ours, failure);
                if (Boolean.TRUE.equals(ours)) {
                  line.send(packets.pubComp(packetId, Reason.SUCCESS));
                }
              },
              line);
    } else {
      line.send(packets.pubComp(packetId, Reason.SUCCESS));
    }
  }

  /**
   * MQTT-3.3.4-8: no more unacknowledged messages than we said we take. MQTT 3.1.1 has no word for
   * that; but each packet id that is open is kept, so there is a bound.
   */
  private void checkWindow() {
    if (!client.version5() && open.size() >= Math.max(OPEN_3, settings.receiveMaximum())) {
      throw new Refusal(
          Reason.QUOTA_EXCEEDED,
          "More than %,d messages of QoS 2 are not released yet.".formatted(open.size()));
    }
    if (client.version5() && unacknowledged + open.size() >= settings.receiveMaximum()) {
      throw new Refusal(
          Reason.RECEIVE_MAXIMUM_EXCEEDED,
          "More than %,d messages are not acknowledged yet.".formatted(settings.receiveMaximum()));
    }
  }

  /** Hears, on the line, what became of it. */
  private interface Outcome {
    void known(@Nullable Problem failure);
  }

  private void publish(Draft draft, int size, Outcome outcome) {
    waiting++;
    waitingBytes += size;
    if (!held && (waiting >= WAITING || waitingBytes >= WAITING_BYTES)) {
      held = true;
      line.reading(false);
    }
    try {
      publisher
          .publishAdmitted(caller.get(), List.of(draft))
          .whenCompleteAsync(
              (receipts, failure) -> {
                over(size);
                outcome.known(failure == null ? null : Publisher.problem(failure));
              },
              line);
    } catch (Problem problem) {
      over(size);
      outcome.known(problem);
    }
  }

  private void over(int size) {
    waiting--;
    waitingBytes -= size;
    if (held && waiting <= WAITING / 2 && waitingBytes <= WAITING_BYTES / 2) {
      held = false;
      line.reading(true);
    }
  }

  /** Whether more waits than a client that cannot be held up may have waiting. */
  boolean flooded() {
    return waiting >= 8 * WAITING || waitingBytes >= 8 * WAITING_BYTES + settings.payloadBytes();
  }

  private void refused(int qos, int packetId, @Nullable Problem problem) {
    if (problem != null) {
      refuse(qos, packetId, problem);
    }
  }

  /**
   * Where there is an answer that can say so, the client is told; otherwise it is the end
   * (MQTT3-3.3.5-2), and what was not acknowledged is sent again. But a message too many of QoS 0
   * is dropped: it comes at most once (MQTT 5, section 4.3.1), nobody waits for an answer, and what
   * else the connection is for is within its limits.
   */
  private void refuse(int qos, int packetId, Problem problem) {
    boolean tooMany = problem.status() == 429;
    if (tooMany && qos == 0) {
      return;
    }
    // PUBACK and PUBREC have no "too large"; this is what they call an imposed limit.
    boolean imposed = problem.status() == 413 && client.version5() && qos > 0;
    Reason reason = imposed ? Reason.QUOTA_EXCEEDED : Reason.of(problem);
    if (!client.version5() || qos == 0) {
      onRefusal.accept(new Refusal(reason, problem.detail()));
      return;
    }
    line.send(
        qos == 1
            ? packets.pubAck(packetId, reason, problem.detail())
            : packets.pubRec(packetId, reason, problem.detail()));
  }

  private Topic topic(MqttPublishMessage packet) {
    String name = packet.variableHeader().topicName();
    Integer alias =
        PublishProperties.integer(packet.variableHeader().properties(), MqttProperties.TOPIC_ALIAS);
    if (alias == null) {
      if (name.isEmpty() && client.version5()) {
        throw Refusal.protocolError("There is neither a topic nor an alias of one.");
      }
      return new Topic(name);
    }
    if (alias < 1 || alias > settings.topicAliases()) {
      throw new Refusal(
          Reason.TOPIC_ALIAS_INVALID,
          "A topic alias is a number from 1 to " + settings.topicAliases() + ".");
    }
    if (!name.isEmpty()) {
      Topic topic = new Topic(name);
      aliases.put(alias, topic);
      return topic;
    }
    Topic known = aliases.get(alias);
    if (known == null) {
      throw Refusal.protocolError("The topic alias stands for nothing yet.");
    }
    return known;
  }
}
