package io.reddot.log.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A data source whose connections break while they answer a COMMIT that was done. Stateless. */
final class BreakingSource {
  private BreakingSource() {}

  static DataSource of(DataSource source) {
    return proxy(
        DataSource.class,
        (method, arguments) ->
            invoke(source, method, arguments) instanceof Connection connection
                ? breaking(connection)
                : null);
  }

  private static Connection breaking(Connection connection) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object result = invoke(connection, method, arguments);
          if (method.getName().equals("commit")) {
            throw new SQLException("the connection broke", "08006");
          }
          return result;
        });
  }

  interface Call {
    Object of(Method method, Object[] arguments) throws Throwable;
  }

  static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader() == null
                ? BreakingSource.class.getClassLoader()
                : type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call.of(method, arguments)));
  }

  static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
