package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.config.Publishing;
import io.reddot.config.Settings;
import io.reddot.log.AnsweringThreads;
import io.reddot.message.Submission;
import io.reddot.web.Body;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Publishes the bodies of HTTP requests. A request holds no thread while it waits. Thread-safe. */
@ApplicationScoped
public class PublishRequests {
  @Inject private Publisher publisher;

  @Inject private Settings settings;
  @Inject private AnsweringThreads answering;

  Drafts drafts() {
    return new Drafts(InstantSource.system(), settings.get(Publishing.JSON_DEPTH));
  }

  /**
   * Reads a whole body.
   *
   * @throws io.reddot.message.Problem (413) if it is larger than configured
   */
  byte[] read(InputStream body) {
    return Body.read(body, settings.get(Publishing.BODY_BYTES));
  }

  /**
   * Parses and publishes a body. The answer is created on another thread than the one that commits,
   * which must not be delayed.
   *
   * @param bytes the size of the body
   */
  CompletionStage<String> publish(
      Way way,
      Caller caller,
      int bytes,
      Supplier<List<Submission>> parser,
      Function<List<Acceptance>, String> answer) {
    Publisher by = way == Way.HTTP ? publisher : publisher.by(way);
    return by.publish(caller, by.parse(caller, bytes, parser))
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
