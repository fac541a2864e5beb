package io.reddot.presence;

import io.reddot.access.Caller;
import io.reddot.log.MessageLog;
import io.reddot.log.StoredMessage;
import io.reddot.message.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the message whose receipts a caller asks for. Stateless. */
final class ReceiptAccess {
  private ReceiptAccess() {}

  /**
   * Finds a message for its sender or an operator.
   *
   * @param sender the publisher of the message; null: the caller, or else the only one
   * @throws Problem (404) if there is none that the caller may read, (403) if it may not see its
   *     receipts, (409) if several publishers have used the id
   */
  static StoredMessage find(MessageLog log, Caller caller, String id, @Nullable String sender) {
    List<StoredMessage> own = sender == null ? log.find(id, caller.user()) : List.of();
    return StoredMessage.pick(
        own.isEmpty() ? log.find(id, sender) : own, caller.user(), found -> may(caller, found));
  }

  private static boolean may(Caller caller, StoredMessage found) {
    if (caller.operator() || caller.user().equals(found.message().sender())) {
      return true;
    }
    if (found.recalledBy() != null || !caller.mayHave(found.message())) {
      return false; // a message that the caller may not read appears not to exist
    }
    throw Problem.forbidden("Only the sender of a message and operators may see its receipts.");
  }
}
