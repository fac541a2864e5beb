package io.reddot.inbox;

import io.reddot.log.InboxStore.InboxEntry;
import io.reddot.log.InboxStore.InboxFilter;
import io.reddot.log.InboxStore.InboxPage;
import io.reddot.log.InboxStore.InboxReader;
import io.reddot.log.InboxStore.Unread;
import io.reddot.message.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists one reader's inbox, newest first, with the count of the same moment. One thread's. */
final class InboxListing {
  private static final String STATE_OF_ITEM =
      "inbox_state.reader = ? AND inbox_state.topic = inbox_item.topic"
          + " AND inbox_state.position = inbox_item.position";

  private final Connection connection;
  private final String log;
  private final String reader;
  private final @Nullable String event;
  private final int limit;
  private final List<Place> places = new ArrayList<>();

  /** A message of the page that is not read yet. */
  private record Place(long position, boolean read, boolean archived) {}

  private InboxListing(
      Connection connection, String log, String reader, @Nullable String event, int limit) {
    this.connection = connection;
    this.log = log;
    this.reader = reader;
    this.event = event;
    this.limit = limit;
  }

  /** As {@link InboxStore#list}. */
  static InboxPage read(
      Connection connection,
      String log,
      InboxReader reader,
      InboxFilter filter,
      @Nullable String event,
      long before,
      int limit)
      throws SQLException {
    List<Followed> topics = Followed.all(connection, reader);
    Unread unread =
        new Unread(
            InboxCount.unread(connection, reader.user(), topics),
            Rows.Head.read(connection).position());
    InboxListing listing = new InboxListing(connection, log, reader.user(), event, limit);
    for (Followed topic : topics) {
      listing.collect(topic, filter, before);
    }
    return listing.page(unread);
  }

  private void collect(Followed topic, InboxFilter filter, long before) throws SQLException {
    switch (filter) {
      case ALL -> items(topic, topic.since(), before, "COALESCE(inbox_state.archived, 0) = 0");
      case UNREAD -> {
        items(
            topic,
            topic.base(),
            before,
            "COALESCE(inbox_state.archived, 0) = 0 AND COALESCE(inbox_state.read, 0) = 0");
        states(
            topic,
            Math.min(before, topic.base() + 1),
            "inbox_state.read = 0 AND inbox_state.archived = 0");
      }
      case ARCHIVED -> states(topic, before, "inbox_state.archived = 1");
    }
  }

  /** What stands in the topic, and what is the reader's of it. */
  private void items(Followed topic, long after, long before, String which) throws SQLException {
    collect(
        topic,
        after,
        before,
        "inbox_item LEFT JOIN inbox_state ON " + STATE_OF_ITEM,
        "inbox_item",
        which);
  }

  /** What the reader has exceptions about. */
  private void states(Followed topic, long before, String which) throws SQLException {
    collect(
        topic,
        topic.since(),
        before,
        "inbox_state JOIN inbox_item ON " + STATE_OF_ITEM,
        "inbox_state",
        which);
  }

  private void collect(
      Followed topic, long after, long before, String from, String walked, String which)
      throws SQLException {
    if (after + 1 >= before) {
      return;
    }
    String sql =
        "SELECT inbox_item.position, inbox_state.read, inbox_state.archived FROM %1$s"
            + " WHERE %2$s.topic = ? AND %2$s.position > ? AND %2$s.position < ? AND %3$s%4$s"
            + " ORDER BY %2$s.position DESC LIMIT ?";
    try (PreparedStatement select =
        connection.prepareStatement(
            sql.formatted(from, walked, which, event == null ? "" : " AND inbox_item.event = ?"))) {
      int i = 1;
      select.setString(i++, reader);
      select.setString(i++, topic.topic());
      select.setLong(i++, after);
      select.setLong(i++, before);
      if (event != null) {
        select.setString(i++, event);
      }
      select.setInt(i, limit + 1);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          long position = rows.getLong(1);
          boolean read = rows.getLong(2) == 1;
          boolean marked = rows.wasNull() && position <= topic.mark();
          places.add(new Place(position, read || marked, rows.getLong(3) == 1));
        }
      }
    }
  }

  private InboxPage page(Unread unread) throws SQLException {
    places.sort(Comparator.comparingLong(Place::position).reversed());
    List<Place> shown = places.subList(0, Math.min(limit, places.size()));
    List<InboxEntry> entries = shown.isEmpty() ? List.of() : entries(shown);
    return new InboxPage(entries, unread, entries.size() < places.size());
  }

  /** Of the first of them, as far as a page may weigh. */
  private List<InboxEntry> entries(List<Place> shown) throws SQLException {
    List<InboxEntry> entries = new ArrayList<>(shown.size());
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + Rows.MESSAGE
                + " FROM message WHERE position IN "
                + Rows.marks(shown.size())
                + " ORDER BY position DESC")) {
      for (int i = 0; i < shown.size(); i++) {
        select.setLong(i + 1, shown.get(i).position);
      }
      select.setFetchSize(Reader.FETCH);
      long size = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (size < Reader.PAGE_SIZE && rows.next()) {
          Message message = Rows.message(rows, log);
          Place place = shown.get(entries.size());
          if (place.position != message.position()) {
            throw new SQLException("an inbox holds " + place.position + ", which is no message");
          }
          entries.add(new InboxEntry(message, place.read, place.archived));
          size += message.size();
        }
      }
    }
    return entries;
  }
}
