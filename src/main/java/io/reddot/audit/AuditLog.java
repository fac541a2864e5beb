package io.reddot.audit;

import io.reddot.access.Caller;
import io.reddot.config.Operations;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.json.JsonData;
import io.reddot.log.MessageLog;
import io.reddot.message.CallerLog;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.SystemEvent;
import io.reddot.message.Topic;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the audit in the message log. A record expires after {@code reddot.audit.days}, and {@link
 * AuditProjection} spares it from ordinary retention until then. Thread-safe.
 */
@SingleInstance
public class AuditLog implements Audit {
  private static final System.Logger LOGGER = System.getLogger(AuditLog.class.getName());

  /** The {@code event} field of all records. */
  static final String EVENT = "audit";

  /** The length to which a target or a detail is cut, in characters. */
  static final int MOST = 1_024;

  private final MessageLog log;
  private final Duration kept;
  private final InstantSource clock;

  @Inject
  public AuditLog(MessageLog log, Settings settings) {
    this(log, settings.get(Operations.AUDIT), InstantSource.system());
  }

  /**
   * @param kept how long records are kept
   */
  AuditLog(MessageLog log, Duration kept, InstantSource clock) {
    this.log = log;
    this.kept = kept;
    this.clock = clock;
  }

  @Override
  public AuditRecord of(Caller by, String action, String target, @Nullable String detail) {
    if (!by.operator()) {
      return AuditRecord.NONE;
    }
    return new AuditRecord(draft(by.user(), by.address(), action, target, outcome(action), detail));
  }

  private static String outcome(String action) {
    return action.equals(DENIED) ? "denied" : "done";
  }

  @Override
  public void record(Caller by, String action, String target, @Nullable String detail) {
    store(draft(by.user(), by.address(), action, target, outcome(action), detail));
  }

  /** Appends a record of a refused call. */
  void denied(String user, String address, String target, @Nullable String detail) {
    store(draft(user, address, DENIED, target, outcome(DENIED), detail));
  }

  private void store(Draft draft) {
    var unused =
        log.append(List.of(draft))
            .whenComplete(
                (receipts, failure) -> {
                  if (failure != null) {
                    CallerLog.SHARED.log(
                        LOGGER,
                        Level.ERROR,
                        "could not store a record of the audit",
                        String.valueOf(draft.sender()),
                        draft.data(),
                        failure);
                  }
                });
  }

  private Draft draft(
      String user,
      String address,
      String action,
      String target,
      String outcome,
      @Nullable String detail) {
    JsonObjectBuilder data =
        JsonData.object()
            .add("action", action)
            .add("by", user)
            .add("address", address)
            .add("target", cut(target))
            .add("outcome", outcome);
    if (detail == null) {
      data.addNull("detail");
    } else {
      data.add("detail", cut(detail));
    }
    return new Draft(
        UUID.randomUUID().toString(),
        false,
        new Topic(SystemEvent.AUDIT_TOPICS + action),
        EVENT,
        JsonData.compact(data),
        Encoding.JSON,
        clock.instant().plus(kept),
        false,
        user,
        null);
  }

  private static String cut(String text) {
    return text.length() <= MOST ? text : text.substring(0, MOST) + "…";
  }
}
