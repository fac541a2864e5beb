package io.reddot.transport;

import io.reddot.access.Caller;
import io.reddot.access.Remembered;
import io.reddot.hub.ReadRequest;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.web.Query;
import java.security.Principal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses the request of a reader over HTTP. Stateless. */
public final class Handshake {
  private Handshake() {}

  /**
   * Parses a request.
   *
   * @param principal the caller that the access filter authenticated
   * @param query with {@code topic} (repeatable; none: the caller's inbox) and {@code after}
   * @throws Problem (400) if a filter or the cursor is invalid
   */
  public static ReadRequest of(@Nullable Principal principal, Query query) {
    return of(principal, query, null);
  }

  /**
   * Parses a request of a client whose HTTP stack may remember a cursor; the latest start wins.
   *
   * @param remembered that cursor ({@code Last-Event-ID}, {@code If-None-Match}); null or empty:
   *     none
   */
  public static ReadRequest of(
      @Nullable Principal principal, Query query, @Nullable String remembered) {
    if (!(principal instanceof Caller caller)) {
      throw Problem.unauthorized("A token is needed.");
    }
    List<StartAfter> wishes =
        Stream.concat(Remembered.of(remembered, query).stream(), query.all("after").stream())
            .map(id -> StartAfter.parse(Remembered.cursor(id)))
            .toList();
    return ReadRequest.of(
        caller,
        query.all("topic"),
        wishes.isEmpty() ? StartAfter.LATEST : StartAfter.newest(wishes));
  }
}
