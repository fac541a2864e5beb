package io.reddot.transport.mqtt.session;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.hub.SessionRegistry;
import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import java.util.Collection;

/** Decides whether a client may subscribe. Thread-safe. */
final class SubscriptionRules {
  private final MqttSettings settings;
  private final SessionRegistry registry;
  private final Limits limits;

  SubscriptionRules(MqttSettings settings, SessionRegistry registry, Limits limits) {
    this.settings = settings;
    this.registry = registry;
    this.limits = limits;
  }

  /** Whether the configuration excludes the filter for everybody. */
  boolean refuses(TopicFilter filter) {
    return settings.refuses(filter);
  }

  /** Returns the answer to an excluded filter. It does not disclose the configuration. */
  static Problem refusedByTheServer() {
    return Problem.forbidden("This server does not accept this subscription over MQTT.");
  }

  /**
   * Checks whether the caller may have all of these filters in one session.
   *
   * @throws Problem (403) if it may not read one of them, (400) if there are too many
   */
  void check(Caller caller, Collection<TopicFilter> filters) {
    registry.check(caller, filters);
  }

  /**
   * Counts a read of the log.
   *
   * @throws Problem (429) if the caller reads too often
   */
  void countRead(Caller caller) {
    limits.read(caller);
  }
}
