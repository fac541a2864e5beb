package io.reddot.bench.server;

import io.reddot.bench.load.Client;
import io.reddot.bench.load.HttpPublication;
import io.reddot.bench.load.Publication;
import io.reddot.bench.load.Request;
import io.reddot.bench.load.StreamClient;
import io.reddot.bench.load.WebSocketClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A main class of {@code io.reddot.bench.peer}, with the class path of the benchmark: takes {@code
 * POST /publish} and says the body to everybody at {@code /websocket} and {@code /sse}. For one
 * thread.
 */
class JavaPeer extends Server {
  private final Class<?> main;

  JavaPeer(Path folder, Class<?> main) {
    super(folder);
    this.main = main;
  }

  @Override
  protected List<String> command() {
    List<String> command = new ArrayList<>(jvm());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            Integer.toString(port())));
    return command;
  }

  @Override
  protected boolean isReady() throws IOException {
    return exists("/ready");
  }

  @Override
  public Client subscriber(Transport transport) {
    return switch (transport) {
      case WEBSOCKET -> new WebSocketClient(Request.get("/websocket"));
      case SSE -> new StreamClient(Request.get("/sse", "Accept: text/event-stream"));
      default -> throw new IllegalArgumentException("a peer has no " + transport);
    };
  }

  @Override
  public Publication publication() {
    return new HttpPublication(port(), Request.post("/publish"), "", "");
  }
}
