package io.reddot.hub;

import io.reddot.session.SessionLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** What the administrator says about sessions. Immutable. */
@ApplicationScoped
public class HubSettings {
  /** A thousand followers of one topic: 25 steps a second, so at most 40 ms. */
  private static final int WRITES_PER_SECOND = 25_000;

  private final SessionLimits limits;
  private final Duration goodbyeSpread;
  private final Pace pace;

  /** For the client proxy only. */
  protected HubSettings() {
    this.limits = SessionLimits.DEFAULT;
    this.goodbyeSpread = Duration.ZERO;
    this.pace = new Pace(0);
  }

  @Inject
  public HubSettings(Config config) {
    SessionLimits normal = SessionLimits.DEFAULT;
    Duration heartbeat = seconds(config, "reddot.session.heartbeat-seconds", normal.heartbeat());
    this.limits =
        new SessionLimits(
            config
                .getOptionalValue("reddot.session.outbox-bytes", Integer.class)
                .orElse(normal.outboxBytes()),
            heartbeat,
            heartbeat.plusSeconds(5), // so that one answer may be lost
            seconds(config, "reddot.session.write-timeout-seconds", normal.writeTimeout()),
            config
                .getOptionalValue("reddot.session.subscriptions", Integer.class)
                .orElse(normal.subscriptions()));
    this.goodbyeSpread =
        seconds(config, "reddot.session.goodbye-spread-seconds", Duration.ofSeconds(5));
    this.pace =
        new Pace(
            config
                .getOptionalValue("reddot.fan-out.writes-per-second", Integer.class)
                .orElse(WRITES_PER_SECOND));
  }

  private static Duration seconds(Config config, String name, Duration otherwise) {
    return config.getOptionalValue(name, Long.class).map(Duration::ofSeconds).orElse(otherwise);
  }

  public SessionLimits limits() {
    return limits;
  }

  /** How long fan-out rests between two steps. */
  Pace pace() {
    return pace;
  }

  /** Over how long the clients of a server that goes down come back. */
  public Duration goodbyeSpread() {
    return goodbyeSpread;
  }
}
