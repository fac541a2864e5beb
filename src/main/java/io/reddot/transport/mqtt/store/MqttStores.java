package io.reddot.transport.mqtt.store;

import io.reddot.config.Limiting;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.log.MessageLog;
import io.reddot.log.Transactions;
import jakarta.inject.Inject;
import java.time.InstantSource;

/** The stores of the deployed application, with the configured quotas. Thread-safe. */
@SingleInstance
public class MqttStores {
  private final SessionStore sessions;
  private final WillStore wills;
  private final ShareStore shares;

  @Inject
  public MqttStores(MessageLog log, Settings settings) {
    Transactions transactions = log.transactions();
    InstantSource clock = InstantSource.system();
    this.sessions =
        new SessionStore(
            transactions,
            clock,
            new SessionBounds(
                settings.get(Limiting.STORED_SESSIONS),
                settings.get(Limiting.STORED_SESSION_BYTES)));
    this.wills = new WillStore(transactions, clock);
    this.shares =
        new ShareStore(
            transactions,
            new ShareBounds(
                settings.get(Limiting.USER_SHARE_GROUPS), settings.get(Limiting.SHARE_GROUPS)));
  }

  public SessionStore sessions() {
    return sessions;
  }

  public WillStore wills() {
    return wills;
  }

  public ShareStore shares() {
    return shares;
  }
}
