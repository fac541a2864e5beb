package io.reddot.trace;

import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.lang.System.Logger.Level;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Records spans with the server's OpenTelemetry (MicroProfile Telemetry), if it has one and it is
 * on. Stateless.
 */
@ApplicationScoped
public class ServerTracing {
  private static final System.Logger LOGGER = System.getLogger(ServerTracing.class.getName());

  /** The switch of MicroProfile Telemetry, which is off by default. */
  static final String DISABLED = "otel.sdk.disabled";

  private static final String SCOPE = "io.reddot";

  /**
   * Begins before any servlet is initialized, and so before anything is published.
   *
   * @param offered empty where the server has no MicroProfile Telemetry
   */
  void start(
      @Observes @Initialized(ApplicationScoped.class) Object started,
      Instance<OpenTelemetry> offered) {
    // The property is read here, because the SDK that Payara offers while it is off makes sampled
    // spans, which it exports nowhere: they would replace the publisher's traceparent.
    if (ConfigProvider.getConfig().getOptionalValue(DISABLED, Boolean.class).orElse(true)) {
      return;
    }
    if (!offered.isResolvable()) {
      LOGGER.log(
          Level.WARNING,
          DISABLED + " is false, but this server offers no OpenTelemetry; no spans are recorded");
      return;
    }
    try {
      Tracing.use(new OpenTelemetryTracing(offered.get().getTracer(SCOPE)));
      LOGGER.log(Level.INFO, "Spans of messages are recorded with the server's OpenTelemetry.");
    } catch (RuntimeException | LinkageError e) {
      LOGGER.log(
          Level.WARNING, "could not use the server's OpenTelemetry; no spans are recorded", e);
    }
  }
}
