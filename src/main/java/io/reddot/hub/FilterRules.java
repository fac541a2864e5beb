package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import java.util.Collection;

/**
 * Checks the topic filters of one session.
 *
 * @param most the number of filters that a caller may name
 */
record FilterRules(int most) {
  /**
   * Checks the filters that a caller names for one session.
   *
   * @throws Problem (403) if the caller may not read one of them, (400) if there are too many
   */
  void check(Caller caller, Collection<TopicFilter> filters) {
    if (filters.size() > most) {
      throw Problem.badRequest(
          "There are %,d topic filters; a session may have at most %,d."
              .formatted(filters.size(), most));
    }
    caller.grants().checkRead(filters);
  }
}
