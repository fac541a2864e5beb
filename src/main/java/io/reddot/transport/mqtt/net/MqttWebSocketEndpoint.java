package io.reddot.transport.mqtt.net;

import io.reddot.access.Caller;
import io.reddot.access.Visitor;
import io.reddot.config.SingleInstance;
import io.reddot.container.FrameChannel;
import io.reddot.container.FrameChannels;
import io.reddot.hub.HubThreads;
import io.reddot.log.AnsweringThreads;
import io.reddot.message.Problem;
import io.reddot.transport.SharedEndpoint;
import io.reddot.transport.mqtt.session.BufferedInput;
import io.reddot.transport.mqtt.session.MqttBroker;
import io.reddot.transport.mqtt.session.MqttConnection;
import io.reddot.transport.mqtt.session.MqttSettings;
import io.reddot.web.Unfinished;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * {@code api/mqtt}, subprotocol {@code mqtt}: MQTT for browsers, on the container's own port.
 * Clients authenticate with CONNECT. Thread-safe.
 */
@SingleInstance
@ServerEndpoint(
    value = "/api/mqtt",
    subprotocols = MqttWebSocketEndpoint.SUBPROTOCOL,
    configurator = SharedEndpoint.class)
public class MqttWebSocketEndpoint {
  static final String SUBPROTOCOL = "mqtt";

  /** The user property of a socket that holds its {@link Client}. */
  private static final String CLIENT = "reddot.mqtt";

  private static final CloseReason NOT_MQTT =
      new CloseReason(
          CloseCodes.CANNOT_ACCEPT, "Send MQTT in binary frames, with the subprotocol 'mqtt'.");

  private final MqttBroker broker;
  private final MqttSettings settings;
  private final AnsweringThreads threads;
  private final HubThreads timers;
  private final FrameChannels channels;
  private final Unfinished unfinished;

  /**
   * @param agreed whether the subprotocol was negotiated (MQTT-6.0.0-3)
   */
  private record Client(WebSocketLine line, MqttConnection connection, boolean agreed) {}

  @Inject
  public MqttWebSocketEndpoint(
      MqttBroker broker,
      MqttSettings settings,
      AnsweringThreads threads,
      HubThreads timers,
      FrameChannels channels,
      Unfinished unfinished) {
    this.broker = broker;
    this.settings = settings;
    this.threads = threads;
    this.timers = timers;
    this.channels = channels;
    this.unfinished = unfinished;
  }

  @OnOpen
  public void open(Session socket) {
    FrameChannel channel = channels.open(socket);
    socket.setMaxBinaryMessageBufferSize(settings.packetBytes());
    // Not every server can refuse the socket here. A client without the subprotocol is disconnected
    // after its first frame, or at the deadline for CONNECT.
    boolean agreed = socket.getNegotiatedSubprotocol().equals(SUBPROTOCOL);
    String address = address(socket.getUserPrincipal());
    // The access filters decide who is a guest: only they see where a request comes from.
    boolean guest = socket.getUserPrincipal() instanceof Caller;
    WebSocketLine line =
        new WebSocketLine(
            channel,
            address,
            guest,
            BufferedInput.of(unfinished, address, settings),
            unfinished.of("", address),
            settings,
            threads,
            timers::later);
    socket.getUserProperties().put(CLIENT, new Client(line, broker.open(line), agreed));
  }

  /** The address that the access filters saw. */
  private static String address(@Nullable Principal who) {
    if (who instanceof Caller guest) {
      return guest.address();
    }
    return who instanceof Visitor visitor ? visitor.address() : "unknown";
  }

  private static @Nullable Client client(Session socket) {
    return (Client) socket.getUserProperties().get(CLIENT);
  }

  /** Takes a part of a frame: packets may begin anywhere in frames (MQTT-6.0.0-4). */
  @OnMessage
  public void frame(Session socket, byte[] part, boolean last) {
    Client client = client(socket);
    if (client == null) {
      return; // already disconnected
    }
    if (!client.agreed) {
      hangUp(socket, NOT_MQTT);
      return;
    }
    try {
      client.line.frames().take(part, client.connection::take);
    } catch (Problem problem) {
      boolean later = problem.retryAfter() != null;
      CloseCodes code = later ? CloseCodes.TRY_AGAIN_LATER : CloseCodes.VIOLATED_POLICY;
      hangUp(socket, new CloseReason(code, problem.detail()));
    }
  }

  /**
   * Refuses text (MQTT-6.0.0-1). It is taken in parts, so that the container does not buffer a
   * message that never ends.
   */
  @OnMessage
  public void text(Session socket, String part, boolean last) {
    if (client(socket) != null) {
      hangUp(socket, NOT_MQTT);
    }
  }

  private void hangUp(Session socket, CloseReason reason) {
    channels.close(socket, reason);
    gone(socket);
  }

  /** Ends the connection; later frames of the client are ignored. */
  private static void gone(Session socket) {
    Client client = (Client) socket.getUserProperties().remove(CLIENT);
    if (client != null) {
      client.line.frames().release();
      client.line.execute(client.connection::gone);
    }
  }

  @OnClose
  public void close(Session socket) {
    channels.closed(socket);
    gone(socket);
  }

  @OnError
  public void error(Session socket, Throwable cause) {
    close(socket);
    channels.failed(socket, cause);
  }
}
