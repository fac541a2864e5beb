package io.reddot.inbox;

import io.reddot.access.Caller;
import io.reddot.hub.SessionCommand;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.concurrent.CompletionStage;

/** Marks messages as read: the command {@code read}, as {@link Markings#read}. Thread-safe. */
@ApplicationScoped
public class ReadCommand implements SessionCommand {
  @Inject private Inbox inbox;

  @Override
  public String type() {
    return "read";
  }

  @Override
  public CompletionStage<JsonObjectBuilder> run(Caller caller, JsonObject members) {
    return Markings.read(inbox, caller, members).thenApply(Inbox.Count::json);
  }
}
