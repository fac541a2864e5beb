package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import io.reddot.message.CallerLog;
import io.reddot.message.JsonText;
import io.reddot.message.LogFields;
import io.reddot.message.Problem;
import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet.Written;
import io.reddot.transport.mqtt.packet.PacketMetrics;
import io.reddot.transport.mqtt.packet.Packets;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One MQTT connection, from its first packet to its end. Confined to its line, except where stated.
 */
public final class MqttConnection {
  private static final System.Logger LOGGER = System.getLogger(MqttConnection.class.getName());

  /** The time that a client has for CONNECT. */
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final Line line;
  private final InstantSource clock;
  private final int packetBytes;
  private final BiConsumer<MqttConnection, MqttConnectMessage> onConnect;
  private final BiConsumer<MqttConnection, @Nullable String> onEnd;
  private final Instant began;

  /** When the client last sent a packet, in milliseconds of the epoch. */
  private volatile long heard;

  /** The silence after which the client is disconnected; null: none. Set once. */
  private volatile @Nullable Duration silence;

  /** Packets that arrived since CONNECT; null before CONNECT, and once the session is open. */
  private @Nullable EarlyPackets early;

  /** Null until the session is open. */
  private @Nullable SessionPackets packets;

  /** Whether CONNECT has arrived. */
  private boolean begun;

  private boolean version5;
  private volatile boolean ended;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /**
   * @param packetBytes the maximum size of a packet
   * @param onConnect called with the CONNECT packet
   * @param onEnd called when the connection ends, with the key of its session if that was open, and
   *     when it gives up a session that is not open yet
   */
  MqttConnection(
      Line line,
      InstantSource clock,
      int packetBytes,
      BiConsumer<MqttConnection, MqttConnectMessage> onConnect,
      BiConsumer<MqttConnection, @Nullable String> onEnd) {
    this.line = line;
    this.clock = clock;
    this.packetBytes = packetBytes;
    this.onConnect = onConnect;
    this.onEnd = onEnd;
    this.began = clock.instant();
    this.heard = began.toEpochMilli();
  }

  /** Thread-safe. */
  Line line() {
    return line;
  }

  /** Completes when the state of the session has been handed to the store. Thread-safe. */
  CompletableFuture<Void> end() {
    return end;
  }

