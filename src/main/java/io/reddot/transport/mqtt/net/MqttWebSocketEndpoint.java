package io.reddot.transport.mqtt.net;

import io.reddot.access.Caller;
import io.reddot.access.Unfinished;
import io.reddot.access.Visitor;
import io.reddot.container.FrameChannel;
import io.reddot.container.FrameChannels;
import io.reddot.http.MemoryBudget;
import io.reddot.log.AnsweringThreads;
import io.reddot.message.Problem;
import io.reddot.transport.SharedEndpoint;
import io.reddot.transport.mqtt.session.MqttBroker;
import io.reddot.transport.mqtt.session.MqttConnection;
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

  private static final CloseReason NOT_MQTT =
      new CloseReason(CloseCodes.CANNOT_ACCEPT, "MQTT is spoken here, in binary frames.");

  private final MqttBroker broker;
  private final AnsweringThreads threads;
  private final FrameChannels channels;
  private final Unfinished unfinished;

  /**
   * @param agreed whether the subprotocol is (MQTT-6.0.0-3)
   */
  private record Client(WebSocketLine line, MqttConnection connection, boolean agreed) {}

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected MqttWebSocketEndpoint() {
    this.broker = null;
    this.threads = null;
    this.channels = null;
    this.unfinished = null;
  }

  @Inject
  public MqttWebSocketEndpoint(
      MqttBroker broker, AnsweringThreads threads, FrameChannels channels, Unfinished unfinished) {
    this.broker = broker;
    this.threads = threads;
    this.channels = channels;
    this.unfinished = unfinished;
  }

  @OnOpen
  public void open(Session socket) {
    FrameChannel channel = channels.open(socket);
    socket.setMaxBinaryMessageBufferSize(broker.settings().packetBytes());
    // Who did not offer it is hung up on with its first word, for Payara cannot do so here, or when
    // it has said nothing for as long as anybody may.
    boolean agreed = socket.getNegotiatedSubprotocol().equals(SUBPROTOCOL);
    String address = address(socket.getUserPrincipal());
    MemoryBudget.Share held = unfinished.of("", address);
    WebSocketLine line = new WebSocketLine(broker, socket, channel, address, held, threads);
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

  /** A part of a frame as it comes: MQTT does not care where frames begin (MQTT-6.0.0-4). */
  @OnMessage
  public void frame(Session socket, byte[] part, boolean last) {
    Client client = client(socket);
    if (client == null) {
      return; // it has been hung up on; what it says until it goes counts no more
    }
    if (!client.agreed) {
      hangUp(socket, NOT_MQTT);
      return;
    }
    try {
      client.line.take(part, client.connection::take);
    } catch (Problem problem) {
      boolean later = problem.retryAfter() != null;
      CloseCodes code = later ? CloseCodes.TRY_AGAIN_LATER : CloseCodes.VIOLATED_POLICY;
      hangUp(socket, new CloseReason(code, problem.detail()));
    }
  }

  /**
   * MQTT-6.0.0-1: text is none of it. Told of in parts, so that nothing waits for the end of one
   * that has none.
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

  /** Nothing that it says is taken any more. */
  private static void gone(Session socket) {
    Client client = (Client) socket.getUserProperties().remove(CLIENT);
    if (client != null) {
      client.line.forget();
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
