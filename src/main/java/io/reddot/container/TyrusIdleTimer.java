package io.reddot.container;

import jakarta.websocket.Session;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Disables the idle timer of Tyrus.
 *
 * <p>Tyrus 2.1 restarts it at every send, even if the idle timeout is 0, which means none. Each
 * time, Payara captures the application's context by a {@code ServiceLoader} scan: that is 100 of
 * the 127 µs of CPU that a delivery costs (22 without it and with the platform's class loader).
 * There is no API to prevent it. So this class replaces the scheduler of a Tyrus session with one
 * that schedules nothing. Tyrus uses it for this timer and for a heartbeat that Red Dot does not
 * use. A session with an unknown structure is left unchanged: slower, but correct. Thread-safe.
 */
final class TyrusIdleTimer {
  private static final System.Logger LOGGER = System.getLogger(TyrusIdleTimer.class.getName());
  private static final String SCHEDULER = "service";
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  /** Returns null from every call: there is nothing to cancel. */
  private static final ScheduledExecutorService IDLE =
      (ScheduledExecutorService)
          Proxy.newProxyInstance(
              TyrusIdleTimer.class.getClassLoader(),
              new Class<?>[] {ScheduledExecutorService.class},
              (proxy, method, arguments) -> null);

  private TyrusIdleTimer() {}

  /** Disables the timer of a Tyrus session. */
  static void remove(Session session) {
    if (!removeFrom(session) && WARNED.compareAndSet(false, true)) {
      LOGGER.log(
          Level.WARNING,
          "This version of Tyrus is unknown: WebSocket messages cost several times the CPU.");
    }
  }

  /** Returns whether {@code session} had such a scheduler. */
  static boolean removeFrom(Object session) {
    try {
      Field scheduler = session.getClass().getDeclaredField(SCHEDULER);
      if (scheduler.getType() != ScheduledExecutorService.class) {
        return false;
      }
      scheduler.setAccessible(true);
      scheduler.set(session, IDLE);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "no scheduler in " + session.getClass(), e);
      return false;
    }
  }
}
