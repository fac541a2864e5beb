package io.reddot.transport.mqtt.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Groups that share messages, beside the log and in its transactions. Thread-safe. */
final class JdbcShareStore implements ShareStore {
  private static final int NAMES_A_QUERY = 500;

  private final Database database;
  private final GroupCommit commits;
  private final Bounds bounds;

  JdbcShareStore(Database database, GroupCommit commits, Bounds bounds) {
    this.bounds = bounds;
    this.database = database;
    this.commits = commits;
  }

  @Override
  public CompletionStage<Long> seat(String group, String node, String owner) {
    String name = ShareRows.name(group);
    return commits.change(
        4,
        name.length() + node.length() + owner.length(),
        transaction -> {
          ShareRows.sweep(transaction, name);
          Long position = position(transaction, name);
          if (position == null) {
            checkRoom(transaction, owner);
            position = begin(transaction, name, owner);
          }
          ShareRows.enter(transaction, node, 0);
          update(
              transaction,
              "INSERT INTO share_seat (name, node) VALUES (?, ?) ON CONFLICT DO NOTHING",
              name,
              node);
          ShareRows.free(transaction, name, node);
          return position;
        });
  }

  private void checkRoom(Transaction transaction, String owner) throws SQLException {
    if (owner.isEmpty()) {
      return;
    }
    PreparedStatement own =
        transaction.statement("SELECT count(*) FROM share_group WHERE owner = ?");
    own.setString(1, owner);
    if (Bounds.exceeded(count(own) + 1, bounds.groups())) {
      throw bounds.tooManyGroups();
    }
    if (Bounds.exceeded(
        count(transaction.statement("SELECT count(*) FROM share_group")) + 1, bounds.allGroups())) {
      throw bounds.tooManyGroupsInAll();
    }
  }

