package io.reddot.transport.mqtt.store;

import io.reddot.log.Transaction;
import io.reddot.message.Utf8;
import java.sql.SQLException;

/**
 * Checks the stored sessions of users against {@link SessionBounds}. Queries the few sessions of a
 * user when one of them begins or grows. Stateless.
 */
final class SessionUse {
  private SessionUse() {}

  /** Returns the user that a session's key names; empty: the server itself. */
  static String owner(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? "" : key.substring(0, slash);
  }

  /**
   * Checks whether the user may have one more session; it replaces an earlier one with the same
   * key.
   *
   * @throws io.reddot.message.Problem (429) if the user has too many already
   */
  static void checkRoom(Transaction transaction, SessionBounds bounds, String key)
      throws SQLException {
    String owner = owner(key);
    if (bounds.sessions() == 0 || owner.isEmpty()) {
      return;
    }
    long others =
        transaction
            .sql()
            .number(
                "SELECT count(*) FROM session WHERE owner = ? AND key <> ? AND expires_at > ?",
                owner,
                key,
                transaction.now());
    bounds.checkSessions(others + 1);
  }

  /**
   * Checks whether a session may have this state.
   *
   * @throws io.reddot.message.Problem (429) if the sessions of its user have no room for it
   */
  static void checkState(Transaction transaction, SessionBounds bounds, String key, String state)
      throws SQLException {
    String owner = owner(key);
    if (bounds.sessionBytes() == 0 || owner.isEmpty()) {
      return;
    }
    long others =
        transaction
            .sql()
            .number(
                "SELECT sum(size) FROM session WHERE owner = ? AND key <> ? AND expires_at > ?",
                owner,
                key,
                transaction.now());
    bounds.checkBytes(others + Utf8.length(state));
  }
}
