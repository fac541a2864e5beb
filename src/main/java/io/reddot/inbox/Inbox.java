package io.reddot.inbox;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.json.JsonData;
import io.reddot.log.InboxStore;
import io.reddot.log.InboxStore.InboxFilter;
import io.reddot.log.InboxStore.InboxPage;
import io.reddot.log.InboxStore.InboxReader;
import io.reddot.log.InboxStore.Marking;
import io.reddot.log.InboxStore.Unread;
import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.Mark;
import io.reddot.message.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A caller's view of its inbox, the same over every transport. Marking appends an event to the log
 * and is charged like a publication. Thread-safe.
 */
@ApplicationScoped
public class Inbox {
  /** The most messages that one call lists or marks. */
  public static final int MAX_MESSAGES = 200;

  private final MessageLog log;
  private final InboxStore store;
  private final Limits limits;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected Inbox() {
    this.log = null;
    this.store = null;
    this.limits = null;
  }

  @Inject
  public Inbox(MessageLog log, Limits limits) {
    this.log = log;
    this.limits = limits;
    this.store = log.inbox();
  }

  private static InboxReader reader(Caller caller) {
    return new InboxReader(caller.user(), caller.inboxGroups());
  }

  public Count unread(Caller caller) {
    limits.read(caller);
    return count(store.unread(reader(caller)));
  }

  /**
   * What the inbox holds, newest first.
   *
   * @param before only messages before this one; null: from the newest
   * @throws Problem (400) for a cursor of another log
   */
  public InboxPage list(
      Caller caller,
      InboxFilter filter,
      @Nullable String event,
      @Nullable Cursor before,
      int limit) {
    limits.read(caller);
    long position = before == null ? Long.MAX_VALUE : position(before);
    return store.list(reader(caller), filter, event, position, limit);
  }

  /**
   * Marks the messages of these ids, as far as they are in the inbox.
   *
   * @return the count after it, once that is committed, with the ids that were not marked; fails
   *     with a {@link Problem} if none was: (404) if it is not in the inbox, (409) if several of
   *     its messages have the id
   */
  public CompletionStage<Count> mark(Caller caller, Mark mark, List<String> ids) {
    checkNumber("ids", ids.size());
    return mark(caller, Marking.of(mark, ids));
  }

  /**
   * As {@link #mark(Caller, Mark, List)}, of messages that are named by their cursors.
   *
   * @throws Problem (400) for a cursor of another log
   */
  public CompletionStage<Count> markAt(Caller caller, Mark mark, List<Cursor> cursors) {
    checkNumber("cursors", cursors.size());
    return mark(caller, Marking.at(mark, cursors.stream().map(this::position).toList()));
  }

  private static void checkNumber(String name, int number) {
    if (number == 0 || number > MAX_MESSAGES) {
      throw Problem.badRequest(
          "'%1$s' has %2$,d %1$s; 1 to %3$d are taken at once."
              .formatted(name, number, MAX_MESSAGES));
    }
  }

  /**
   * Reads everything up to {@code upTo}.
   *
   * @throws Problem (400) for a cursor of another log
   */
  public CompletionStage<Count> readUpTo(Caller caller, Cursor upTo) {
    return mark(caller, Marking.readUpTo(position(upTo)));
  }

  /** Reads everything there is. */
  public CompletionStage<Count> readAll(Caller caller) {
    return mark(caller, Marking.readAll());
  }

  private CompletionStage<Count> mark(Caller caller, Marking marking) {
    limits.write(caller);
    return store.mark(reader(caller), marking).thenApply(this::count);
  }

  private long position(Cursor cursor) {
    if (!cursor.log().equals(log.name())) {
      throw Problem.badRequest("The cursor belongs to another database.");
    }
    return cursor.position();
  }

  private Count count(Unread unread) {
    return new Count(
        unread.count(), log.cursor(unread.position()), unread.missing(), unread.ambiguous());
  }

  /**
   * The number of unread messages.
   *
   * @param cursor the position in the log at which the count is true
   * @param missing names of messages to mark that are not in the inbox
   * @param ambiguous ids that were not marked because several messages of the inbox have them
   */
  public record Count(long count, Cursor cursor, List<String> missing, List<String> ambiguous) {
    /** {@code {"count":3,"cursor":"..."}}, with {@code missing} and {@code ambiguous} if any. */
    public JsonObjectBuilder json() {
      JsonObjectBuilder json =
          JsonData.object().add("count", count).add("cursor", cursor.toString());
      if (!missing.isEmpty()) {
        json.add("missing", JsonData.array(missing));
      }
      if (!ambiguous.isEmpty()) {
        json.add("ambiguous", JsonData.array(ambiguous));
      }
      return json;
    }
  }
}
