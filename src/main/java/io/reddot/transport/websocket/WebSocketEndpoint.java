package io.reddot.transport.websocket;

import io.reddot.access.Authentication;
import io.reddot.access.Limits;
import io.reddot.access.Query;
import io.reddot.hub.SessionRegistry;
import io.reddot.hub.Wish;
import io.reddot.inbox.Inbox;
import io.reddot.log.AnsweringThreads;
import io.reddot.message.Problem;
import io.reddot.publish.Publisher;
import io.reddot.session.Envelope;
import io.reddot.session.Goodbye;
import io.reddot.session.Session;
import io.reddot.transport.ClosingHandshake;
import io.reddot.transport.Handshake;
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
import jakarta.websocket.PongMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code api/websocket}, for all connections; what belongs to one of them is with its socket.
 * Whoever gets here has been let in by {@link WebSocketHandshakeFilter}. Thread-safe.
 */
@ApplicationScoped
@ServerEndpoint(value = "/api/websocket", configurator = SharedEndpoint.class)
public class WebSocketEndpoint {
  /** Among a socket's user properties: the {@link Commands.Client}. */
  private static final String CLIENT = "reddot.client";

  /** Of a text of which not all has come: what has, a StringBuilder. */
  private static final String BEGUN = "reddot.begun";

  private final SessionRegistry registry;
  private final Commands commands;
  private final ClosingHandshake closing;
  private final int bodyBytes;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected WebSocketEndpoint() {
    this.registry = null;
    this.commands = null;
    this.closing = null;
    this.bodyBytes = 0;
  }

  @Inject
  public WebSocketEndpoint(
      SessionRegistry registry,
      Publisher publisher,
      Inbox inbox,
      Authentication authentication,
      Limits limits,
      AnsweringThreads answering,
      ClosingHandshake closing,
      @ConfigProperty(name = "reddot.publish.body-bytes", defaultValue = "4194304") int bodyBytes,
      @ConfigProperty(name = "reddot.publish.json-depth", defaultValue = "100") int jsonDepth) {
    this.registry = registry;
    this.commands =
        new Commands(registry, publisher, inbox, authentication, limits, answering, jsonDepth);
    this.closing = closing;
    this.bodyBytes = bodyBytes;
  }

  @OnOpen
  public void open(jakarta.websocket.Session socket) {
    TyrusIdleTimer.remove(socket);
    socket.setMaxIdleTimeout(0); // heartbeats and deadlines are the session's
    socket.setMaxTextMessageBufferSize(bodyBytes);
    Wish wish = Handshake.of(socket.getUserPrincipal(), Query.parse(socket.getQueryString()));
    try {
      Session joined = registry.join(wish, "websocket", WebSocketOutlet.of(socket, closing));
      socket.getUserProperties().put(CLIENT, new Commands.Client(joined));
    } catch (Problem goingDown) {
      // Not closed from here: on Payara a close before the handshake's request is over gives that
      // request away while it is still used, and other clients get each other's answers. The
      // container closes it, for it is going down.
      String goodbye = new Envelope.Farewell(Goodbye.goingDown(Duration.ofSeconds(1))).json();
      socket.getAsyncRemote().sendText(goodbye, sent -> {});
    }
  }

  private static Commands.@Nullable Client client(jakarta.websocket.Session socket) {
    return (Commands.Client) socket.getUserProperties().get(CLIENT);
  }

  /**
   * In parts, for Undertow 2.3.23 does not count what comes after the first of them: whoever sends
   * a text without an end would fill the memory.
   */
  @OnMessage
  public void text(jakarta.websocket.Session socket, String part, boolean last) {
    Commands.Client client = client(socket);
    if (client == null || client.session().ended()) {
      return; // it has been told goodbye; what its client says until it hangs up counts no more
    }
    client.session().heard();
    StringBuilder begun = (StringBuilder) socket.getUserProperties().get(BEGUN);
    if ((begun == null ? 0 : begun.length()) + part.length() > bodyBytes) {
      hangUp(socket, client, new CloseReason(CloseCodes.TOO_BIG, "The frame is too big."));
    } else if (client.rate().exceeded(System.nanoTime())) {
      hangUp(socket, client, new CloseReason(CloseCodes.VIOLATED_POLICY, "Too many frames."));
    } else if (!last) {
      StringBuilder more = begun == null ? new StringBuilder() : begun;
      socket.getUserProperties().put(BEGUN, more.append(part));
    } else if (begun == null) {
      commands.take(client, part);
    } else {
      socket.getUserProperties().remove(BEGUN);
      commands.take(client, begun.append(part).toString());
    }
  }

  private void hangUp(
      jakarta.websocket.Session socket, Commands.Client client, CloseReason reason) {
    socket.getUserProperties().remove(BEGUN);
    client.session().gone();
    closing.begin(socket, Tyrus.writer(socket), reason);
  }

  @OnMessage
  public void pong(jakarta.websocket.Session socket, PongMessage pong) {
    Commands.Client client = client(socket);
    if (client != null) {
      client.session().heard();
    }
  }

  @OnClose
  public void close(jakarta.websocket.Session socket) {
    closing.over(socket);
    Commands.Client client = client(socket);
    if (client != null) {
      client.session().gone();
    }
  }

  @OnError
  public void error(jakarta.websocket.Session socket, Throwable cause) {
    close(socket);
    closing.failed(socket, cause);
  }
}
