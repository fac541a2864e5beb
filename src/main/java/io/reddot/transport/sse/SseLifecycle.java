package io.reddot.transport.sse;

import io.reddot.session.Session;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets JAX-RS' {@link SseBroadcaster} do what it is sound for: telling when a sink has closed or
 * failed, and closing what is left at the end. Messages go through each session's outbox instead,
 * because a broadcast waits for the slowest (RESTEasy) or drops it after 256 events (Jersey).
 * Thread-safe.
 */
@ApplicationScoped
public class SseLifecycle {
  private final Map<SseEventSink, Session> sessions = new ConcurrentHashMap<>();
  private @Nullable SseBroadcaster broadcaster;

  void watch(SseEventSink sink, Sse sse, Session session) {
    sessions.put(sink, session);
    broadcaster(sse).register(sink);
    if (session.ended() || sink.isClosed()) {
      gone(sink);
    }
  }

  private synchronized SseBroadcaster broadcaster(Sse sse) {
    if (broadcaster == null) {
      broadcaster = sse.newBroadcaster();
      broadcaster.onClose(this::gone);
      broadcaster.onError((sink, cause) -> gone(sink));
    }
    return broadcaster;
  }

  private void gone(SseEventSink sink) {
    Session session = sessions.remove(sink);
    if (session != null) {
      session.gone();
    }
  }

  @PreDestroy
  synchronized void close() {
    if (broadcaster != null) {
      broadcaster.close();
    }
  }
}
