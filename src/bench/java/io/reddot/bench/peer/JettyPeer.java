package io.reddot.bench.peer;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * Plain Jetty: {@code /websocket}, {@code /publish}. The broadcast is written by the thread that
 * takes the publication.
 */
public final class JettyPeer {
  private static final Set<Session> SESSIONS = ConcurrentHashMap.newKeySet();

  private JettyPeer() {}

  /**
   * @param args the port
   */
  public static void main(String[] args) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(args[0]));
    server.addConnector(connector);
    WebSocketUpgradeHandler sockets =
        WebSocketUpgradeHandler.from(
            server,
            container -> {
              container.setIdleTimeout(Duration.ZERO);
              container.addMapping("/websocket", (request, response, callback) -> new Socket());
            });
    sockets.setHandler(new Publications());
    server.setHandler(sockets);
    server.start();
  }

  /** A subscriber. */
  public static final class Socket implements Session.Listener.AutoDemanding {
    private Session session;

    @Override
    public void onWebSocketOpen(Session opened) {
      session = opened;
      SESSIONS.add(opened);
    }

    @Override
    public void onWebSocketClose(
        int code, String reason, org.eclipse.jetty.websocket.api.Callback callback) {
      SESSIONS.remove(session);
      callback.succeed();
    }
  }

  /** Whatever is no WebSocket. */
  private static final class Publications extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (Request.getPathInContext(request).equals("/publish")) {
        String message = Content.Source.asString(request);
        SESSIONS.forEach(
            session -> session.sendText(message, org.eclipse.jetty.websocket.api.Callback.NOOP));
      }
      response.setStatus(HttpStatus.NO_CONTENT_204);
      callback.succeeded();
      return true;
    }
  }
}
