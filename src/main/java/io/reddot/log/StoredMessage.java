package io.reddot.log;

import io.reddot.message.Message;
import io.reddot.message.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A message of the log, which may have been recalled.
 *
 * @param recalledBy the position of the event that recalled it; null if it was not
 */
public record StoredMessage(Message message, @Nullable Long recalledBy) {
  /**
   * The largest number of messages with the same id, of different publishers, that are considered.
   */
  public static final int NAMESAKES = 20;

  /**
   * Picks the message that a caller means by an id: its own, or else the only one that it may
   * access.
   *
   * @param own the caller
   * @param allowed whether the caller may access a message; throws a {@link Problem} if not, and
   *     returns false if the message must seem not to exist
   * @throws Problem (404) if there is none, (409) if there are several
   */
  public static StoredMessage pick(
      List<StoredMessage> all, String own, Predicate<StoredMessage> allowed) {
    for (StoredMessage found : all) {
      if (own.equals(found.message().sender()) && allowed.test(found)) {
        return found;
      }
    }
    List<StoredMessage> may = new ArrayList<>();
    Problem refusal = null;
    for (StoredMessage found : all) {
      try {
        if (allowed.test(found)) {
          may.add(found);
        }
      } catch (Problem problem) {
        refusal = problem;
      }
    }
    if (may.size() > 1) {
      throw ambiguous(may.stream().map(found -> found.message().sender()).toList());
    }
    if (may.isEmpty()) {
      throw refusal == null ? Problem.notFound("There is no message with this id.") : refusal;
    }
    return may.get(0);
  }

  /** Returns the answer to a caller whose id names messages of several publishers. */
  public static Problem ambiguous(List<@Nullable String> publishers) {
    return Problem.conflict(
        "Several publishers have used this id; name one of them in 'sender', such as "
            + publishers.stream()
                .filter(Objects::nonNull)
                .distinct()
                .limit(10)
                .collect(Collectors.joining(", "))
            + ".");
  }
}
