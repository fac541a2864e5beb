package io.reddot.access;

import io.reddot.config.Access;
import io.reddot.config.StartUp;
import io.reddot.http.Payara;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says for which requests CDI makes a context: for none, unless WildFly lets callers in.
 *
 * <p>No bean of ours lives as long as a request, and they cost a third of the rate of publishing.
 * But what lets callers in may have such beans, as WildFly's MicroProfile JWT has. Payara's has
 * none, and Payara leaves the contexts of asynchronous requests behind, of each of which its Weld
 * complains in five lines. Called once, before Weld begins.
 */
public final class RequestContexts implements ServletContainerInitializer {
  /** Weld's: a pattern of the paths of requests that have a context. */
  private static final String MAPPING = "org.jboss.weld.context.mapping";

  private static final String NONE = "(?!)";

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
    boolean needed = !Payara.isHere(context) && StartUp.settings().get(Access.CONTAINER_PRINCIPAL);
    if (!needed) {
      boolean unused = context.setInitParameter(MAPPING, NONE); // web.xml may have said otherwise
    }
  }
}
