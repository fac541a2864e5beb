package io.reddot.it;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Map;

/**
 * Calls the quick start's servlet as the user of the argument, or nobody, and prints the answer.
 */
final class TokenServletCall {
  private TokenServletCall() {}

  public static void main(String... arguments) throws Exception {
    Principal user = arguments.length == 0 ? null : () -> arguments[0];
    HttpServlet servlet =
        (HttpServlet) Class.forName("com.example.TokenServlet").getConstructor().newInstance();
    StringWriter body = new StringWriter();
    PrintWriter writer = new PrintWriter(body);
    servlet.service(
        call(HttpServletRequest.class, Map.of("getMethod", "GET"), "getUserPrincipal", user, body),
        call(HttpServletResponse.class, Map.of("getWriter", writer), "", null, body));
    writer.flush();
    System.out.print(body);
  }

  /** A request or response that knows only these answers; errors go into the body. */
  private static <T> T call(
      Class<T> type, Map<String, Object> known, String name, Object value, StringWriter body) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("sendError")) {
                body.append("error " + arguments[0]);
              }
              return method.getName().equals(name) ? value : known.get(method.getName());
            }));
  }
}
