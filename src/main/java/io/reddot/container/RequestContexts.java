package io.reddot.container;

import jakarta.servlet.ServletContext;
import java.util.function.BooleanSupplier;

/** Says for which requests CDI makes a context. Stateless. */
public final class RequestContexts {
  /** Weld's: a pattern of the paths of requests that have a context. */
  private static final String MAPPING = "org.jboss.weld.context.mapping";

  private static final String NONE = "(?!)";

  private RequestContexts() {}

  /**
   * Switches the contexts off where nothing needs them. To be called once, before Weld begins.
   *
   * <p>No bean of ours lives as long as a request, and the contexts cost a third of the rate of
   * publishing. But what lets callers in may have such beans, as WildFly's MicroProfile JWT has.
   *
   * @param identity whether callers are let in by the server's own security
   */
  public static void limit(ServletContext context, BooleanSupplier identity) {
    if (!Servers.of(context).needsRequestContexts(identity)) {
      boolean unused = context.setInitParameter(MAPPING, NONE); // web.xml may have said otherwise
    }
  }
}
