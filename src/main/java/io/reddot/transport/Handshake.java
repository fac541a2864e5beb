package io.reddot.transport;

import io.reddot.access.Caller;
import io.reddot.access.Query;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for, whichever transport it uses: who it is, which topics, from where on.
 *
 * @param filters what it follows; its inbox if it named no topic
 */
public record Handshake(Caller caller, List<TopicFilter> filters, StartAfter after) {

  /**
   * @param principal the caller that the door let in
   * @param query with {@code topic} (repeatable) and {@code after}
   * @throws Problem (400) if a filter or the cursor is bad
   */
  public static Handshake of(@Nullable Principal principal, Query query) {
    if (!(principal instanceof Caller caller)) {
      throw Problem.unauthorized("A token is needed.");
    }
    List<String> topics = query.all("topic");
    String after = query.first("after");
    return new Handshake(
        caller,
        topics.isEmpty() ? caller.inbox() : topics.stream().map(TopicFilter::new).toList(),
        after == null ? StartAfter.LATEST : StartAfter.parse(after));
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
