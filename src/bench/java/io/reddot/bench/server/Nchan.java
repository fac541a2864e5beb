package io.reddot.bench.server;

import io.reddot.bench.load.Client;
import io.reddot.bench.load.HttpPublication;
import io.reddot.bench.load.LongPollClient;
import io.reddot.bench.load.Publication;
import io.reddot.bench.load.Request;
import io.reddot.bench.load.StreamClient;
import io.reddot.bench.load.WebSocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with the module nchan, as Debian packages them: C, and a buffer of messages in memory. */
final class Nchan extends Server {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");

  private static final String CONFIGURATION =
      """
      load_module %1$s;
      daemon off;
      worker_processes auto;
      worker_rlimit_nofile 20000;
      pid %2$s/nginx.pid;
      error_log %2$s/error.log;
      events { worker_connections 16384; }
      http {
        access_log off;
        client_body_temp_path %2$s/body;
        proxy_temp_path %2$s/proxy;
        fastcgi_temp_path %2$s/fastcgi;
        uwsgi_temp_path %2$s/uwsgi;
        scgi_temp_path %2$s/scgi;
        client_body_buffer_size 1m;
        keepalive_requests 1000000000;
        nchan_shared_memory_size 1g;
        server {
          listen 127.0.0.1:%3$d backlog=4096;
          location = /ready { return 204; }
          location = /publish { nchan_publisher; nchan_channel_id bench; nchan_message_buffer_length 1000; }
          location = /websocket { nchan_subscriber websocket; nchan_channel_id bench; nchan_subscriber_first_message newest; }
          location = /sse { nchan_subscriber eventsource; nchan_channel_id bench; nchan_subscriber_first_message newest; }
          location = /long-poll { nchan_subscriber longpoll; nchan_channel_id bench; nchan_subscriber_first_message newest; }
        }
      }
      """;

  Nchan(Path folder) {
    super(folder);
  }

  /** Null: it is not installed. */
  static String version() {
    if (!Files.exists(NGINX) || !Files.exists(MODULE)) {
      return null;
    }
    return Debian.version("libnginx-mod-nchan");
  }

  @Override
  protected List<String> command() throws IOException {
    Path file = folder().resolve("nginx.conf");
    Files.writeString(file, CONFIGURATION.formatted(MODULE, folder(), port()));
    return List.of(NGINX.toString(), "-c", file.toString());
  }

  @Override
  protected boolean isReady() throws IOException {
    return exists("/ready");
  }

  /** No JVM. */
  @Override
  public String jcmd(String command) {
    return "";
  }

  @Override
  public Client subscriber(Transport transport) {
    Request request = Request.get("/" + transport);
    return switch (transport) {
      case WEBSOCKET -> new WebSocketClient(request);
      case SSE -> new StreamClient(request.with("Accept: text/event-stream"));
      case LONG_POLL -> new LongPollClient(request, request);
      default -> throw new IllegalArgumentException("nchan has no " + transport);
    };
  }

  @Override
  public Publication publication() {
    return new HttpPublication(port(), Request.post("/publish"), "", "");
  }
}
