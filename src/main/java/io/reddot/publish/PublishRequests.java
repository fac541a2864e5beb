package io.reddot.publish;

import io.reddot.access.Body;
import io.reddot.access.Caller;
import io.reddot.config.Publishing;
import io.reddot.config.Settings;
import io.reddot.log.Acceptance;
import io.reddot.log.AnsweringThreads;
import io.reddot.message.Submission;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the resources that publish share. A request holds no thread while it waits. Thread-safe. */
@ApplicationScoped
public class PublishRequests {
  @Inject private Publisher publisher;

  @Inject private Settings settings;
  @Inject private AnsweringThreads answering;

  public Drafts drafts() {
    return new Drafts(InstantSource.system(), settings.get(Publishing.JSON_DEPTH));
  }

  /**
   * Reads a body whole.
   *
   * @throws io.reddot.message.Problem (413) if it is larger than configured
   */
  public byte[] read(InputStream body) {
    return Body.read(body, settings.get(Publishing.BODY_BYTES));
  }

  /** As {@link Publisher#read}. */
  <T> T read(Caller caller, long bytes, Supplier<T> reading) {
    return publisher.read(caller, bytes, reading);
  }

  /** Answers on a thread of its own, failures, too: the one that commits has no time for them. */
  public CompletionStage<String> publish(
      Caller caller, List<Submission> messages, Function<List<Acceptance>, String> answer) {
    return publisher
        .schedule(caller, messages)
        .handleAsync(
            (accepted, failure) -> {
              if (failure != null) {
                throw Publisher.problem(failure);
              }
              return answer.apply(accepted);
            },
            answering);
  }
}
