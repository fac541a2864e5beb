package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.audit.Audit;
import io.reddot.json.JsonData;
import io.reddot.log.AnsweringThreads;
import io.reddot.log.MessageLog;
import io.reddot.log.StoredMessage;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Recalls published messages. Thread-safe. */
@ApplicationScoped
public class Recalls {
  @Inject private MessageLog log;
  @Inject private Limits limits;
  @Inject private Audit audit;
  @Inject private AnsweringThreads answering;

  /**
   * Recalls a message, or cancels one that is scheduled. Operators may recall any message, other
   * users their own. A repeated recall gets the same answer.
   *
   * @param sender the message's publisher; null: the caller, or else the only publisher that used
   *     the id
   * @return {@code {"id":"...","cursor":"..."}} with the cursor of the recall, or {@code
   *     {"id":"...","cancelled":true}}. It fails with a {@link Problem}: (404) if there is no such
   *     message or the caller may not read it, (403) if it may read but not recall it, (409) if
   *     several publishers have used the id
   */
  CompletionStage<String> recall(Caller caller, String id, @Nullable String sender) {
    limits.write(caller);
    return new Withdrawal(
            id, sender, caller.operator(), found -> mayRecall(caller, found), caller.user())
        .in(
            log.transactions(),
            audit.of(caller, Audit.RECALL, id, by(sender)),
            audit.of(caller, Audit.SCHEDULE, id, "cancelled"))
        .thenApplyAsync(
            recalled -> {
              JsonObjectBuilder answer = JsonData.object().add("id", id);
              recalled.ifPresentOrElse(
                  cursor -> answer.add("cursor", cursor.toString()),
                  () -> answer.add("cancelled", true));
              return JsonData.compact(answer);
            },
            answering);
  }

  private static @Nullable String by(@Nullable String sender) {
    return sender == null ? null : "sent by " + sender;
  }

  private static boolean mayRecall(Caller caller, StoredMessage found) {
    Message message = found.message();
    if (SystemEvent.isReserved(message.topic(), message.event())) {
      if (caller.mayHave(message)) {
        throw Problem.forbidden("The server's own messages cannot be recalled.");
      }
      return false;
    }
    if (caller.operator() || caller.user().equals(message.sender())) {
      return true;
    }
    if (found.recalledBy() != null || !caller.mayHave(message)) {
      return false;
    }
    throw Problem.forbidden("Only the sender of a message and operators may recall it.");
  }
}
