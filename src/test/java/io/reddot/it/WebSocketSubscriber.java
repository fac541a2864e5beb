package io.reddot.it;

import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A WebSocket: one or more envelopes a text message, one a line. */
final class WebSocketSubscriber extends Subscriber implements WebSocket.Listener {
  private final StringBuilder text = new StringBuilder();
  private final CompletableFuture<WebSocket> socket;

  WebSocketSubscriber(Site site, String after, String... filters) {
    socket =
        HTTP.newWebSocketBuilder()
            .header("Authorization", "Bearer " + site.token())
            .buildAsync(site.webSocket("api/websocket?" + Site.query(after, filters)), this);
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
