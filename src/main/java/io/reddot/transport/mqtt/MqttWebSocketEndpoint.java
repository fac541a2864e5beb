package io.reddot.transport.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.reddot.access.Caller;
import io.reddot.access.Visitor;
import io.reddot.log.AnsweringThreads;
import io.reddot.transport.ClosingHandshake;
import io.reddot.transport.SharedEndpoint;
import io.reddot.transport.Tyrus;
import io.reddot.transport.TyrusIdleTimer;
import jakarta.enterprise.context.ApplicationScoped;
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
 * {@code api/mqtt}, subprotocol {@code mqtt}: MQTT for browsers, on the container's own port. Who
 * comes says who it is in its CONNECT. Thread-safe.
 */
@ApplicationScoped
@ServerEndpoint(
    value = "/api/mqtt",
    subprotocols = MqttWebSocketEndpoint.SUBPROTOCOL,
    configurator = SharedEndpoint.class)
public class MqttWebSocketEndpoint {
  static final String SUBPROTOCOL = "mqtt";

  /** Among a socket's user properties: the {@link Client}. */
  private static final String CLIENT = "reddot.mqtt";

  private final MqttBroker broker;
  private final AnsweringThreads threads;
  private final ClosingHandshake closing;

  /**
   * @param agreed whether the subprotocol is (MQTT-6.0.0-3)
   */
  private record Client(WebSocketLine line, MqttConnection connection, boolean agreed) {}

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected MqttWebSocketEndpoint() {
    this.broker = null;
    this.threads = null;
    this.closing = null;
  }

  @Inject
  public MqttWebSocketEndpoint(
      MqttBroker broker, AnsweringThreads threads, ClosingHandshake closing) {
    this.broker = broker;
    this.threads = threads;
    this.closing = closing;
  }

  @OnOpen
  public void open(Session socket) {
    TyrusIdleTimer.remove(socket);
    socket.setMaxIdleTimeout(0); // keep-alive is MQTT's
    socket.setMaxBinaryMessageBufferSize(broker.settings().packetBytes());
    // Who did not offer it is hung up on with its first word, for Payara cannot do so here, or when
    // it has said nothing for as long as anybody may.
    boolean agreed = socket.getNegotiatedSubprotocol().equals(SUBPROTOCOL);
    String address = address(socket.getUserPrincipal());
    WebSocketLine line = new WebSocketLine(broker, socket, address, threads, closing);
    socket.getUserProperties().put(CLIENT, new Client(line, broker.open(line), agreed));
  }

  /** Where the door saw it come from. */
  private static String address(@Nullable Principal who) {
    if (who instanceof Caller guest) {
      return guest.address();
    }
    return who instanceof Visitor visitor ? visitor.address() : "unknown";
  }

  private static @Nullable Client client(Session socket) {
    return (Client) socket.getUserProperties().get(CLIENT);
  }

  @OnMessage
  public void frame(Session socket, byte[] frame) {
    Client client = client(socket);
    if (client == null || !client.agreed) {
      hangUp(socket);
    } else {
      client.line.execute(
          () -> {
            for (MqttMessage packet : client.line.decode(frame)) {
              client.connection.take(packet);
            }
          });
    }
  }

  /** MQTT-6.0.0-1: text is none of it. */
  @OnMessage
  public void text(Session socket, String text) {
    hangUp(socket);
  }

  private void hangUp(Session socket) {
    closing.begin(
        socket,
        Tyrus.writer(socket),
        new CloseReason(CloseCodes.CANNOT_ACCEPT, "MQTT is spoken here, in binary frames."));
    gone(socket);
  }

  /** Nothing that it says is taken any more. */
  private static void gone(Session socket) {
    Client client = client(socket);
    if (client != null) {
      client.line.execute(client.connection::gone);
    }
  }

  @OnClose
  public void close(Session socket) {
    closing.over(socket);
    gone(socket);
  }

  @OnError
  public void error(Session socket, Throwable cause) {
    close(socket);
    closing.failed(socket, cause);
  }
}
