package io.reddot.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.reddot.fixture.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real nginx or HAProxy with the snippet of {@code server-config}. For one thread. */
final class RunningProxy implements AutoCloseable {
  static final Path NGINX = Path.of("/usr/sbin/nginx");
  static final Path HAPROXY = Path.of("/usr/sbin/haproxy");

  private static final Path NGINX_SNIPPET =
      Path.of("server-config/nginx/reddot.conf").toAbsolutePath();
  private static final String SERVER = "127.0.0.1:8080";
  private static final int PATIENCE_MILLIS = 20_000;

  private final Process process;
  private final int port;

  private RunningProxy(int port, Path log, List<String> command) throws Exception {
    this.port = port;
    this.process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Await.until(
        "the proxy serves: " + log, () -> says("GET /reddot/up").startsWith("HTTP/1.1 200"));
  }

  private String says(String request) throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("the proxy has ended with " + process.exitValue());
    }
    try {
      return say(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    } catch (IOException e) {
      return ""; // it does not listen yet
    }
  }

  static RunningProxy nginx(Path folder, int server) throws Exception {
    Path upstream = folder.resolve("upstream.conf");
    Files.writeString(upstream, snippet("nginx/upstream.conf", server));
    return nginx(
        folder,
        """
        events {}
        http {
          include %s;
          server {
            listen 8000;
            include %s;
          }
        }
        """
            .formatted(upstream, NGINX_SNIPPET));
  }

  /** The one of the compose file with two nodes. */
  static RunningProxy dockerNginx(Path folder, int node1, int node2) throws Exception {
    return nginx(
        folder,
        Files.readString(Path.of("server-config/docker/nginx.conf"))
            .replace("node1:8080", "127.0.0.1:" + node1)
            .replace("node2:8080", "127.0.0.1:" + node2)
            .replace("/etc/nginx/reddot.conf", NGINX_SNIPPET.toString()));
  }

  /**
   * @param text a configuration that listens at 8000
   */
  private static RunningProxy nginx(Path folder, String text) throws Exception {
    int port = freePort();
    StringBuilder here = new StringBuilder("http {\naccess_log off;\n");
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      here.append("%s_temp_path %s;%n".formatted(kind, folder.resolve(kind)));
    }
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        text.replace("http {", here).replace("listen 8000;", "listen 127.0.0.1:" + port + ";"));
    String global =
        "daemon off; master_process off; error_log stderr; pid %s;"
            .formatted(folder.resolve("pid"));
    return new RunningProxy(
        port,
        folder.resolve("log"),
        List.of(NGINX.toString(), "-p", folder.toString(), "-c", config.toString(), "-g", global));
  }

  static RunningProxy haproxy(Path folder, int server) throws Exception {
    int port = freePort();
    Path config = folder.resolve("haproxy.cfg");
    Files.writeString(
        config,
        snippet("haproxy/reddot.cfg", server).replace("bind :8000", "bind 127.0.0.1:" + port));
    return new RunningProxy(
        port, folder.resolve("log"), List.of(HAPROXY.toString(), "-db", "-f", config.toString()));
  }

  private static String snippet(String name, int server) throws IOException {
    String text = Files.readString(Path.of("server-config").resolve(name));
    if (!text.contains(SERVER)) {
      throw new AssertionError(name + " names no " + SERVER);
    }
    return text.replace(SERVER, "127.0.0.1:" + server);
  }

  /**
   * Sends a request, and returns all that arrives until the proxy disconnects or pauses for a
   * second.
   */
  String say(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      StringBuilder said = new StringBuilder();
      byte[] buffer = new byte[8192];
      while (true) {
        int read;
        try {
          read = socket.getInputStream().read(buffer);
        } catch (SocketTimeoutException e) {
          return said.toString();
        }
        if (read < 0) {
          return said.toString();
        }
        said.append(new String(buffer, 0, read, ISO_8859_1));
        socket.setSoTimeout(1_000); // there is an answer, so the rest of it is on its way
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
