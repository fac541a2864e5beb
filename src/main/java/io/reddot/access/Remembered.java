package io.reddot.access;

import io.reddot.web.Query;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a client's own machinery remembers of a stream and says when it comes back: the id of the
 * last event, in a header, or where a script cannot set one, in the address. Stateless.
 */
public final class Remembered {
  public static final String HEADER = "Last-Event-ID";

  private static final List<String> PARAMETERS =
      List.of("lastEventId", HEADER, "last-event-id", "lastEventID");

  private Remembered() {}

  /**
   * @param header null or empty: it says nothing
   * @return all that is said, the header's first
   */
  public static List<String> of(@Nullable String header, Query query) {
    return Stream.concat(
            Stream.ofNullable(header),
            PARAMETERS.stream().flatMap(name -> query.all(name).stream()))
        .filter(id -> !id.isEmpty())
        .toList();
  }

  /**
   * The cursor in the id of an event: behind it may stand what a {@linkplain Tickets ticket} needs.
   */
  public static String cursor(String id) {
    int mark = id.indexOf(Tickets.MARK);
    return mark < 0 ? id : id.substring(0, mark);
  }
}
