package io.reddot.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** MQTT over a WebSocket: packets in binary frames. */
final class MqttWebSocketSubscriber extends MqttSubscriber implements WebSocket.Listener {
  /** There before {@link #onOpen}, which may come before the constructor is through. */
  private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

  /** What was sent last: a WebSocket of Java's takes one at a time. */
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

  MqttWebSocketSubscriber(Site site, @Nullable String after, String... filters) {
    super(site, after, filters);
    var unused =
        HTTP.newWebSocketBuilder()
            .subprotocols("mqtt")
            .buildAsync(site.webSocket("api/mqtt"), this)
            .exceptionally(
                failure -> {
                  socket.completeExceptionally(failure);
                  if (!closing()) {
                    ended(0);
                  }
                  return null;
                });
  }

  @Override
  public void onOpen(WebSocket opened) {
    socket.complete(opened);
    opened.request(1);
    try {
      opened();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
    byte[] bytes = new byte[part.remaining()];
    part.get(bytes);
    try {
      received(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    if (!refused()) {
      ended(code);
    }
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    if (!closing() && !refused()) {
      ended(0);
    }
  }

  @Override
  synchronized void send(byte[] bytes) {
    sent =
        sent.thenCompose(
            before -> socket.thenCompose(to -> to.sendBinary(ByteBuffer.wrap(bytes), true)));
  }

  @Override
  void hangUp() {
    if (!socket.isCompletedExceptionally()) {
      socket.join().abort();
    }
  }
}
