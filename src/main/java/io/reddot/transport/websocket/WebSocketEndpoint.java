package io.reddot.transport.websocket;

import io.reddot.access.Caller;
import io.reddot.access.Query;
import io.reddot.hub.SessionRegistry;
import io.reddot.message.Problem;
import io.reddot.publish.Publisher;
import io.reddot.session.Session;
import io.reddot.transport.Handshake;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code api/websocket}: one instance a connection. The door has checked the token before the
 * handshake; what else is wrong with the request is said as an {@code error} envelope and a close
 * code (4400 and 4403 after the HTTP status), because browsers show a page no refused handshake.
 */
@ServerEndpoint("/api/websocket")
public class WebSocketEndpoint {
  private static final System.Logger LOGGER = System.getLogger(WebSocketEndpoint.class.getName());

  @Inject private SessionRegistry registry;
  @Inject private Publisher publisher;

  @Inject
  @ConfigProperty(name = "reddot.publish.body-bytes", defaultValue = "4194304")
  private int bodyBytes;

  private @Nullable Session session;
  private @Nullable Commands commands;

  @OnOpen
  public void open(jakarta.websocket.Session socket) throws IOException {
    socket.setMaxIdleTimeout(0); // heartbeats and deadlines are the session's
    socket.setMaxTextMessageBufferSize(bodyBytes);
    try {
      Handshake handshake =
          Handshake.of(socket.getUserPrincipal(), Query.parse(socket.getQueryString()));
      Caller caller = handshake.caller();
      Session joined =
          registry.join(
              caller,
              handshake.filters(),
              handshake.after(),
              "websocket",
              new WebSocketOutlet(socket));
      session = joined;
      commands = new Commands(caller, joined, registry, publisher);
    } catch (Problem problem) {
      socket.getBasicRemote().sendText(Commands.error(null, problem).json());
      socket.close(
          new CloseReason(CloseCodes.getCloseCode(4000 + problem.status()), reason(problem)));
    }
  }

  @OnMessage
  public void text(String text) {
    if (session != null && commands != null) {
      session.heard();
      commands.take(text);
    }
  }

  @OnMessage
  public void pong(PongMessage pong) {
    if (session != null) {
      session.heard();
    }
  }

  @OnClose
  public void close() {
    if (session != null) {
      session.gone();
    }
  }

  @OnError
  public void error(jakarta.websocket.Session socket, Throwable cause) {
    LOGGER.log(Level.DEBUG, "a WebSocket failed", cause);
    if (session != null) {
      session.gone();
    }
    try {
      socket.close();
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "a WebSocket that failed was closed already", e);
    }
  }

  /** A close frame has room for 123 bytes. */
  private static String reason(Problem problem) {
    String detail = problem.detail();
    return detail.length() <= 40 ? detail : problem.title();
  }
}
