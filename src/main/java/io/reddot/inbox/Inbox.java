package io.reddot.inbox;

import io.reddot.access.Caller;
import io.reddot.access.Limits;
import io.reddot.log.InboxStore;
import io.reddot.log.InboxStore.Found;
import io.reddot.log.InboxStore.InboxFilter;
import io.reddot.log.InboxStore.InboxPage;
import io.reddot.log.InboxStore.InboxReader;
import io.reddot.log.InboxStore.Marking;
import io.reddot.log.InboxStore.Unread;
import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.JsonText;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do with its inbox and with messages that are out, whichever way it says so. To
 * mark and to recall is an event in the log, and counts as a publish. Thread-safe.
 */
@ApplicationScoped
public class Inbox {
  /** So many are listed, or named by their ids, at once. */
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
    limits.publish(caller, 1, 0);
    return store.mark(reader(caller), marking).thenApply(this::count);
  }

  private long position(Cursor cursor) {
    if (!cursor.log().equals(log.name())) {
      throw Problem.badRequest("The cursor belongs to another database.");
    }
    return cursor.position();
  }

  /**
   * Recalls a message, or cancels one that waits for its time; an operator anybody's, everybody
   * else its own. A recall done again is answered alike.
   *
   * @param sender whose message; null: the caller's own, or else the only one with this id
   * @return where it stands that it was recalled; nothing if it had not been sent yet. It fails
   *     with a {@link Problem}: (404) if there is no such message or the caller may not read it,
   *     (403) if it may, but not recall it, (409) if several publishers have used the id
   */
  public CompletionStage<Optional<Cursor>> recall(
      Caller caller, String id, @Nullable String sender) {
    limits.publish(caller, 1, 0);
    return store.withdraw(
        id, sender, caller.operator(), found -> mayRecall(caller, found), caller.user());
  }

  private static boolean mayRecall(Caller caller, Found found) {
    Message message = found.message();
    if (caller.operator() || caller.user().equals(message.sender())) {
      return true;
    }
    if (found.recalledBy() != null || !caller.mayHave(message)) {
      return false;
    }
    throw Problem.forbidden("Only its sender and operators may recall a message.");
  }

  private Count count(Unread unread) {
    return new Count(
        unread.count(), log.cursor(unread.position()), unread.missing(), unread.ambiguous());
  }

  /**
   * How many messages are not read.
   *
   * @param cursor where in the log that is true
   * @param missing what was to be marked and is not in the inbox
   * @param ambiguous ids that were not marked because several messages of the inbox have them
   */
  public record Count(long count, Cursor cursor, List<String> missing, List<String> ambiguous) {
    /** {@code {"count":3,"cursor":"..."}}, with {@code missing} and {@code ambiguous} if any. */
    public String json() {
      return "{\"count\":"
          + count
          + ",\"cursor\":\""
          + cursor
          + "\""
          + named("missing", missing)
          + named("ambiguous", ambiguous)
          + "}";
    }

    private static String named(String member, List<String> names) {
      return names.isEmpty()
          ? ""
          : names.stream()
              .map(JsonText::quote)
              .collect(Collectors.joining(",", ",\"" + member + "\":[", "]"));
    }
  }
}
