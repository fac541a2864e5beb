package io.reddot.access;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;

/** Requests without a server: a method, headers, and where they come from. */
final class Requests {
  private Requests() {}

  /**
   * @param headers names and values in turn
   */
  static HttpServletRequest of(String method, String... headers) {
    return of(method, "127.0.0.1", false, headers);
  }

  static HttpServletRequest of(String method, String peer, boolean tls, String... headers) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            Requests.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getHeader" -> all.get((String) arguments[0]);
                  case "getRemoteAddr" -> peer;
                  case "isSecure" -> tls;
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }
}
