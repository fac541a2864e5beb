package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.reddot.access.Caller;
import io.reddot.message.Draft;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.Topic;
import io.reddot.publish.Admitted;
import io.reddot.publish.Publisher;
import io.reddot.publish.Way;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.Drafting;
import io.reddot.transport.mqtt.packet.Packets;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages of one client. A message is acknowledged once it is committed. The log answers
 * in the order of requests, so acknowledgements are in the order of the packets (MQTT-4.6.0-2).
 *
 * <p>At QoS 2, an open packet id stands for one message id, which is committed no later than the
 * message. A message that is sent again with the packet id, even after a crash, is published with
 * that message id, so the log stores it once. Confined to its line.
 */
final class Inbound {
  /** The maximum number of open QoS 2 packet ids of a client of MQTT 3.1.1. */
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

  private final PublishTopics topics;
  private final PublishBacklog backlog;

  /** The open QoS 2 messages, by packet id. */
  private final Map<Integer, Open> open = new HashMap<>();

  /** The number of QoS 1 messages that are not acknowledged. */
  private int unacknowledged;

  /** The message that an open packet id stands for. */
  private static final class Open {
    private final String messageId;
    private boolean publishing;
    private boolean stored;

    Open(String messageId) {
      this.messageId = messageId;
    }
  }

  /**
   * @param caller the client's current caller
   * @param onLost called when messages in flight cannot be stored
   * @param onRefusal called when a refused message ends the connection
   */
  Inbound(
      Connect client,
      Supplier<Caller> caller,
      String key,
      Line line,
      DurableSession durable,
      PublishServices publishing,
      Runnable onLost,
      Consumer<Refusal> onRefusal) {
    this.client = client;
    this.caller = caller;
    this.key = key;
    this.line = line;
    this.durable = durable;
    this.publisher = publishing.publisher().by(Way.MQTT);
    this.drafting = publishing.drafting();
    this.settings = publishing.settings();
    this.onLost = onLost;
    this.onRefusal = onRefusal;
    this.packets = new Packets(client);
    this.topics = new PublishTopics(client.version5(), settings.topicAliases());
    this.backlog = new PublishBacklog(line, settings.payloadBytes());
  }

