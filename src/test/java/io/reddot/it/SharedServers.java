package io.reddot.it;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Servers that several classes share, since a boot costs seconds of both cores. A class locks what
 * it shares with {@code @ResourceLock} of the server's name, and brings topics and users of its
 * own. They end when the run ends: JUnit registers this for all tests. Thread-safe.
 */
public final class SharedServers implements BeforeAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(SharedServers.class);
  private static final ThreadLocal<ExtensionContext> CLASS = new ThreadLocal<>();

  /** Makes one that is shared. */
  interface Boot<S extends AutoCloseable> {
    S start() throws Exception;
  }

  /** What a run has started. */
  private static final class Running implements AutoCloseable {
    private final Map<String, AutoCloseable> servers = new HashMap<>();

    /** Of different names they boot side by side. */
    <S extends AutoCloseable> S get(String name, Class<S> type, Boot<S> boot) throws Exception {
      AutoCloseable server;
      synchronized (this) {
        server = servers.get(name);
      }
      if (server == null) {
        server = boot.start(); // once: the class that asks holds the lock of this name
        synchronized (this) {
          servers.put(name, server);
        }
      }
      return type.cast(server);
    }

    @Override
    public synchronized void close() throws Exception {
      for (AutoCloseable server : servers.values()) {
        server.close();
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    CLASS.set(context);
  }

  static <S extends AutoCloseable> S get(String name, Class<S> type, Boot<S> boot)
      throws Exception {
    ExtensionContext context = CLASS.get();
    Locks.assertHeld(context, name);
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Running.class, key -> new Running(), Running.class)
        .get(name, type, boot);
  }
}
