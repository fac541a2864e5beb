package io.reddot.it;

import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A WebSocket: one or more envelopes a text message, one a line; or one, if that is asked for. */
final class WebSocketSubscriber extends Subscriber implements WebSocket.Listener {
  private final StringBuilder text = new StringBuilder();
  private final CompletableFuture<WebSocket> socket;

  private final boolean single;

  WebSocketSubscriber(Site site, String after, String... filters) {
    this(site, false, after, filters);
  }

  /**
   * @param single whether each envelope is to be a frame of its own
   */
  WebSocketSubscriber(Site site, boolean single, String after, String... filters) {
    this.single = single;
    String more = single ? "&frames=single" : "";
    socket =
        HTTP.newWebSocketBuilder()
            .header("Authorization", "Bearer " + site.token())
            .buildAsync(site.webSocket("api/websocket?" + Site.query(after, filters) + more), this);
    socket.exceptionally(
        failure -> {
          Throwable cause = failure.getCause() == null ? failure : failure.getCause();
          if (cause instanceof WebSocketHandshakeException refused) {
            refused(refused.getResponse().statusCode(), "");
          } else if (!closing()) {
            ended(0);
          }
          return null;
        });
  }

  void send(String command) {
    socket.join().sendText(command, true).join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      if (single && text.indexOf("\n") >= 0) {
        throw new AssertionError("more than one envelope in a frame: " + text);
      }
      text.toString().lines().forEach(line -> arrive(Site.object(line)));
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
    beat();
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    ended(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    if (!closing()) {
      ended(0);
    }
  }

  @Override
  void hangUp() {
    if (!socket.isCompletedExceptionally()) {
      socket.join().abort();
    }
  }
}
