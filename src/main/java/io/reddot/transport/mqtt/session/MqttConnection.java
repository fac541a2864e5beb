package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import io.reddot.message.CallerLog;
import io.reddot.message.JsonText;
import io.reddot.message.Problem;
import io.reddot.session.Batch;
import io.reddot.session.Envelope;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet.Written;
import io.reddot.transport.mqtt.packet.Packets;
import io.reddot.transport.mqtt.packet.PublishProperties;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One MQTT connection: takes the client's packets, one at a time and on its line, from CONNECT to
 * the end. Thread-safe where it says so; all else is for its line.
 */
public final class MqttConnection {
  private static final System.Logger LOGGER = System.getLogger(MqttConnection.class.getName());

  /** Who has not said CONNECT by then never will. */
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final MqttBroker broker;
  private final Line line;
  private final Instant began;

  /** When the client was last heard, in milliseconds of the epoch. */
  private volatile long heard;

  /** Silence that is too long; null: none is. Set once. */
  private volatile @Nullable Duration silence;

  /** What came before the session was open; null: it is, or nothing has begun. */
  private @Nullable EarlyPackets early;

  /** Once CONNECT was accepted. */
  private @Nullable MqttSession session;

  /** CONNECT was said, and is answered in this version. */
  private boolean begun;

  private boolean version5;
  private volatile boolean ended;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  public MqttConnection(MqttBroker broker, Line line) {
    this.broker = broker;
    this.line = line;
    this.began = broker.clock().instant();
    this.heard = began.toEpochMilli();
  }

  /** Thread-safe. */
  Line line() {
    return line;
  }

  /** Done when what the session leaves has been handed to the store. Thread-safe. */
  CompletableFuture<Void> end() {
    return end;
  }

  /** A packet from the client; given away. */
  public void take(MqttMessage packet) {
    if (ended) {
      ReferenceCountUtil.release(packet);
      return;
    }
    heard = broker.clock().millis();
    EarlyPackets waiting = early;
    if (waiting != null && packet.decoderResult().isSuccess()) {
      try {
        waiting.add(packet);
      } catch (Refusal refusal) {
        refuse(refusal);
      }
      return;
    }
    try {
      takeNow(packet);
    } catch (Refusal refusal) {
      refuse(refusal);
    } catch (Problem problem) {
      refuse(new Refusal(Reason.of(problem), problem.detail()));
    } catch (RuntimeException e) {
      CallerLog.SHARED.log(
          LOGGER, Level.ERROR, "unexpected failure at a packet", line.address(), describe(), e);
      refuse(new Refusal(Reason.UNSPECIFIED, "Something went wrong; it has been logged."));
    } finally {
      ReferenceCountUtil.release(packet);
    }
  }

  private void takeNow(MqttMessage packet) {
    if (packet.decoderResult().isFailure()) {
      throw undecodable(packet, packet.decoderResult().cause());
    }
    MqttSession open = session;
    if (packet instanceof MqttConnectMessage connect) {
      if (begun) {
        throw Refusal.protocolError("CONNECT is said once."); // MQTT-3.1.0-2
      }
      begun = true;
      version5 = connect.variableHeader().version() >= MqttVersion.MQTT_5.protocolLevel();
      broker.connect(this, connect);
    } else if (open == null) {
      close(); // MQTT-3.1.0-1: whoever does not begin with CONNECT speaks something else
    } else {
      take(open, packet);
    }
  }

  private Refusal undecodable(MqttMessage packet, Throwable cause) {
    if (cause instanceof MqttUnacceptableProtocolVersionException && !begun) {
      begun = true; // so that it is answered (MQTT-3.1.2-2), as MQTT 3.1.1 would
      return new Refusal(Reason.UNSUPPORTED_VERSION, "MQTT 3.1.1 and 5 are spoken here.");
    }
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    if (cause instanceof TooLongFrameException) {
      return new Refusal(
          Reason.PACKET_TOO_LARGE,
          "A packet has at most %,d bytes.".formatted(broker.settings().packetBytes()));
    }
    LOGGER.log(Level.DEBUG, "not a packet: " + packet.fixedHeader(), cause);
    return Refusal.malformed("This is not a packet of MQTT.");
  }

  private void take(MqttSession open, MqttMessage packet) {
    MqttMessageType type = packet.fixedHeader().messageType();
    switch (type) {
      case PUBLISH -> open.inbound().publish((MqttPublishMessage) packet);
      case PUBACK -> open.outbound().acknowledgements().acknowledged(packetId(packet));
      case PUBREC ->
          open.outbound().acknowledgements().received(packetId(packet), reasonCode(packet) < 0);
      case PUBREL -> open.inbound().released(packetId(packet));
      case PUBCOMP -> open.outbound().acknowledgements().completed(packetId(packet));
      case SUBSCRIBE -> open.subscribing().subscribe((MqttSubscribeMessage) packet);
      case UNSUBSCRIBE -> open.subscribing().unsubscribe((MqttUnsubscribeMessage) packet);
      case PINGREQ -> {
        if (packet.fixedHeader().remainingLength() != 0) {
          throw Refusal.malformed("A PINGREQ has nothing in it.");
        }
        open.outbound().progressed();
        line.send(open.packets().pingResp());
      }
      case DISCONNECT -> disconnect(open, packet);
      case AUTH -> open.reauthentication().take(packet);
      default -> throw Refusal.protocolError("A client does not send " + type + ".");
    }
    if (open.inbound().flooded()) {
      throw new Refusal(
          Reason.QUOTA_EXCEEDED, "More is waiting to be stored than one client may have waiting.");
    }
  }