  /** Takes a packet from the client, and releases it. */
  public void take(MqttMessage packet) {
    if (ended) {
      ReferenceCountUtil.release(packet);
      return;
    }
    heard = clock.millis();
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
          LOGGER,
          Level.ERROR,
          "could not process an MQTT packet",
          line.address(),
          describe(),
          fields(),
          e);
      refuse(
          new Refusal(
              Reason.UNSPECIFIED, "Something went wrong on the server; it has been logged."));
    } finally {
      ReferenceCountUtil.release(packet);
    }
  }

  private void takeNow(MqttMessage packet) {
    if (packet.decoderResult().isFailure()) {
      throw undecodable(packet, packet.decoderResult().cause());
    }
    PacketMetrics.received(packet.fixedHeader().messageType());
    SessionPackets open = packets;
    if (packet instanceof MqttConnectMessage connect) {
      if (begun) {
        throw Refusal.protocolError("CONNECT must be sent only once."); // MQTT-3.1.0-2
      }
      begun = true;
      version5 = connect.variableHeader().version() >= MqttVersion.MQTT_5.protocolLevel();
      onConnect.accept(this, connect);
    } else if (open == null) {
      close(); // MQTT-3.1.0-1: the first packet must be CONNECT
    } else {
      open.take(packet);
    }
  }

  private Refusal undecodable(MqttMessage packet, Throwable cause) {
    if (cause instanceof MqttUnacceptableProtocolVersionException && !begun) {
      begun = true; // so that refuse() answers it, in the form of MQTT 3.1.1 (MQTT-3.1.2-2)
      return new Refusal(Reason.UNSUPPORTED_VERSION, "This server supports MQTT 3.1.1 and 5.");
    }
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    if (cause instanceof TooLongFrameException) {
      return new Refusal(
          Reason.PACKET_TOO_LARGE,
          "The packet is too large: at most %,d bytes are allowed.".formatted(packetBytes));
    }
    LOGGER.log(Level.DEBUG, "received an invalid packet: " + packet.fixedHeader(), cause);
    return Refusal.malformed("The packet is not valid MQTT.");
  }

  /** Ends the connection: the client has sent DISCONNECT. */
  void disconnected(boolean withWill) {
    end(null, null, withWill);
  }

  /** Makes packets wait while the session is opened on other threads. */
  void opening() {
    early = new EarlyPackets(line.input());
    line.opening(true);
  }

  /**
   * Starts the session, and passes the waiting packets to it.
   *
   * @param allowed how long the client may be silent; null: without limit
   */
  void opened(SessionPackets opened, @Nullable Duration allowed) {
    packets = opened;
    silence = allowed;
    heard = clock.millis();
    EarlyPackets waiting = early;
    early = null;
    line.opening(false);
    if (waiting != null) {
      waiting.giveTo(this::take);
    }
  }

  /** Thread-safe. */
  boolean ended() {
    return ended;
  }

  private @Nullable MqttSession session() {
    SessionPackets open = packets;
    return open == null ? null : open.session();
  }

  /** Gives the session up before it is open. */
  void release(String key) {
    onEnd.accept(this, key);
  }

  void deliver(MqttOutlet outlet, EnvelopeBatch batch, Written written) {
    MqttSession open = session();
    if (ended || open == null || !open.speaksThrough(outlet)) {
      return; // it comes from before the session joined the hub again
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
    MqttSession open = session();
    if (open != null && open.speaksThrough(outlet)) {
      boolean goingDown = Reason.of(goodbye) == Reason.SERVER_SHUTTING_DOWN;
      // No will when the server stops: clients reconnect (MQTT 5, 3.1.2.5, last paragraph).
      end(Reason.of(goodbye), goodbye.reason(), !goingDown);
    }
  }

  /** Ends the connection because of what the client did. */
  void refuse(Refusal refusal) {
    CallerLog.SHARED.log(
        LOGGER,
        Level.INFO,
        "disconnected an MQTT client",
        line.address(),
        refusal.reason() + ", " + describe() + ": " + refusal.detail(),
        fields(),
        null);
    boolean sayable = version5 || refusal.reason().connack3() != Reason.NONE_3;
    if (packets == null && begun && !ended && sayable) {
      line.send(new Packets(version5).connRefused(refusal.reason(), refusal.detail()));
    }
    end(refusal.reason(), refusal.detail(), true);
  }

  /** Ends the connection: another one has taken over the session. Thread-safe. */
  void takenOver() {
    line.execute(
        () ->
            end(Reason.SESSION_TAKEN_OVER, "Another connection has taken over the session.", true));
  }

  /** Ends the connection: the state of the session cannot be stored. */
  void lost() {
    end(
        Reason.SESSION_TAKEN_OVER,
        "The session could not be stored; another connection may have taken it over.",
        true);
  }

  /** Ends the connection: the client has closed it, or the network failed. */
  public void gone() {
    end(null, null, true);
  }

  /** Ends the connection without an answer. */
  private void close() {
    end(null, null, false);
  }

  /**
   * @param reason sent to a client of MQTT 5; null: nothing is sent
   */
  private void end(@Nullable Reason reason, @Nullable String detail, boolean withWill) {
    if (ended) {
      return;
    }
    ended = true;
    MqttSession open = session();
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
      onEnd.accept(this, open == null ? null : open.key());
      end.complete(null);
    }
  }

  /** Checks the deadlines. Thread-safe. */
  void tick(Instant now) {
    if (line.input().overdue(now)) {
      line.execute(() -> unfinished(now));
    }
    if (silent(now)) {
      line.execute(() -> keepAliveTimeout(now));
    } else if (silence == null && !now.isBefore(began.plus(CONNECT))) {
      line.execute(
          () -> {
            if (!begun) {
              close();
            }
          });
    }
  }

  private boolean silent(Instant now) {
    Duration allowed = silence;
    return allowed != null && now.toEpochMilli() - heard >= allowed.toMillis();
  }

  /**
   * Ends the connection if the client is still silent: a packet that came while this node stood
   * still is read before this runs.
   */
  private void keepAliveTimeout(Instant now) {
    if (silent(now)) {
      end(
          Reason.KEEP_ALIVE_TIMEOUT,
          "The client was silent for longer than its keep-alive allows.",
          true);
    }
  }

  /** Ends the connection if its incomplete packet still exceeds the deadline. */
  private void unfinished(Instant now) {
    if (!line.reads()) {
      line.input().restart(); // reading is paused
    } else if (line.input().overdue(now)) {
      String sentence =
          "A packet must be complete within %,d seconds (reddot.limit.body-seconds)."
              .formatted(line.input().allowed().toSeconds());
      end(Reason.IMPLEMENTATION_SPECIFIC, sentence, true);
    }
  }

  /** Stores the client's position, in case this node is killed. Thread-safe. */
  void checkpoint() {
    line.execute(
        () -> {
          MqttSession open = session();
          if (open != null && !ended) {
            open.checkpoint();
          }
        });
  }

  private LogFields fields() {
    MqttSession open = session();
    return open == null ? LogFields.NONE : LogFields.user(open.caller().user());
  }

  private String describe() {
    MqttSession open = session();
    return line.peer() + (open == null ? "" : " " + JsonText.quote(open.key()));
  }
}
