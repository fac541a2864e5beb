package io.reddot.access;

import io.reddot.web.Query;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The id of a stream's last event, which a client remembers by itself and sends when it reconnects.
 * It is sent in a header or, where a script cannot set one, in the URL. Stateless.
 */
public final class Remembered {
  public static final String HEADER = "Last-Event-ID";

  private static final List<String> PARAMETERS =
      List.of("lastEventId", HEADER, "last-event-id", "lastEventID");

  private Remembered() {}

  /**
   * @param header null or empty if the client sent none
   * @return all ids that the client sent, the header's first
   */
  public static List<String> of(@Nullable String header, Query query) {
    return Stream.concat(
            Stream.ofNullable(header),
            PARAMETERS.stream().flatMap(name -> query.all(name).stream()))
        .filter(id -> !id.isEmpty())
        .toList();
  }

  /**
   * Returns the cursor in the id of an event. The key that a {@linkplain Tickets ticket} needs may
   * follow it.
   */
  public static String cursor(String id) {
    int mark = id.indexOf(Tickets.MARK);
    return mark < 0 ? id : id.substring(0, mark);
  }
}
