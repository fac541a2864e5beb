package io.reddot.transport.mqtt.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What users have in stored sessions, as {@link Bounds} count it: looked up where one begins or
 * grows, among the sessions of its user, which are few. Stateless.
 */
final class SessionUse {
  private SessionUse() {}

  /** The user that a session's key names; empty: it is the house's own. */
  static String owner(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? "" : key.substring(0, slash);
  }

  /**
   * One more session begins, in the place of one of that key.
   *
   * @throws io.reddot.message.Problem (429) if its user has as many as it may
   */
  static void checkRoom(Transaction transaction, Bounds bounds, String key) throws SQLException {
    String owner = owner(key);
    if (bounds.sessions() == 0 || owner.isEmpty()) {
      return;
    }
    PreparedStatement count =
        transaction.statement(
            "SELECT count(*) FROM session WHERE owner = ? AND key <> ? AND expires_at > ?");
    count.setString(1, owner);
    count.setString(2, key);
    Rows.setInstant(count, 3, transaction.now());
    try (ResultSet row = count.executeQuery()) {
      if (row.next() && Bounds.exceeded(row.getLong(1) + 1, bounds.sessions())) {
        throw bounds.tooManySessions();
      }
    }
  }

  /**
   * A session's state is to be this one.
   *
   * @throws io.reddot.message.Problem (429) if its user's sessions have no room for it
   */
  static void checkState(Transaction transaction, Bounds bounds, String key, String state)
      throws SQLException {
    String owner = owner(key);
    if (bounds.sessionBytes() == 0 || owner.isEmpty()) {
      return;
    }
    PreparedStatement sum =
        transaction.statement(
            "SELECT sum(size) FROM session WHERE owner = ? AND key <> ? AND expires_at > ?");
    sum.setString(1, owner);
    sum.setString(2, key);
    Rows.setInstant(sum, 3, transaction.now());
    try (ResultSet row = sum.executeQuery()) {
      if (row.next()
          && Bounds.exceeded(row.getLong(1) + Rows.bytes(state), bounds.sessionBytes())) {
        throw bounds.tooMuchState();
      }
    }
  }
}