  /** Resumes the packet ids that an earlier connection of the session left open. */
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
      throw Refusal.malformed("A QoS 0 message must not have the DUP flag."); // MQTT-3.3.1-2
    }
    int size = packet.payload().readableBytes();
    Draft draft;
    try {
      Topic topic = publisher.parse(caller.get(), size, () -> topics.of(packet));
      if (topic.reserved() && !client.version5()) {
        publisher.reject(
            caller.get(),
            size,
            Problem.forbidden("Only the server may publish to " + topic.name() + "."));
        drop(qos, packetId);
        return;
      }
      draft = publisher.parse(caller.get(), size, () -> draft(topic, packet));
    } catch (Problem problem) {
      refuse(qos, packetId, problem);
      return;
    }
    switch (qos) {
      case 0 -> {
        Admitted admitted = admitted(0, 0, draft);
        if (admitted != null) {
          publish(admitted, size, failure -> refused(0, 0, failure));
        }
      }
      case 1 -> {
        Admitted admitted = admitted(1, packetId, draft);
        if (admitted == null) {
          return;
        }
        checkWindow();
        unacknowledged++;
        publish(
            admitted,
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

  /** Returns null if the message must not be published; then the client has been answered. */
  private @Nullable Admitted admitted(int qos, int packetId, Draft draft) {
    try {
      return publisher.admit(caller.get(), List.of(Submission.now(draft)));
    } catch (Problem problem) {
      refuse(qos, packetId, problem);
      return null;
    }
  }

  /**
   * Acknowledges a message and drops it, as MQTT3-3.3.5-2 allows. MQTT 3.1.1 has no answer for a
   * reserved topic, and a client that is disconnected would send the same message again forever.
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
      Admitted admitted = admitted(2, packetId, draft.withId(draft.id()));
      if (admitted == null) {
        return;
      }
      checkWindow();
      Open opened = new Open(draft.id());
      open.put(packetId, opened);
      if (durable.isStored()) {
        durable.put(List.of(row(packetId, opened))).whenCompleteAsync(this::stored, line);
      }
      exactlyOnce(packetId, opened, admitted, size);
    } else if (known.stored) {
      line.send(packets.pubRec(packetId, Reason.SUCCESS, null));
    } else if (!known.publishing) { // otherwise it is answered once it is committed
      publishAgain(packetId, known, draft, size);
    }
  }

  /** Publishes a message that was sent before but not stored; it counted against the rate then. */
  private void publishAgain(int packetId, Open known, Draft draft, int size) {
    Admitted admitted;
    try {
      Submission again = Submission.now(draft.withId(known.messageId));
      admitted = publisher.readmit(caller.get(), List.of(again));
    } catch (Problem problem) {
      forget(packetId, known);
      refuse(2, packetId, problem);
      return;
    }
    exactlyOnce(packetId, known, admitted, size);
  }

  private void exactlyOnce(int packetId, Open opened, Admitted admitted, int size) {
    opened.publishing = true;
    publish(
        admitted,
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
    if (durable.isStored()) {
      durable.remove(row(packetId, opened)).whenCompleteAsync(this::stored, line);
    }
  }

  /** PUBREL: frees the packet id, and answers once that is committed. */
  void released(int packetId) {
    Open opened = open.remove(packetId);
    if (opened == null) {
      line.send(packets.pubComp(packetId, Reason.PACKET_ID_NOT_FOUND));
    } else if (durable.isStored()) {
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
   * Refuses more unacknowledged messages than CONNACK allowed (MQTT-3.3.4-8). MQTT 3.1.1 has no
   * such limit, but every open packet id takes memory.
   */
  private void checkWindow() {
    if (!client.version5() && open.size() >= Math.max(OPEN_3, settings.receiveMaximum())) {
      throw new Refusal(
          Reason.QUOTA_EXCEEDED,
          "At most %,d QoS 2 messages may wait for PUBREL.".formatted(open.size()));
    }
    if (client.version5() && unacknowledged + open.size() >= settings.receiveMaximum()) {
      throw new Refusal(
          Reason.RECEIVE_MAXIMUM_EXCEEDED,
          "At most %,d messages may be unacknowledged.".formatted(settings.receiveMaximum()));
    }
  }

  /** Called on the line with the result of publishing; null: success. */
  private interface Outcome {
    void known(@Nullable Problem failure);
  }

  private void publish(Admitted admitted, int size, Outcome outcome) {
    backlog.add(size);
    publisher
        .publish(admitted)
        .whenCompleteAsync(
            (accepted, failure) -> {
              backlog.remove(size);
              outcome.known(failure == null ? null : Publisher.problem(failure));
            },
            line);
  }

  /** Whether the client keeps sending although the server cannot keep up. */
  boolean isFlooded() {
    return backlog.isFlooded();
  }

  private void refused(int qos, int packetId, @Nullable Problem problem) {
    if (problem != null) {
      refuse(qos, packetId, problem);
    }
  }

  /**
   * Refuses a message with the protocol's answer. If the protocol has none, disconnects the client
   * (MQTT3-3.3.5-2), which then sends unacknowledged messages again. A QoS 0 message beyond the
   * rate limit is dropped instead: it is delivered at most once anyway (MQTT 5, section 4.3.1), and
   * the rest of the connection is within its limits.
   */
  private void refuse(int qos, int packetId, Problem problem) {
    boolean tooMany = problem.status() == 429;
    if (tooMany && qos == 0) {
      return;
    }
    // PUBACK and PUBREC have no code for "too large"; QUOTA_EXCEEDED stands for imposed limits.
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
}
