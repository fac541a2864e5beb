package io.reddot.bench.server;

import io.reddot.bench.load.BayeuxLongPollClient;
import io.reddot.bench.load.BayeuxWebSocketClient;
import io.reddot.bench.load.Client;
import io.reddot.bench.load.Request;
import io.reddot.bench.peer.CometDPeer;
import java.nio.file.Path;

/** CometD, which has a protocol of its own: Bayeux. For one thread. */
final class CometD extends JavaPeer {
  CometD(Path folder) {
    super(folder, CometDPeer.class);
  }

  @Override
  public Client subscriber(Transport transport) {
    return switch (transport) {
      case WEBSOCKET -> new BayeuxWebSocketClient(Request.get("/websocket"));
      case LONG_POLL -> new BayeuxLongPollClient(Request.post("/bayeux"));
      default -> throw new IllegalArgumentException("CometD has no " + transport);
    };
  }
}
