package io.reddot.access;

import io.reddot.config.Access;
import io.reddot.config.StartUp;
import io.reddot.container.RequestContexts;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits the request contexts that CDI creates, which must be done before CDI starts. Called once.
 */
public final class ContextLimit implements ServletContainerInitializer {
  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
    RequestContexts.limit(context, () -> StartUp.settings().get(Access.CONTAINER_PRINCIPAL));
  }
}
