package io.reddot.inbox;

import io.reddot.access.Caller;
import io.reddot.hub.SessionCommand;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.concurrent.CompletionStage;

/** Marks messages as seen: the command {@code seen}, as {@link Markings#seen}. Thread-safe. */
@ApplicationScoped
public class SeenCommand implements SessionCommand {
  @Inject private Inbox inbox;

  @Override
  public String type() {
    return "seen";
  }

  @Override
  public CompletionStage<JsonObjectBuilder> run(Caller caller, JsonObject members) {
    return Markings.seen(inbox, caller, members).thenApply(Inbox.Count::json);
  }
}
