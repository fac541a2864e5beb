package io.reddot.container;

import jakarta.servlet.ServletContext;
import java.util.function.BooleanSupplier;

/** Controls the requests for which CDI creates a context. Stateless. */
public final class RequestContexts {
  /** Weld's parameter: a pattern of the paths of requests that get a context. */
  private static final String MAPPING = "org.jboss.weld.context.mapping";

  private static final String NONE = "(?!)";

  private RequestContexts() {}

  /**
   * Disables the contexts if nothing needs them. Must be called once, before Weld starts.
   *
   * <p>Red Dot has no request-scoped beans, and the contexts cost a third of the rate of
   * publishing. But the server's own security may have such beans: WildFly's MicroProfile JWT does.
   *
   * @param identity whether the server's own security authenticates callers
   */
  public static void limit(ServletContext context, BooleanSupplier identity) {
    if (!Servers.of(context).needsRequestContexts(identity)) {
      boolean unused = context.setInitParameter(MAPPING, NONE); // refused if web.xml sets it
    }
  }
}