  private static long count(PreparedStatement count) throws SQLException {
    try (ResultSet row = count.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static long begin(Transaction transaction, String name, String owner)
      throws SQLException {
    PreparedStatement insert =
        transaction.statement("INSERT INTO share_group (name, position, owner) VALUES (?, ?, ?)");
    insert.setString(1, name);
    insert.setLong(2, transaction.head());
    insert.setString(3, owner);
    insert.executeUpdate();
    return transaction.head();
  }

  private static @Nullable Long position(Transaction transaction, String name) throws SQLException {
    PreparedStatement select =
        transaction.statement("SELECT position FROM share_group WHERE name = ?");
    select.setString(1, name);
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : null;
    }
  }

  @Override
  public CompletionStage<Boolean> keep(String group, String session) {
    String name = ShareRows.name(group);
    return commits.change(
        1,
        name.length() + session.length(),
        transaction ->
            update(
                    transaction,
                    "INSERT INTO share_member (name, session) SELECT ?, ?"
                        + " WHERE EXISTS (SELECT 1 FROM share_group WHERE name = ?)"
                        + " ON CONFLICT DO NOTHING",
                    name,
                    session,
                    name)
                > 0);
  }

  @Override
  public CompletionStage<Boolean> drop(String group, String session) {
    String name = ShareRows.name(group);
    return commits.change(
        2,
        name.length() + session.length(),
        transaction -> {
          int dropped =
              update(
                  transaction,
                  "DELETE FROM share_member WHERE name = ? AND session = ?",
                  name,
                  session);
          ShareRows.sweep(transaction, name);
          return dropped > 0;
        });
  }

  @Override
  public CompletionStage<Taken> take(String group, String node, Take take) {
    String name = ShareRows.name(group);
    int rows =
        take.kept().size()
            + take.settled().size()
            + take.doubtful().size()
            + take.returned().size();
    return commits.change(
        1 + rows, name.length() + 16 * rows, transaction -> take(transaction, name, node, take));
  }

  private static Taken take(Transaction transaction, String name, String node, Take take)
      throws SQLException {
    Set<String> seated = seated(transaction, name);
    Long before = position(transaction, name);
    if (!seated.contains(node) || before == null) {
      return Taken.UNSEATED;
    }
    ShareRows.settle(transaction, name, node, take.settled());
    boolean moved = take.from() <= before && take.to() > before;
    if (moved) {
      PreparedStatement move =
          transaction.statement("UPDATE share_group SET position = ? WHERE name = ?");
      move.setLong(1, take.to());
      move.setString(2, name);
      move.executeUpdate();
      List<Long> mine =
          take.kept().stream().filter(each -> each > before && each <= take.to()).toList();
      ShareRows.insert(transaction, name, node, mine);
    }
    List<Long> sure = new ArrayList<>();
    for (long position : take.doubtful()) {
      if (ShareRows.holds(transaction, name, node, position)) {
        sure.add(position);
      }
    }
    List<Long> freed = ShareRows.takeFree(transaction, name, node, take.free());
    ShareRows.free(transaction, name, node, take.returned()); // last: it shall not get them itself
    return new Taken(true, before, moved, seated.size() - 1, sure, freed);
  }

  private static Set<String> seated(Transaction transaction, String name) throws SQLException {
    PreparedStatement select = transaction.statement("SELECT node FROM share_seat WHERE name = ?");
    select.setString(1, name);
    Set<String> nodes = new HashSet<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        nodes.add(rows.getString(1));
      }
    }
    return nodes;
  }

  @Override
  public CompletionStage<Boolean> leave(
      String group, String node, Collection<Long> settled, Collection<Long> left) {
    String name = ShareRows.name(group);
    List<Long> done = List.copyOf(settled);
    List<Long> rest = List.copyOf(left);
    int rows = done.size() + rest.size();
    return commits.change(
        4 + rows,
        name.length() + 16 * rows,
        transaction -> {
          if (!seated(transaction, name).contains(node)) {
            return false; // what it has is another's by now
          }
          ShareRows.settle(transaction, name, node, done);
          ShareRows.settle(transaction, name, node, rest); // so that what has no row gets one
          ShareRows.insert(transaction, name, node, absent(transaction, name, rest));
          ShareRows.free(transaction, name, node);
          update(transaction, "DELETE FROM share_seat WHERE name = ? AND node = ?", name, node);
          ShareRows.leave(transaction, node);
          ShareRows.sweep(transaction, name);
          return true;
        });
  }

  /** Without those that another node has. */
  private static List<Long> absent(Transaction transaction, String name, List<Long> positions)
      throws SQLException {
    PreparedStatement select =
        transaction.statement("SELECT 1 FROM share_message WHERE name = ? AND position = ?");
    List<Long> absent = new ArrayList<>();
    for (long position : positions) {
      select.setString(1, name);
      select.setLong(2, position);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          absent.add(position);
        }
      }
    }
    return absent;
  }

  @Override
  public Set<String> free(Collection<String> groups) {
    Map<String, String> byName = new HashMap<>();
    groups.forEach(group -> byName.put(ShareRows.name(group), group));
    List<String> names = List.copyOf(byName.keySet());
    Set<String> free = new HashSet<>();
    for (int from = 0; from < names.size(); from += NAMES_A_QUERY) {
      List<String> some = names.subList(from, Math.min(names.size(), from + NAMES_A_QUERY));
      read(
              "SELECT DISTINCT name FROM share_message WHERE node = '' AND name IN "
                  + Rows.marks(some.size()),
              some,
              row -> row.getString(1))
          .forEach(name -> free.add(byName.get(name)));
    }
    return free;
  }

  @Override
  public CompletionStage<Boolean> beat(String node) {
    return commits.change(
        1,
        node.length(),
        transaction ->
            update(transaction, "UPDATE share_node SET beat = beat + 1 WHERE node = ?", node) > 0);
  }

  @Override
  public Map<String, Long> beats() {
    record Beat(String node, long beat) {}
    Map<String, Long> beats = new LinkedHashMap<>();
    read(
            "SELECT node, beat FROM share_node",
            List.of(),
            row -> new Beat(row.getString(1), row.getLong(2)))
        .forEach(each -> beats.put(each.node(), each.beat()));
    return beats;
  }

  @Override
  public CompletionStage<Boolean> gone(String node, long beat) {
    return commits.change(
        4,
        node.length(),
        transaction -> {
          PreparedStatement delete =
              transaction.statement("DELETE FROM share_node WHERE node = ? AND beat = ?");
          delete.setString(1, node);
          delete.setLong(2, beat);
          if (delete.executeUpdate() == 0) {
            return false;
          }
          update(transaction, "UPDATE share_message SET node = '' WHERE node = ?", node);
          update(transaction, "DELETE FROM share_seat WHERE node = ?", node);
          WillRows.orphan(transaction, node);
          ShareRows.sweep(transaction);
          return true;
        });
  }

  @Override
  public boolean overdue(Instant handedBefore) {
    return database.read(connection -> HandedRows.overdue(connection, handedBefore));
  }

  @Override
  public CompletionStage<Integer> giveBack(Instant handedBefore) {
    return commits.change(
        2 * HandedRows.AT_ONCE, 0, transaction -> HandedRows.giveBack(transaction, handedBefore));
  }

  private static int update(Transaction transaction, String sql, String... values)
      throws SQLException {
    PreparedStatement update = transaction.statement(sql);
    Rows.set(update, 1, List.of(values));
    return update.executeUpdate();
  }

  /** One value of a row. */
  private interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> List<T> read(String sql, List<String> values, Reading<T> reading) {
    return database.read(
        connection -> {
          List<T> all = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            Rows.set(select, 1, values);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                all.add(reading.of(rows));
              }
            }
          }
          return all;
        });
  }
}
