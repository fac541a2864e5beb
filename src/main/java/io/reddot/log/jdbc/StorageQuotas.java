package io.reddot.log.jdbc;

import io.reddot.log.Projection;
import io.reddot.log.StorageQuota;
import io.reddot.log.Transaction;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** The quotas of all projections in one transaction. Not thread-safe: owned by that. */
final class StorageQuotas {
  private final List<StorageQuota> all;

  StorageQuotas(Transaction transaction, List<Projection> projections) {
    this.all =
        projections.stream()
            .map(projection -> projection.quota(transaction))
            .filter(Objects::nonNull)
            .toList();
  }

  <T extends StorageQuota> T get(Class<T> type) {
    return all.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  void lookUp(List<Draft> drafts) throws SQLException {
    for (StorageQuota quota : all) {
      quota.lookUp(drafts);
    }
  }

  /**
   * Counts the messages of one request.
   *
   * @throws io.reddot.message.Problem (429), without any change, if a quota refuses them
   */
  void admit(List<Message> messages) throws SQLException {
    for (StorageQuota quota : all) {
      quota.check(messages);
    }
    for (StorageQuota quota : all) {
      quota.count(messages);
    }
  }

  void checkLater(List<Draft> drafts) throws SQLException {
    for (StorageQuota quota : all) {
      quota.checkLater(drafts);
    }
  }

  /** Returns the draft without what the quotas may refuse. */
  Draft reduce(Draft draft) {
    Draft reduced = draft;
    for (StorageQuota quota : all) {
      reduced = quota.reduce(reduced);
    }
    return reduced;
  }

  void store() throws SQLException {
    for (StorageQuota quota : all) {
      quota.store();
    }
  }
}
