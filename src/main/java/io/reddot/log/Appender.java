package io.reddot.log;

import io.reddot.log.MessageLog.Receipt;
import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends a group of requests in one transaction. Each request is all or nothing by itself: one
 * that conflicts leaves the others untouched. Not thread-safe: the group commit's thread owns it.
 */
final class Appender {
  private static final int IDS_A_QUERY = 500;

  private final Database database;
  private final String log;
  private final InstantSource clock;

  Appender(Database database, String log, InstantSource clock) {
    this.database = database;
    this.log = log;
    this.clock = clock;
  }

  /** What became of one request: receipts, or the problem that kept it out. */
  record Outcome(List<Receipt> receipts, @Nullable Problem problem) {}

  /** What is committed now. */
  record Committed(List<Message> messages, List<Outcome> outcomes) {}

  /** Returns after the commit; throws with nothing stored. */
  Committed append(List<List<Draft>> requests) throws SQLException {
    try (Connection connection = database.begin()) {
      try {
        Committed committed = append(connection, requests);
        connection.commit();
        return committed;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private Committed append(Connection connection, List<List<Draft>> requests) throws SQLException {
    try (PreparedStatement take = connection.prepareStatement("UPDATE log SET head = head")) {
      take.executeUpdate(); // the head row first: from here on we are alone
    }
    long head = Rows.Head.read(connection).position();
    Map<String, Message> known = stored(connection, requests);
    List<Message> fresh = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>(requests.size());
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    for (List<Draft> request : requests) {
      List<Receipt> receipts = new ArrayList<>(request.size());
      List<Message> added = new ArrayList<>(request.size());
      Problem problem = null;
      for (Draft draft : request) {
        Message earlier = known.get(draft.id());
        if (earlier == null) {
          long position = head + fresh.size() + added.size() + 1;
          Message message = Message.of(draft, new Cursor(log, position), at);
          added.add(message);
          known.put(draft.id(), message);
          receipts.add(new Receipt(draft.id(), message.cursor(), false));
        } else if (draft.sameAs(earlier)) {
          receipts.add(new Receipt(draft.id(), earlier.cursor(), true));
        } else {
          problem =
              Problem.conflict(
                  "The id "
                      + draft.id()
                      + " is taken by a message with other content; nothing was stored.");
          break;
        }
      }
      if (problem == null) {
        fresh.addAll(added);
        outcomes.add(new Outcome(receipts, null));
      } else {
        added.forEach(message -> known.remove(message.id()));
        outcomes.add(new Outcome(List.of(), problem));
      }
    }
    if (!fresh.isEmpty()) {
      insert(connection, fresh);
      moveHead(connection, head + fresh.size());
    }
    return new Committed(fresh, outcomes);
  }

  /** Which of the requests' ids are in the log already; only publishers' own ids can be. */
  private Map<String, Message> stored(Connection connection, List<List<Draft>> requests)
      throws SQLException {
    List<String> ids =
        requests.stream()
            .flatMap(List::stream)
            .filter(Draft::ownId)
            .map(Draft::id)
            .distinct()
            .toList();
    Map<String, Message> stored = new HashMap<>();
    for (int from = 0; from < ids.size(); from += IDS_A_QUERY) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + IDS_A_QUERY));
      String marks = "?,".repeat(some.size() - 1) + "?";
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT " + Rows.MESSAGE + " FROM message WHERE id IN (" + marks + ")")) {
        for (int i = 0; i < some.size(); i++) {
          select.setString(i + 1, some.get(i));
        }
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            Message message = Rows.message(rows, log);
            stored.put(message.id(), message);
          }
        }
      }
    }
    return stored;
  }

  private static void insert(Connection connection, List<Message> messages) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO message (" + Rows.MESSAGE + ") VALUES (?,?,?,?,?,?,?,?,?,?,?)")) {
      for (Message message : messages) {
        Rows.set(insert, message);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void moveHead(Connection connection, long head) throws SQLException {
    try (PreparedStatement move = connection.prepareStatement("UPDATE log SET head = ?")) {
      move.setLong(1, head);
      move.executeUpdate();
    }
    if (database.product() == Database.Product.POSTGRESQL) {
      HeadNotifications.send(connection, head);
    }
  }
}
