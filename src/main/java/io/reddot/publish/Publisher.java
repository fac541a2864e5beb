package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.access.Revocations;
import io.reddot.access.limit.Limits;
import io.reddot.audit.Audit;
import io.reddot.audit.AuditRecord;
import io.reddot.config.Publishing;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.log.MessageLog;
import io.reddot.log.MessageLog.Receipt;
import io.reddot.message.CallerLog;
import io.reddot.message.Draft;
import io.reddot.message.LogFields;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.SystemEvent;
import io.reddot.message.Utf8;
import io.reddot.publish.Acceptance.Stored;
import io.reddot.publish.ScheduleStore.Waiting;
import io.reddot.trace.PublishSpans;
import io.reddot.trace.Tracing;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages of callers over any transport, now or later: checks rights and quotas,
 * sanitizes rich text, and stores the messages. No other class admits callers' messages to the log.
 * Thread-safe.
 *
 * <p>{@link #publish(Caller, List)} is all that most transports need. A transport with work to do
 * between the checks and the commit calls {@link #admit} and {@link #publish(Admitted)} itself.
 */
@SingleInstance
public class Publisher {
  private static final System.Logger LOGGER = System.getLogger(Publisher.class.getName());

  /** The number of messages that one call may publish, all or none. */
  public static final int MAX_MESSAGES = 1_000;

  private final MessageLog log;
  private final Limits limits;
  private final Revocations revocations;
  private final ScheduleStore schedule;
  private final Sendings sendings;
  private final int maxScheduled;
  private final Way way;
  private final PublishMetrics metrics;

  /** Creates one that records nothing in the audit. */
  public Publisher(MessageLog log, Limits limits, Revocations revocations, Settings settings) {
    this(log, limits, revocations, settings, Audit.NONE);
  }

  @Inject
  public Publisher(
      MessageLog log, Limits limits, Revocations revocations, Settings settings, Audit audit) {
    this.log = log;
    this.sendings = new Sendings(audit);
    this.schedule = new ScheduleStore(log.transactions());
    this.limits = limits;
    this.revocations = revocations;
    this.maxScheduled = settings.get(Publishing.SCHEDULED);
    this.way = Way.HTTP;
    this.metrics = PublishMetrics.of(way);
  }

  private Publisher(Publisher other, Way way) {
    this.log = other.log;
    this.sendings = other.sendings;
    this.schedule = other.schedule;
    this.limits = other.limits;
    this.revocations = other.revocations;
    this.maxScheduled = other.maxScheduled;
    this.way = way;
    this.metrics = PublishMetrics.of(way);
  }

  /**
   * Returns a publisher for another way than {@link Way#HTTP}; only its metrics and spans differ.
   */
  public Publisher by(Way way) {
    return new Publisher(this, way);
  }

  /**
   * Publishes all of {@code submissions} or none. Those with a time in the future are stored until
   * then; their rights and quotas are checked now.
   *
   * @return the outcome of each, once it is committed. It fails as {@link MessageLog#append}, and
   *     as {@link ScheduleStore#accept} if there is a time
   * @throws Problem (403) if the caller may not publish to one of the topics, (401) if its token
   *     was revoked since it was authenticated, (400) if there are too many messages or an event is
   *     reserved for the server, (413) if there is too much rich text, (429) if the caller, or its
   *     address, publishes too much
   */
  public CompletionStage<List<Acceptance>> publish(Caller caller, List<Submission> submissions) {
    return publish(admit(caller, submissions));
  }

  /**
   * Checks whether the caller may publish all of {@code submissions}, and charges them to its
   * quotas.
   *
   * @throws Problem as {@link #publish(Caller, List)}
   */
  public Admitted admit(Caller caller, List<Submission> submissions) {
    long bytes = submissions.stream().mapToLong(each -> each.draft().size()).sum();
    return logged(
        caller,
        submissions.size(),
        () -> {
          limits.publish(caller, submissions.size(), bytes); // refusals are charged, too
          return checked(caller, submissions);
        });
  }

  /**
   * As {@link #admit}, for messages that were charged when they arrived; only the rights are
   * checked again.
   *
   * @throws Problem as {@link #publish(Caller, List)}
   */
  public Admitted readmit(Caller caller, List<Submission> submissions) {
    return logged(caller, submissions.size(), () -> checked(caller, submissions));
  }

  /** Stores all of {@code messages} or none; as {@link #publish(Caller, List)}. */
  public CompletionStage<List<Acceptance>> publish(Admitted messages) {
    PublishSpans spans = Tracing.current().publish(way.label(), messages.submissions());
    List<Submission> submissions = spans == null ? messages.submissions() : spans.messages();
    boolean now = submissions.stream().allMatch(each -> each.sendAt() == null); // the usual case
    long began = System.nanoTime();
    return (!now
            ? schedule.accept(submissions, messages.tokenId(), maxScheduled, messages.audit())
            : messages.audit().draft() == null
                ? log.append(drafts(submissions)).thenApply(Publisher::stored)
                : log.transactions()
                    .change(
                        drafts(submissions),
                        messages.audit().after(transaction -> transaction.append(submissions)))
                    .thenApply(Publisher::stored))
        .whenComplete(
            (outcome, failure) -> {
              metrics.ended(began, submissions, outcome);
              if (spans != null) {
                end(spans, outcome, failure);
              }
            });
  }

  private static void end(
      PublishSpans spans, @Nullable List<Acceptance> outcome, @Nullable Throwable failure) {
    if (outcome == null) {
      spans.failed(Objects.requireNonNull(failure));
      return;
    }
    for (int i = 0; i < outcome.size(); i++) {
      Acceptance one = outcome.get(i);
      spans.ended(
          i,
          one.duplicate()
              ? "duplicate"
              : one instanceof Acceptance.Scheduled ? "scheduled" : "stored");
    }
  }

  private static List<Draft> drafts(List<Submission> submissions) {
    return submissions.stream().map(Submission::draft).toList();
  }

  /**
   * Publishes messages that a store appends together with a change of its own.
   *
   * @param store completes with whether it has appended the drafts
   * @return what the store completes with, once it is counted
   */
  public CompletionStage<Boolean> publish(
      Admitted messages, Function<List<Draft>, CompletionStage<Boolean>> store) {
    PublishSpans spans = Tracing.current().publish(way.label(), messages.submissions());
    List<Draft> drafts = spans == null ? messages.drafts() : drafts(spans.messages());
    return store
        .apply(drafts)
        .whenComplete(
            (done, failure) -> {
              if (spans != null && failure != null) {
                spans.failed(failure);
              } else if (spans != null) {
                for (int i = 0; i < drafts.size(); i++) {
                  spans.ended(i, Boolean.TRUE.equals(done) ? "stored" : "omitted");
                }
              }
              if (failure != null) {
                metrics.failed(drafts.size());
              } else if (Boolean.TRUE.equals(done)) {
                long bytes = drafts.stream().mapToLong(draft -> Utf8.length(draft.data())).sum();
                metrics.stored(drafts.size(), bytes);
              }
            });
  }

  /**
   * Replaces a scheduled message, with all checks of a publication.
   *
   * @return the changed message; fails as {@link ScheduleChange#in}
   * @throws Problem as {@link #publish(Caller, List)}
   */
  CompletionStage<Waiting> change(
      Caller caller,
      String id,
      @Nullable String sender,
      Set<String> tags,
      Submission to,
      AuditRecord audit) {
    Submission admitted = admit(caller, List.of(to)).submissions().get(0);
    return new ScheduleChange(id, sender, caller.user(), tags, admitted)
        .in(log.transactions(), audit);
  }

  private static List<Acceptance> stored(List<Receipt> receipts) {
    return receipts.stream().<Acceptance>map(Stored::of).toList();
  }

  /**
   * Parses what a caller wants to publish. A failure is charged like a message, so that malformed
   * messages are not free.
   *
   * @param bytes the size of the input
   * @throws Problem as {@code parser}, or (429) if the caller, or its address, publishes too much
   */
  public <T> T parse(Caller caller, long bytes, Supplier<T> parser) {
    return logged(
        caller,
        1,
        () -> {
          try {
            return parser.get();
          } catch (Problem malformed) {
            limits.publish(caller, 1, bytes);
            throw malformed;
          }
        });
  }

  /**
   * Charges and logs a message that a transport rejects without telling the client why.
   *
   * @throws Problem (429) if the caller, or its address, publishes too much
   */
  public void reject(Caller caller, long bytes, Problem why) {
    logged(
        caller,
        1,
        () -> {
          limits.publish(caller, 1, bytes);
          return true;
        });
    metrics.refused(1);
    log(caller, why);
  }

  private Admitted checked(Caller caller, List<Submission> submissions) {
    revocations.check(caller);
    if (submissions.size() > MAX_MESSAGES) {
      throw Problem.badRequest(
          "There are %,d messages; at most %,d can be published at once."
              .formatted(submissions.size(), MAX_MESSAGES));
    }
    submissions.forEach(each -> check(caller, each.draft()));
    return new Admitted(caller, submissions, sendings.record(caller, submissions));
  }

  private static void check(Caller caller, Draft draft) {
    caller.grants().checkPublish(draft.topic());
    if (SystemEvent.isReserved(draft.event())) {
      throw Problem.badRequest("Events that begin with '$' are reserved for the server.");
    }
  }

  /**
   * Counts and logs refusals for all transports. The log's rate is limited, so that they cannot
   * fill the disk.
   */
  private <T> T logged(Caller caller, int messages, Supplier<T> step) {
    try {
      return step.get();
    } catch (Problem refused) {
      metrics.refused(messages);
      log(caller, refused);
      throw refused;
    }
  }

  private static void log(Caller caller, Problem refused) {
    String user = caller.user();
    CallerLog.SHARED.log(
        LOGGER,
        Level.INFO,
        "refused to publish",
        user,
        refused.detail(),
        LogFields.user(user),
        null);
  }

  /**
   * Returns the problem with which to answer a failed publication. An unexpected failure is logged
   * here and answered without its details.
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
