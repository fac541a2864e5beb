package io.reddot.transport.websocket;

import io.reddot.access.Authentication;
import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.config.Limiting;
import io.reddot.config.Publishing;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.container.FrameChannel;
import io.reddot.container.FrameChannels;
import io.reddot.hub.ReadRequest;
import io.reddot.hub.SessionCommand;
import io.reddot.hub.SessionRegistry;
import io.reddot.log.AnsweringThreads;
import io.reddot.message.Problem;
import io.reddot.publish.Publisher;
import io.reddot.session.Envelope;
import io.reddot.session.Goodbye;
import io.reddot.session.Session;
import io.reddot.transport.Handshake;
import io.reddot.transport.SharedEndpoint;
import io.reddot.web.Deadlines;
import io.reddot.web.Query;
import io.reddot.web.Unfinished;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code api/websocket}. One instance serves all connections; the state of each is in the user
 * properties of its socket. {@link WebSocketHandshakeFilter} has admitted the callers. Thread-safe.
 */
@SingleInstance
@ServerEndpoint(value = "/api/websocket", configurator = SharedEndpoint.class)
public class WebSocketEndpoint {
  /** The user property of a socket that holds its {@link Commands.Client}. */
  private static final String CLIENT = "reddot.client";

  /** The user property of a socket that holds its incomplete {@link BegunText}. */
  private static final String BEGUN = "reddot.begun";

  private static final String TOO_MANY_FRAMES =
      "Too many frames: at most %,d a second are allowed.".formatted(FrameRate.PER_SECOND);

  private final SessionRegistry registry;
  private final Commands commands;
  private final FrameChannels channels;
  private final Unfinished unfinished;
  private final Deadlines deadlines;
  private final int bodyBytes;
  private final Duration patience;

  @Inject
  public WebSocketEndpoint(
      SessionRegistry registry,
      Publisher publisher,
      @Any Instance<SessionCommand> commands,
      Authentication authentication,
      Limits limits,
      AnsweringThreads answering,
      FrameChannels channels,
      Unfinished unfinished,
      Deadlines deadlines,
      Settings settings) {
    this.registry = registry;
    this.commands =
        new Commands(
            registry,
            publisher,
            commands,
            authentication,
            limits,
            answering,
            settings.get(Publishing.JSON_DEPTH));
    this.channels = channels;
    this.unfinished = unfinished;
    this.deadlines = deadlines;
    this.bodyBytes = settings.get(Publishing.BODY_BYTES);
    this.patience = settings.get(Limiting.BODY_SECONDS);
  }

  @OnOpen
  public void open(jakarta.websocket.Session socket) {
    FrameChannel channel = channels.open(socket);
    socket.setMaxTextMessageBufferSize(bodyBytes);
    Query query = Query.parse(socket.getQueryString());
    ReadRequest readRequest = Handshake.of(socket.getUserPrincipal(), query);
    try {
      Session joined =
          registry.join(readRequest, "websocket", new WebSocketOutlet(channel, Frames.of(query)));
      socket.getUserProperties().put(CLIENT, new Commands.Client(joined));
    } catch (Problem goingDown) {
      // The socket is not closed here: a container might then reuse the handshake's request, which
      // is still in use, for another client. The container is stopping, and closes the socket
      // itself.
      String goodbye = new Envelope.Farewell(Goodbye.goingDown(Duration.ofSeconds(1))).json();
      socket.getAsyncRemote().sendText(goodbye, sent -> {});
    }
  }

  private static Commands.@Nullable Client client(jakarta.websocket.Session socket) {
    return (Commands.Client) socket.getUserProperties().get(CLIENT);
  }

  /**
   * Receives a text part by part: if the container buffered whole texts, their memory would count
   * against no limit.
   */
  @OnMessage
  public void text(jakarta.websocket.Session socket, String part, boolean last) {
    Commands.Client client = client(socket);
    if (client == null || client.session().ended()) {
      return; // after the goodbye, frames are ignored until the client disconnects
    }
    client.session().heard();
    if (client.rate().exceeded(System.nanoTime())) {
      disconnect(socket, client, new CloseReason(CloseCodes.VIOLATED_POLICY, TOO_MANY_FRAMES));
      return;
    }
    try {
      String text = text(socket, client, part, last);
      if (text != null) {
        commands.take(client, text);
      }
    } catch (Problem problem) {
      giveUp(socket);
      refuse(client, problem);
    }
  }

  /** Returns the whole text; null if it is still incomplete. */
  private @Nullable String text(
      jakarta.websocket.Session socket, Commands.Client client, String part, boolean last) {
    BegunText begun = (BegunText) socket.getUserProperties().get(BEGUN);
    if (begun == null && last) {
      if (part.length() > bodyBytes) {
        throw BegunText.tooLarge(bodyBytes);
      }
      return part;
    }
    if (begun == null) {
      begun = begin(socket, client);
    }
    begun.add(part);
    if (!last) {
      return null;
    }
    String complete = begun.complete();
    giveUp(socket);
    return complete;
  }

  private BegunText begin(jakarta.websocket.Session socket, Commands.Client client) {
    Caller caller = (Caller) socket.getUserPrincipal();
    BegunText begun =
        new BegunText(
            unfinished.of(caller.user(), caller.address()),
            bodyBytes,
            System.nanoTime() + patience.toNanos(),
            late -> refuse(client, late));
    socket.getUserProperties().put(BEGUN, begun);
    deadlines.watch(begun);
    return begun;
  }

  /** Drops an incomplete text. */
  private void giveUp(jakarta.websocket.Session socket) {
    if (socket.getUserProperties().remove(BEGUN) instanceof BegunText begun) {
      deadlines.forget(begun);
      begun.end();
    }
  }

  /** Ends the session with the problem as its goodbye; an ended session ignores it. */
  private static void refuse(Commands.Client client, Problem problem) {
    client.session().goodbye(Goodbye.unfinished(problem));
  }

  @OnMessage
  public void binary(jakarta.websocket.Session socket, ByteBuffer part, boolean last) {
    Commands.Client client = client(socket);
    if (client != null && !client.session().ended()) {
      client.session().goodbye(Goodbye.BINARY);
    }
  }

  private void disconnect(
      jakarta.websocket.Session socket, Commands.Client client, CloseReason reason) {
    giveUp(socket);
    client.session().gone();
    channels.close(socket, reason);
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
    channels.closed(socket);
    giveUp(socket);
    Commands.Client client = client(socket);
    if (client != null) {
      client.session().gone();
    }
  }

  @OnError
  public void error(jakarta.websocket.Session socket, Throwable cause) {
    close(socket);
    channels.failed(socket, cause);
  }
}
