package io.reddot.bench.peer;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import io.undertow.util.StatusCodes;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.WebSockets;

/**
 * Plain Undertow, the web server under WildFly: {@code /websocket}, {@code /sse}, {@code /publish}.
 * The broadcast is written by the thread that takes the publication.
 */
public final class UndertowPeer {
  private UndertowPeer() {}

  /**
   * @param args the port
   */
  public static void main(String[] args) {
    WebSocketProtocolHandshakeHandler sockets =
        Handlers.websocket(
            (exchange, socket) -> {
              socket.getReceiveSetter().set(new AbstractReceiveListener() {});
              socket.resumeReceives();
            });
    ServerSentEventHandler streams = Handlers.serverSentEvents();
    Undertow.builder()
        .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
        .setHandler(
            Handlers.path()
                .addExactPath("/ready", exchange -> exchange.setStatusCode(StatusCodes.NO_CONTENT))
                .addExactPath("/websocket", sockets)
                .addExactPath("/sse", streams)
                .addExactPath(
                    "/publish",
                    publication ->
                        publication
                            .getRequestReceiver()
                            .receiveFullString(
                                (exchange, message) -> {
                                  sockets
                                      .getPeerConnections()
                                      .forEach(
                                          socket -> WebSockets.sendText(message, socket, null));
                                  streams.getConnections().forEach(stream -> stream.send(message));
                                  exchange.setStatusCode(StatusCodes.NO_CONTENT);
                                })))
        .build()
        .start();
  }
}
