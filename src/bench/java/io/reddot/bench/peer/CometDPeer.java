package io.reddot.bench.peer;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.http.JSONHttpTransport;
import org.cometd.server.http.jakarta.CometDServlet;
import org.cometd.server.websocket.jetty.JettyWebSocketTransport;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * CometD on Jetty: {@code /bayeux} speaks long poll, {@code /websocket} WebSocket, and {@code
 * /publish} says the body to everybody on the channel {@code /bench}.
 */
public final class CometDPeer {
  private static final String CHANNEL = "/bench";

  private CometDPeer() {}

  /**
   * @param args the port
   */
  public static void main(String[] args) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(args[0]));
    ContextHandler webSocket = new ContextHandler("/websocket");
    webSocket.setAllowNullPathInContext(true);
    webSocket.setHandler(WebSocketUpgradeHandler.from(server, webSocket));
    BayeuxServerImpl bayeux = bayeux(webSocket.getContext());
    ServletContextHandler servlets = new ServletContextHandler("/");
    servlets.setAttribute(BayeuxServer.ATTRIBUTE, bayeux);
    ServletHolder longPoll = new ServletHolder(CometDServlet.class);
    longPoll.setAsyncSupported(true);
    servlets.addServlet(longPoll, "/bayeux");
    servlets.addServlet(new ServletHolder(new Publications(bayeux)), "/publish");
    servlets.addServlet(new ServletHolder(new Publications(bayeux)), "/ready");
    server.setHandler(new ContextHandlerCollection(webSocket, servlets));
    server.start();
    bayeux.start(); // wants the contexts started
    server.addConnector(connector);
    connector.start(); // last: who can connect shall be heard
  }

  private static BayeuxServerImpl bayeux(Context webSocket) {
    BayeuxServerImpl bayeux = new BayeuxServerImpl();
    bayeux.setOption(Context.class.getName(), webSocket);
    bayeux.setOption("ws.cometdURLMapping", "/*");
    // All clients of the load come from one address and keep no cookies.
    bayeux.setOption("maxSessionsPerBrowser", -1);
    bayeux.setOption("trustClientSession", true);
    bayeux.addTransport(new JettyWebSocketTransport(bayeux));
    bayeux.addTransport(new JSONHttpTransport(bayeux));
    bayeux.setAllowedTransports("websocket", "long-polling");
    return bayeux;
  }

  /** Takes messages. */
  private static final class Publications extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient BayeuxServer bayeux;

    Publications(BayeuxServer bayeux) {
      this.bayeux = bayeux;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      ServerChannel channel =
          bayeux
              .createChannelIfAbsent(CHANNEL, created -> created.setPersistent(true))
              .getReference();
      byte[] message = request.getInputStream().readAllBytes();
      if (message.length > 0) {
        channel.publish(null, new String(message, StandardCharsets.UTF_8), Promise.noop());
      }
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
  }
}
