package io.reddot.hub;

import io.reddot.config.Operations;
import io.reddot.config.Sessions;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.session.SessionLimits;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of sessions and fan-out. Immutable. */
@SingleInstance
public class HubSettings {
  private final SessionLimits limits;
  private final Duration goodbyeSpread;
  private final int lanes;
  private final double utilization;
  private final Optional<Path> drainFile;

  @Inject
  public HubSettings(Settings settings) {
    Duration heartbeat = settings.get(Sessions.HEARTBEAT);
    this.limits =
        new SessionLimits(
            settings.get(Sessions.OUTBOX_BYTES),
            heartbeat,
            heartbeat.plusSeconds(5), // one answer may be lost
            settings.get(Sessions.WRITE_TIMEOUT),
            settings.get(Sessions.SUBSCRIPTIONS));
    this.goodbyeSpread = settings.get(Sessions.GOODBYE_SPREAD);
    this.lanes =
        settings.get(Sessions.LANES).orElseGet(() -> Runtime.getRuntime().availableProcessors());
    this.utilization = settings.get(Sessions.UTILIZATION);
    this.drainFile = settings.get(Operations.DRAIN_FILE);
  }

  public SessionLimits limits() {
    return limits;
  }

  /** Returns the number of lanes of fan-out. */
  int lanes() {
    return lanes;
  }

  /** Returns the share of the processors that fan-out keeps busy before it rests. */
  double utilization() {
    return utilization;
  }

  /** Returns the file whose existence drains this node. */
  Optional<Path> drainFile() {
    return drainFile;
  }

  /** Returns the time over which the clients of a stopping server reconnect. */
  public Duration goodbyeSpread() {
    return goodbyeSpread;
  }
}
