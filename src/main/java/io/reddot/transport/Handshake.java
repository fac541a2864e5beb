package io.reddot.transport;

import io.reddot.access.Caller;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for, whichever transport it uses: who it is, which topics, from where on.
 *
 * @param filters what it follows; its inbox if it named no topic
 */
public record Handshake(Caller caller, List<TopicFilter> filters, StartAfter after) {

  /**
   * @param principal the caller that the door let in
   * @param parameters of the query: {@code topic} (repeatable) and {@code after}
   * @throws Problem (400) if a filter or the cursor is bad
   */
  public static Handshake of(@Nullable Principal principal, Map<String, List<String>> parameters) {
    if (!(principal instanceof Caller caller)) {
      throw Problem.unauthorized("A token is needed.");
    }
    List<String> topics = parameters.getOrDefault("topic", List.of());
    List<String> after = parameters.getOrDefault("after", List.of());
    return new Handshake(
        caller,
        topics.isEmpty() ? caller.inbox() : topics.stream().map(TopicFilter::new).toList(),
        after.isEmpty() ? StartAfter.LATEST : StartAfter.parse(after.get(0)));
  }

  /** As {@link #of(Principal, Map)}, for parameters as servlets have them. */
  public static Handshake ofServlet(
      @Nullable Principal principal, Map<String, String[]> parameters) {
    return of(
        principal,
        parameters.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, entry -> Arrays.asList(entry.getValue()))));
  }

  /**
   * The same with the cursor that the client's own machinery remembers ({@code Last-Event-ID},
   * {@code If-None-Match}); it is newer than what the address says, so it wins.
   */
  public Handshake resumedAt(@Nullable String cursor) {
    return cursor == null || cursor.isEmpty()
        ? this
        : new Handshake(caller, filters, StartAfter.parse(cursor));
  }
}
