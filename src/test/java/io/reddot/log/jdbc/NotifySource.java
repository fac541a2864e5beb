package io.reddot.log.jdbc;

import static io.reddot.log.jdbc.BreakingSource.invoke;
import static io.reddot.log.jdbc.BreakingSource.proxy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** A data source whose NOTIFYs a test sees before they are sent, and may lose. Stateless. */
final class NotifySource {
  private NotifySource() {}

  /** Called on the thread that sends. */
  interface Hook {
    /**
     * @return whether to send it
     */
    boolean sends(String payload) throws Exception;
  }

  static DataSource of(DataSource source, Hook hook) {
    return proxy(
        DataSource.class,
        (method, arguments) ->
            invoke(source, method, arguments) instanceof Connection connection
                ? hooked(connection, hook)
                : null);
  }

  private static Connection hooked(Connection connection, Hook hook) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object result = invoke(connection, method, arguments);
          return result instanceof PreparedStatement statement
                  && String.valueOf(arguments[0]).contains("pg_notify")
              ? hooked(statement, hook)
              : result;
        });
  }

  private static PreparedStatement hooked(PreparedStatement statement, Hook hook) {
    AtomicReference<String> payload = new AtomicReference<>();
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          if (method.getName().equals("setString")) {
            payload.set((String) arguments[1]);
          }
          boolean executes = method.getName().startsWith("execute");
          return executes && !hook.sends(payload.get())
              ? (Object) false
              : invoke(statement, method, arguments);
        });
  }
}
