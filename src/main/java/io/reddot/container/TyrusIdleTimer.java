package io.reddot.container;

import jakarta.websocket.Session;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes the idle timer of Tyrus (Payara's WebSockets) out of the way.
 *
 * <p>Tyrus restarts it at every send, even where the idle timeout is 0, which means none; and each
 * time the container captures the application's context anew, which costs several times what the
 * rest of the send does. There is no API against it, so the scheduler that a session of Tyrus keeps
 * for nothing else but this (and for a heartbeat of its own, which we do not use) is exchanged for
 * one that schedules nothing. Where a session does not look as expected nothing is changed: slower,
 * but right. Thread-safe.
 */
final class TyrusIdleTimer {
  private static final System.Logger LOGGER = System.getLogger(TyrusIdleTimer.class.getName());
  private static final String SCHEDULER = "service";
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  /** Answers every call with null, as a scheduler would that has nothing to cancel. */
  private static final ScheduledExecutorService IDLE =
      (ScheduledExecutorService)
          Proxy.newProxyInstance(
              TyrusIdleTimer.class.getClassLoader(),
              new Class<?>[] {ScheduledExecutorService.class},
              (proxy, method, arguments) -> null);

  private TyrusIdleTimer() {}

  /** Takes the timer out of a session of Tyrus. */
  static void remove(Session session) {
    if (!removeFrom(session) && WARNED.compareAndSet(false, true)) {
      LOGGER.log(
          Level.WARNING,
          "This Tyrus is not the one that is known here: WebSocket messages will cost several"
              + " times the CPU.");
    }
  }

  /** Whether {@code session} had such a scheduler. */
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
