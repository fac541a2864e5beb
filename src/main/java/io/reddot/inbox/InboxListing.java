package io.reddot.inbox;

import io.reddot.hub.Inboxes.Reader;
import io.reddot.hub.Inboxes.Unread;
import io.reddot.inbox.CollapsedItems.Group;
import io.reddot.inbox.InboxStore.InboxEntry;
import io.reddot.inbox.InboxStore.InboxPage;
import io.reddot.inbox.InboxStore.InboxQuery;
import io.reddot.log.MessageRows;
import io.reddot.log.Sql;
import io.reddot.message.Message;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists one reader's inbox, newest first, with the unread count of the same snapshot. Not
 * thread-safe: a list is read by one thread.
 */
final class InboxListing {
  private static final String STATE_OF_ITEM =
      "inbox_state.reader = ? AND inbox_state.topic = inbox_item.topic"
          + " AND inbox_state.position = inbox_item.position";

  private final Sql sql;
  private final String log;
  private final String reader;
  private final InboxQuery query;
  private final List<Place> places = new ArrayList<>();

  /** The reader has seen all messages up to here. */
  private final long seen;

  /** The position and state of a message. */
  private record Place(
      InboxTopic topic,
      long position,
      boolean read,
      boolean archived,
      @Nullable String collapse,
      int collapsed) {
    Place collapsed(int number) {
      return new Place(topic, position, read, archived, collapse, number);
    }
  }

  private InboxListing(Sql sql, String log, String reader, long seen, InboxQuery query) {
    this.seen = seen;
    this.sql = sql;
    this.log = log;
    this.reader = reader;
    this.query = query;
  }

  /**
   * As {@link InboxStore#list}.
   *
   * @param log the name of the log
   */
  static InboxPage read(Sql sql, String log, Reader reader, InboxQuery query) throws SQLException {
    List<InboxTopic> topics = InboxTopic.all(sql, reader);
    Unread unread = InboxStore.unread(sql, reader.user(), topics);
    InboxListing listing =
        new InboxListing(sql, log, reader.user(), SeenMarks.of(sql, reader.user()), query);
    for (InboxTopic topic : topics) {
      listing.collect(topic);
    }
    return listing.page(unread);
  }

  private void collect(InboxTopic topic) throws SQLException {
    long before = query.before();
    switch (query.filter()) {
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

  /** Collects from the topic's messages, with the reader's states of them. */
  private void items(InboxTopic topic, long after, long before, String which) throws SQLException {
    collect(
        topic,
        after,
        before,
        "inbox_item LEFT JOIN inbox_state ON " + STATE_OF_ITEM,
        "inbox_item",
        which);
  }

  /** Collects from the messages for which the reader has states. */
  private void states(InboxTopic topic, long before, String which) throws SQLException {
    collect(
        topic,
        topic.since(),
        before,
        "inbox_state JOIN inbox_item ON " + STATE_OF_ITEM,
        "inbox_state",
        which);
  }

  /**
   * @param walked the table whose index is walked backwards
   * @param which a condition on the messages
   */
  private void collect(
      InboxTopic topic, long after, long before, String from, String walked, String which)
      throws SQLException {
    if (after + 1 >= before) {
      return;
    }
    List<Object> values = new ArrayList<>(List.of(reader, topic.name(), after, before));
    String narrowed = "";
    if (query.event() != null) {
      narrowed += " AND inbox_item.event = ?";
      values.add(query.event());
    }
    if (query.category() != null) {
      narrowed += " AND inbox_item.category = ?";
      values.add(query.category());
    }
    values.add(query.limit() + 1);
    String select =
        "SELECT inbox_item.position, inbox_state.read, inbox_state.archived,"
            + " inbox_item.collapse FROM %1$s"
            + " WHERE %2$s.topic = ? AND %2$s.position > ? AND %2$s.position < ? AND %3$s%4$s"
            + " ORDER BY %2$s.position DESC LIMIT ?";
    places.addAll(
        sql.list(
            select.formatted(from, walked, which, narrowed),
            row -> {
              long position = row.getLong(1);
              boolean read = row.getLong(2) == 1;
              boolean marked = row.wasNull() && position <= topic.mark();
              boolean archived = row.getLong(3) == 1;
              return new Place(topic, position, read || marked, archived, row.getString(4), 0);
            },
            values.toArray()));
  }

  private InboxPage page(Unread unread) throws SQLException {
    places.sort(Comparator.comparingLong(Place::position).reversed());
    List<Place> shown = places.subList(0, Math.min(query.limit(), places.size()));
    List<InboxEntry> entries = shown.isEmpty() ? List.of() : entries(shown);
    return new InboxPage(entries, unread, entries.size() < places.size());
  }

  /** Reads the messages of the first places, until the page is full. */
  private List<InboxEntry> entries(List<Place> shown) throws SQLException {
    List<Place> counted = new ArrayList<>(shown.size());
    for (Place place : shown) {
      counted.add(
          place.collapse == null ? place : place.collapsed(replaced(place, place.collapse)));
    }
    Iterator<Place> next = counted.iterator();
    return MessageRows.page(
        sql,
        "SELECT "
            + MessageRows.COLUMNS
            + " FROM message WHERE position IN "
            + Sql.placeholders(shown.size())
            + " ORDER BY position DESC",
        row -> entry(MessageRows.message(row, log), next.next()),
        entry -> entry.message().size(),
        shown.stream().map(Place::position).toArray());
  }

  private int replaced(Place place, String collapse) throws SQLException {
    Group group = new Group(place.topic.name(), collapse);
    return CollapsedItems.under(sql, group, place.topic.since());
  }

  private InboxEntry entry(Message message, Place place) throws SQLException {
    if (place.position != message.position()) {
      throw new SQLException("inbox item without a message at position " + place.position);
    }
    boolean wasSeen = place.read || place.position <= seen;
    return new InboxEntry(message, place.read, wasSeen, place.archived, place.collapsed);
  }
}
