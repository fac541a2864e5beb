package io.reddot.retained;

import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.log.Projection;
import io.reddot.log.StorageQuota;
import io.reddot.log.Transaction;
import io.reddot.message.Message;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Keeps the retained message of each topic in the transaction that appends, and spares it from
 * retention. Thread-safe.
 */
@SingleInstance
public class RetainedProjection implements Projection {
  private final RetainedBounds bounds;

  @Inject
  public RetainedProjection(Settings settings) {
    this(RetainedBounds.of(settings));
  }

  /**
   * @param bounds what users may retain
   */
  public RetainedProjection(RetainedBounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public StorageQuota quota(Transaction transaction) {
    return new RetainedUse(transaction, bounds);
  }

  @Override
  public String spared() {
    return "retained";
  }

  @Override
  public void appended(Transaction transaction, List<Message> messages) throws SQLException {
    RetainedTopics.update(transaction, messages);
  }

  @Override
  public void recalled(Transaction transaction, Message message) throws SQLException {
    RetainedTopics.remove(transaction, List.of(message.position()));
  }

  @Override
  public void expired(Transaction transaction, Map<Long, String> topics) throws SQLException {
    RetainedTopics.remove(transaction, topics.keySet());
  }
}
