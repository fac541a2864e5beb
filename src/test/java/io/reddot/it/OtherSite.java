package io.reddot.it;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A site that is not Red Dot's: another host, as far as browsers know, and another port. Its one
 * page allows what it is told to. Thread-safe.
 */
final class OtherSite implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile String policy = "default-src 'none'";
  private volatile String page = "";

  OtherSite() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(Site.LOCALHOST), 0), 50);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          byte[] html = page.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html;charset=UTF-8");
          exchange.getResponseHeaders().add("Content-Security-Policy", policy);
          exchange.sendResponseHeaders(200, html.length);
          exchange.getResponseBody().write(html);
          exchange.close();
        });
    server.start();
  }

  /** By a name, where Red Dot goes by its number. */
  String origin() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /**
   * @param policy the page's Content-Security-Policy
   * @param html what stands in its body
   */
  void show(String policy, String html) {
    this.policy = policy;
    this.page =
        "<!DOCTYPE html><html lang=en><title>Another site</title><link rel=icon href=data:>" + html;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
