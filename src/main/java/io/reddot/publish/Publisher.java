package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.access.Limits;
import io.reddot.access.Revocations;
import io.reddot.config.Publishing;
import io.reddot.config.Settings;
import io.reddot.log.Acceptance;
import io.reddot.log.MessageLog;
import io.reddot.log.MessageLog.Receipt;
import io.reddot.message.CallerLog;
import io.reddot.message.Draft;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.SystemEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The one way into the log, whichever way a message came: here it is asked whether its sender may,
 * and its rich text is cleaned. Thread-safe.
 */
@ApplicationScoped
public class Publisher {
  private static final System.Logger LOGGER = System.getLogger(Publisher.class.getName());

  /** How many messages one call may publish, all or nothing. */
  public static final int MAX_MESSAGES = 1_000;

  private final MessageLog log;
  private final Limits limits;
  private final Revocations revocations;
  private final int maxScheduled;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected Publisher() {
    this.log = null;
    this.limits = null;
    this.revocations = null;
    this.maxScheduled = 0;
  }

  @Inject
  public Publisher(MessageLog log, Limits limits, Revocations revocations, Settings settings) {
    this.log = log;
    this.limits = limits;
    this.revocations = revocations;
    this.maxScheduled = settings.get(Publishing.SCHEDULED);
  }

  /**
   * Publishes all of {@code drafts} or none.
   *
   * @return receipts once they are committed; see {@link MessageLog#append}
   * @throws Problem (403) if the caller may not publish to one of the topics, (401) if its token
   *     was revoked since it was let in, (400) if there are too many or one's event is the server's
   *     own, (413) if there is too much rich text, (429) if the caller, or its address, publishes
   *     too much
   */
  public CompletionStage<List<Receipt>> publish(Caller caller, List<Draft> drafts) {
    admit(caller, drafts);
    return append(drafts);
  }

  /**
   * Asks whether the caller may publish all of {@code drafts}, and counts them as published; the
   * way is then free for {@link #publishAdmitted}. For those who have something to do in between.
   *
   * @throws Problem as {@link #publish}
   */
  public void admit(Caller caller, List<Draft> drafts) {
    long bytes = drafts.stream().mapToLong(Draft::size).sum();
    said(
        caller,
        () -> {
          limits.publish(caller, drafts.size(), bytes); // a refusal costs as much as a message
          check(caller, drafts);
          return true;
        });
  }

  /**
   * Reads what a caller wants to publish. What cannot be read counts as a message, too, so that
   * nobody tries for nothing.
   *
   * @param bytes of it
   * @throws Problem what {@code reading} throws, or (429) if the caller, or its address, publishes
   *     too much
   */
  public <T> T read(Caller caller, long bytes, Supplier<T> reading) {
    return said(
        caller,
        () -> {
          try {
            return reading.get();
          } catch (Problem unreadable) {
            limits.publish(caller, 1, bytes);
            throw unreadable;
          }
        });
  }

  /**
   * Counts and logs a message that a transport refuses by itself.
   *
   * @throws Problem (429) if the caller, or its address, publishes too much
   */
  public void refused(Caller caller, long bytes, Problem why) {
    said(
        caller,
        () -> {
          limits.publish(caller, 1, bytes);
          return true;
        });
    log(caller, why);
  }

  /** Refusals are logged here, once for all transports, so that they cannot flood the log. */
  private static <T> T said(Caller caller, Supplier<T> step) {
    try {
      return step.get();
    } catch (Problem refused) {
      log(caller, refused);
      throw refused;
    }
  }

  private static void log(Caller caller, Problem refused) {
    CallerLog.SHARED.log(LOGGER, Level.INFO, "refused to publish", caller.user(), refused.detail());
  }

  /** As {@link #publish}, of drafts that have been counted. */
  public CompletionStage<List<Receipt>> publishAdmitted(Caller caller, List<Draft> drafts) {
    check(caller, drafts);
    return append(drafts);
  }

  /**
   * Publishes a will that is due, with the caller that left it, and removes it in the same
   * transaction.
   *
   * @return false if another node was quicker
   * @throws Problem as {@link #publish}
   */
  public CompletionStage<Boolean> publishWill(Caller caller, long number, Draft draft) {
    admit(caller, List.of(draft));
    return log.wills().publish(number, RichText.cleaned(draft));
  }

  private CompletionStage<List<Receipt>> append(List<Draft> drafts) {
    return log.append(drafts.stream().map(RichText::cleaned).toList());
  }

  /**
   * Publishes all of {@code submissions} or none, those that have a time to be sent when it comes.
   * What the caller may publish, and how much, is asked now, not then.
   *
   * @return what became of each, once that is committed; see {@link
   *     io.reddot.log.ScheduleStore#accept}
   * @throws Problem as {@link #publish}
   */
  public CompletionStage<List<Acceptance>> schedule(Caller caller, List<Submission> submissions) {
    admit(caller, submissions.stream().map(Submission::draft).toList());
    List<Submission> cleaned =
        submissions.stream()
            .map(each -> new Submission(RichText.cleaned(each.draft()), each.sendAt()))
            .toList();
    return log.schedule().accept(cleaned, caller.validity().tokenId(), maxScheduled);
  }

  private void check(Caller caller, List<Draft> drafts) {
    revocations.check(caller);
    if (drafts.size() > MAX_MESSAGES) {
      throw Problem.badRequest(
          "There are %,d messages; at most %,d can be published at once."
              .formatted(drafts.size(), MAX_MESSAGES));
    }
    drafts.forEach(draft -> check(caller, draft));
  }

  private static void check(Caller caller, Draft draft) {
    caller.grants().checkPublish(draft.topic());
    if (SystemEvent.isReserved(draft.event())) {
      throw Problem.badRequest("Events that begin with '$' are the server's own.");
    }
  }

  /**
   * What whoever published is told when a publication fails: the problem, or that there is one,
   * which is logged here.
   */
  public static Problem problem(Throwable failure) {
    Throwable cause = Problem.cause(failure);
    if (cause instanceof Problem problem) {
      return problem;
    }
    CallerLog.SHARED.log(
        LOGGER, Level.ERROR, "could not publish", cause.getClass().getName(), "", cause);
    return new Problem(500, "Something went wrong on the server; it has been logged.");
  }
}
