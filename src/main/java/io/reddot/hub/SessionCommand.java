package io.reddot.hub;

import io.reddot.access.Caller;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.concurrent.CompletionStage;

/**
 * A command that a feature offers to clients on their session, beside the hub's own. Every CDI bean
 * of this type is offered. Implementations are thread-safe.
 */
public interface SessionCommand {

  /** The command's {@code type}, which is also the type of its reply. */
  String type();

  /**
   * Runs the command.
   *
   * @param members the command without {@code type} and {@code ref}
   * @return the members of the reply
   * @throws io.reddot.message.Problem which is sent to the client as the reply, like a Problem that
   *     the result fails with
   */
  CompletionStage<JsonObjectBuilder> run(Caller caller, JsonObject members);
}
