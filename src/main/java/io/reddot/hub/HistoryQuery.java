package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.JsonText;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.session.Envelope;
import io.reddot.web.Query;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a search of the history looks for, besides topics. A null member does not restrict it.
 *
 * @param from the earliest time of commit
 * @param until the time of commit before which messages are found
 * @param text a pattern of which the data has a match
 * @param newest whether the newest messages come first
 * @param before the cursor before which a search for the newest messages continues
 */
public record HistoryQuery(
    @Nullable String sender,
    @Nullable String event,
    @Nullable Instant from,
    @Nullable Instant until,
    @Nullable Pattern text,
    boolean newest,
    @Nullable Cursor before) {
  /** The largest length of {@code text}, because each message is compared with it. */
  static final int TEXT = 200;

  private static final List<String> NAMES =
      List.of("sender", "event", "from", "until", "text", "order", "before");

  /**
   * Parses the parameters of a request; returns null if it has none of a search.
   *
   * @throws Problem (400) if one is not valid, (403) if a caller who is no operator names another
   *     sender than itself
   */
  public static @Nullable HistoryQuery parse(Query query, Caller caller) {
    if (NAMES.stream().allMatch(name -> query.first(name) == null)) {
      return null;
    }
    String sender = query.first("sender");
    if (sender != null && !shows(caller, sender)) {
      throw Problem.forbidden("Only operators may search for messages of another sender.");
    }
    String before = query.first("before");
    boolean newest = newest(query.first("order"));
    if (before != null && !newest) {
      throw Problem.badRequest("'before' is allowed only with 'order=newest'.");
    }
    if (newest && query.first("after") != null) {
      throw Problem.badRequest("'after' is not allowed with 'order=newest'; pass 'before'.");
    }
    return new HistoryQuery(
        sender,
        query.first("event"),
        instant(query, "from"),
        instant(query, "until"),
        text(query.first("text")),
        newest,
        before == null ? null : Cursor.parse(before));
  }

  /** Whether {@code caller} may know that {@code sender} sent a message. */
  public static boolean shows(Caller caller, String sender) {
    return caller.operator() || sender.equals(caller.user());
  }

  private static boolean newest(@Nullable String order) {
    if (order == null || order.equals("oldest")) {
      return false;
    }
    if (order.equals("newest")) {
      return true;
    }
    throw Problem.badRequest("'order' must be 'oldest' or 'newest'.");
  }

  private static @Nullable Instant instant(Query query, String name) {
    String value = query.first(name);
    try {
      return value == null ? null : Instant.parse(value);
    } catch (DateTimeParseException e) {
      throw Problem.badRequest(
          "'%s' must be an instant such as 2026-01-31T12:00:00Z.".formatted(name));
    }
  }

  private static @Nullable Pattern text(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (text.isEmpty() || text.length() > TEXT) {
      throw Problem.badRequest("'text' must have 1 to %d characters.".formatted(TEXT));
    }
    String quoted = JsonText.quote(text); // as the data has it inside of a JSON string
    return Pattern.compile(
        Pattern.quote(text) + '|' + Pattern.quote(quoted.substring(1, quoted.length() - 1)),
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /** Whether the search finds {@code envelope}; a recall is never found. */
  boolean finds(Envelope.OfMessage envelope) {
    Message message = envelope.message();
    return envelope.plain()
        && (sender == null || sender.equals(message.sender()))
        && (event == null || event.equals(message.event()))
        && (from == null || !message.at().isBefore(from))
        && (until == null || message.at().isBefore(until))
        && (text == null
            || (message.encoding() != Encoding.BASE64 && text.matcher(message.data()).find()));
  }
}
