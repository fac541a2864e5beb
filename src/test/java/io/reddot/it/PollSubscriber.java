package io.reddot.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Asks again and again, each time with what the last answer's entity tag said. The first answer
 * counts as hello, and it wants to be told the unread count.
 */
final class PollSubscriber extends Subscriber {
  private static final int PAUSE_MILLIS = 25;

  private final Site site;
  private final String after;
  private final String[] filters;
  private final boolean wait;
  private final Thread thread;
  private String etag;
  private int unread = -1;

  PollSubscriber(Site site, boolean wait, String after, String... filters) {
    this.site = site;
    this.wait = wait;
    this.after = after;
    this.filters = filters;
    this.thread = new Thread(this::run, "poll");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closingWithin(etag == null || wait ? 0 : PAUSE_MILLIS) && poll()) {
        // again
      }
    } catch (IOException e) {
      if (!closing()) {
        ended(0);
      }
    } catch (InterruptedException e) {
      // hung up
    }
  }

  private boolean poll() throws IOException, InterruptedException {
    boolean first = etag == null;
    String path =
        (wait ? "api/long-poll?wait=" + (first ? 0 : 5) + '&' : "api/poll?")
            + Site.query(first ? after : null, filters)
            + (filters.length == 0 && first ? "&unread=" : "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(site.uri(path)).header("Authorization", "Bearer " + site.token());
    if (!first) {
      request.header("If-None-Match", etag);
    }
    HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() != 200 && response.statusCode() != 304) {
      refused(response.statusCode(), response.body());
      return false;
    }
    etag = response.headers().firstValue("ETag").orElseThrow();
    if (response.statusCode() == 304) {
      if (first) {
        greet(etag.replace("\"", "").replaceFirst("/.*", ""), true);
      }
      return true;
    }
    take(Site.object(response.body()), first);
    return true;
  }

  private void take(JsonObject answer, boolean first) {
    boolean recovered = answer.getBoolean("recovered");
    if (first || !recovered) {
      boolean cursorIsOfTheLast = !answer.getJsonArray("messages").isEmpty();
      greet(cursorIsOfTheLast ? null : answer.getString("cursor"), recovered);
    }
    answer.getJsonArray("messages").getValuesAs(JsonObject.class).forEach(this::arrive);
    if (answer.containsKey("unread") && answer.getInt("unread") != unread) {
      unread = answer.getInt("unread");
      arrive(
          Json.createObjectBuilder()
              .add("type", "unread")
              .add("count", unread)
              .add("cursor", answer.getString("cursor"))
              .build());
    }
  }

  private void greet(String cursor, boolean recovered) {
    var hello = Json.createObjectBuilder().add("type", "hello").add("recovered", recovered);
    if (cursor != null) {
      hello.add("cursor", cursor);
    }
    arrive(hello.build());
  }

  @Override
  void hangUp() {
    thread.interrupt();
  }
}
