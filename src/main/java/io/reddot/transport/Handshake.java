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
   * @param query with {@code topic} (repeatable; none: the caller's inbox), {@code after} and
   *     {@code conflate}
   * @throws Problem (400) if a filter, the cursor or {@code conflate} is invalid
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
    ReadRequest readRequest =
        ReadRequest.of(
            caller,
            query.all("topic"),
            wishes.isEmpty() ? StartAfter.LATEST : StartAfter.newest(wishes));
    return conflates(query.first("conflate")) ? readRequest.conflating() : readRequest;
  }

  /**
   * Parses the option to get only the newest message of a topic while behind.
   *
   * @param said null: not given
   * @throws Problem (400) if it is neither 1 nor 0
   */
  public static boolean conflates(@Nullable String said) {
    if (said == null || said.equals("0")) {
      return false;
    }
    if (said.equals("1")) {
      return true;
    }
    throw Problem.badRequest("'conflate' must be 1 or 0.");
  }
}