  private static int packetId(MqttMessage packet) {
    return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
  }

  /** Below 0: an error; the codes from 0x80 on are. */
  private static byte reasonCode(MqttMessage packet) {
    return packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
        ? reply.reasonCode()
        : 0;
  }

  private void disconnect(MqttSession open, MqttMessage packet) {
    boolean withWill = false;
    if (open.client().version5()
        && packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader said) {
      Integer expiry =
          PublishProperties.integer(said.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL);
      if (expiry != null) {
        open.expireAfter(Integer.toUnsignedLong(expiry));
      }
      withWill = said.reasonCode() != 0;
    }
    end(null, null, withWill);
  }

  /** CONNECT was accepted; the session opens on other threads, and until then all waits. */
  void opening() {
    early = new EarlyPackets(line.input());
    line.opening(true);
  }

  /**
   * The session is open.
   *
   * @param allowed how long the client may be silent; null: for ever
   */
  void opened(MqttSession opened, @Nullable Duration allowed) {
    session = opened;
    silence = allowed;
    heard = broker.clock().millis();
    EarlyPackets waiting = early;
    early = null;
    line.opening(false);
    if (waiting != null) {
      waiting.giveTo(this::take);
    }
  }

  /** Whether it makes no sense to go on with it. Thread-safe. */
  boolean ended() {
    return ended;
  }

  void deliver(MqttOutlet outlet, Batch batch, Written written) {
    MqttSession open = session;
    if (ended || open == null || !open.speaksThrough(outlet)) {
      return; // a session that began anew; nobody waits for the old one any more
    }
    for (Envelope envelope : batch.envelopes()) {
      if (envelope instanceof Envelope.Hello hello) {
        open.greeted(hello);
      } else if (envelope instanceof Envelope.Renewed) {
        List<String> unused = open.renewed();
      }
    }
    open.outbound().deliver(batch, written);
  }

  void goodbye(MqttOutlet outlet, Goodbye goodbye) {
    MqttSession open = session;
    if (open != null && open.speaksThrough(outlet)) {
      boolean goingDown = Reason.of(goodbye) == Reason.SERVER_SHUTTING_DOWN;
      // Its clients are asked to come back: nobody has died (MQTT 5, 3.1.2.5, last paragraph).
      end(Reason.of(goodbye), goodbye.reason(), !goingDown);
    }
  }

  /** Ends it for what the client did. */
  void refuse(Refusal refusal) {
    CallerLog.SHARED.log(
        LOGGER,
        Level.INFO,
        "hung up on an MQTT client",
        line.address(),
        refusal.reason() + ", " + describe() + ": " + refusal.detail());
    boolean sayable = version5 || refusal.reason().connack3() != Reason.NONE_3;
    if (session == null && begun && !ended && sayable) {
      line.send(new Packets(version5).connRefused(refusal.reason(), refusal.detail()));
    }
    end(refusal.reason(), refusal.detail(), true);
  }

  /** Another connection has the session now. Thread-safe. */
  void takenOver() {
    line.execute(
        () -> end(Reason.SESSION_TAKEN_OVER, "The session goes on in another connection.", true));
  }

  /** What is in flight cannot be stored any more. */
  void lost() {
    end(Reason.SESSION_TAKEN_OVER, "The session goes on in another connection.", true);
  }

  /** The client has hung up, or its network is gone. */
  public void gone() {
    end(null, null, true);
  }

  /** Without a word. */
  private void close() {
    end(null, null, false);
  }

  /**
   * @param reason told a client of MQTT 5; null: nothing is
   */
  private void end(@Nullable Reason reason, @Nullable String detail, boolean withWill) {
    if (ended) {
      return;
    }
    ended = true;
    MqttSession open = session;
    if (open != null && reason != null && open.client().version5()) {
      line.send(open.packets().disconnect(reason, open.packets().because(detail)));
    }
    line.close();
    EarlyPackets waiting = early;
    if (waiting != null) {
      waiting.release();
    }
    try {
      if (open != null) {
        open.leave(withWill);
      }
    } finally {
      broker.left(this, open == null ? null : open.key());
      end.complete(null);
    }
  }

  /** Looks at the clock. Thread-safe. */
  void tick(Instant now) {
    if (line.input().overdue(now)) {
      line.execute(() -> unfinished(now));
    }
    Duration allowed = silence;
    if (allowed != null && now.toEpochMilli() - heard >= allowed.toMillis()) {
      line.execute(() -> end(Reason.KEEP_ALIVE_TIMEOUT, "Nothing was heard of you.", true));
    } else if (allowed == null && !now.isBefore(began.plus(CONNECT))) {
      line.execute(
          () -> {
            if (!begun) {
              close();
            }
          });
    }
  }

  /** A packet has begun and does not end. */
  private void unfinished(Instant now) {
    if (!line.reads()) {
      line.input().restart(); // it is held up by us
    } else if (line.input().overdue(now)) {
      String sentence =
          "A packet is complete within %,d seconds from its first byte (reddot.limit.body-seconds)."
              .formatted(line.input().allowed().toSeconds());
      end(Reason.IMPLEMENTATION_SPECIFIC, sentence, true);
    }
  }

  /** Remembers how far the client is, in case we are killed. Thread-safe. */
  void checkpoint() {
    line.execute(
        () -> {
          MqttSession open = session;
          if (open != null && !ended) {
            open.checkpoint();
          }
        });
  }

  private String describe() {
    MqttSession open = session;
    return line.peer() + (open == null ? "" : " " + JsonText.quote(open.key()));
  }
}
