package io.reddot.container;

import io.reddot.message.LogContext;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * The mapped diagnostic context of JBoss LogManager, WildFly's log manager. Its JSON formatter
 * writes this context, but no parameters of a record. WildFly shows JBoss Logging to each
 * deployment. With another log manager, or without JBoss Logging, nothing is done here.
 * Thread-safe: the context belongs to a thread.
 */
public final class MappedContext implements LogContext {
  private static final String MANAGER = "org.jboss.logmanager.LogManager";

  private final @Nullable Mdc mdc;

  /** What is used of {@code org.jboss.logging.MDC}. */
  private record Mdc(MethodHandle get, MethodHandle put, MethodHandle remove) {
    static Mdc find() throws ReflectiveOperationException {
      Class<?> mdc = Class.forName("org.jboss.logging.MDC");
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      return new Mdc(
          lookup.findStatic(mdc, "get", MethodType.methodType(Object.class, String.class)),
          lookup.findStatic(
              mdc, "put", MethodType.methodType(Object.class, String.class, Object.class)),
          lookup.findStatic(mdc, "remove", MethodType.methodType(void.class, String.class)));
    }

    @Nullable Object put(String name, @Nullable Object value) {
      try {
        Object before = get.invoke(name);
        if (value == null) {
          remove.invoke(name);
        } else {
          Object unused = put.invoke(name, value);
        }
        return before;
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new UndeclaredThrowableException(e); // the methods declare no exceptions
      }
    }
  }

  public MappedContext() {
    this.mdc = find();
  }

  private static @Nullable Mdc find() {
    if (!LogManager.getLogManager().getClass().getName().equals(MANAGER)) {
      return null;
    }
    try {
      return Mdc.find();
    } catch (ReflectiveOperationException | LinkageError e) {
      return null; // the administrator has hidden it from deployments
    }
  }

  @Override
  public void run(Map<String, String> fields, Runnable logs) {
    Mdc known = mdc;
    if (known == null) {
      logs.run();
      return;
    }
    Map<String, @Nullable Object> before = new HashMap<>();
    fields.forEach((name, value) -> before.put(name, known.put(name, value)));
    try {
      logs.run();
    } finally {
      before.forEach(known::put);
    }
  }
}
