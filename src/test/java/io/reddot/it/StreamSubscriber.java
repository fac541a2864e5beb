package io.reddot.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Reads an HTTP answer that does not end; how it is read is the subclass's. */
abstract class StreamSubscriber extends Subscriber {
  private final HttpRequest request;
  private final Thread thread;
  private volatile InputStream body;

  StreamSubscriber(Site site, String path, String after, String... filters) {
    this.request =
        HttpRequest.newBuilder(site.uri(path + '?' + Site.query(after, filters)))
            .header("Authorization", "Bearer " + site.token())
            .build();
    this.thread = new Thread(this::run, path);
    thread.setDaemon(true);
  }

  /** Apart from the constructor, so that the subclass is complete. */
  final StreamSubscriber start() {
    thread.start();
    return this;
  }

  private void run() {
    try {
      HttpResponse<InputStream> response = HTTP.send(request, BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        body = in;
        if (response.statusCode() != 200) {
          refused(response.statusCode(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
          return;
        }
        read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        if (!closing()) {
          ended(0);
        }
      }
    } catch (IOException e) {
      if (!closing()) {
        ended(0);
      }
    } catch (InterruptedException e) {
      // hung up
    }
  }

  abstract void read(BufferedReader stream) throws IOException;

  @Override
  final void hangUp() {
    thread.interrupt();
    try {
      if (body != null) {
        body.close();
      }
    } catch (IOException e) {
      // gone, which is what was wanted
    }
  }
}
