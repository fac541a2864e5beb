package io.reddot.transport.websocket;

import io.reddot.access.Caller;
import io.reddot.access.Query;
import io.reddot.hub.SessionRegistry;
import io.reddot.message.Problem;
import io.reddot.publish.AnsweringThreads;
import io.reddot.publish.Publisher;
import io.reddot.session.Envelope;
import io.reddot.session.Goodbye;
import io.reddot.session.Session;
import io.reddot.transport.Handshake;
import jakarta.inject.Inject;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code api/websocket}: one instance a connection. Whoever gets here has been let in by {@link
 * WebSocketHandshakeFilter}.
 */
@ServerEndpoint("/api/websocket")
public class WebSocketEndpoint {
  private static final System.Logger LOGGER = System.getLogger(WebSocketEndpoint.class.getName());

  @Inject private SessionRegistry registry;
  @Inject private Publisher publisher;
  @Inject private AnsweringThreads answering;

  @Inject
  @ConfigProperty(name = "reddot.publish.body-bytes", defaultValue = "4194304")
  private int bodyBytes;

  private @Nullable Session session;
  private @Nullable Commands commands;

  @OnOpen
  public void open(jakarta.websocket.Session socket) {
    TyrusIdleTimer.remove(socket);
    socket.setMaxIdleTimeout(0); // heartbeats and deadlines are the session's
    socket.setMaxTextMessageBufferSize(bodyBytes);
    Handshake handshake =
        Handshake.of(socket.getUserPrincipal(), Query.parse(socket.getQueryString()));
    Caller caller = handshake.caller();
    try {
      Session joined =
          registry.join(
              caller,
              handshake.filters(),
              handshake.after(),
              "websocket",
              new WebSocketOutlet(socket));
      session = joined;
      commands = new Commands(caller, joined, registry, publisher, answering);
    } catch (Problem goingDown) {
      // Not closed from here: on Payara a close before the handshake's request is over gives that
      // request away while it is still used, and other clients get each other's answers. The
      // container closes it, for it is going down.
      String goodbye = new Envelope.Farewell(Goodbye.goingDown(Duration.ofSeconds(1))).json();
      socket.getAsyncRemote().sendText(goodbye, sent -> {});
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
}
