package io.reddot.audit;

import io.reddot.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Records who did what. A record is a message of the log with the topic {@code $audit/{action}} and
 * the event {@code audit}. It never holds the text of a message, a token or a secret. Thread-safe.
 */
public interface Audit {
  String SEND = "send";
  String RECALL = "recall";
  String REVOKE = "revoke";
  String DISCONNECT = "disconnect";
  String GROUP = "group";
  String SCHEDULE = "schedule";
  String DRAIN = "drain";
  String DENIED = "denied";

  /** Records nothing: for a log without a site around it. */
  Audit NONE =
      new Audit() {
        @Override
        public AuditRecord of(Caller by, String action, String target, @Nullable String detail) {
          return AuditRecord.NONE;
        }

        @Override
        public void record(Caller by, String action, String target, @Nullable String detail) {
          // as described
        }
      };

  /**
   * Returns a record of something that {@code by} does, which the caller appends in the transaction
   * that does it. What users do who are no operators is not recorded: they act on their own
   * messages only, and could fill the log.
   *
   * @param action one of the constants, which is also a level of the topic
   * @param target what it was done to: a user, a message's id, a group
   * @param detail a phrase for people; null: none
   */
  AuditRecord of(Caller by, String action, String target, @Nullable String detail);

  /**
   * Appends a record of something that {@code by} has done. For deeds without a transaction of
   * their own. Does not wait. If the record cannot be stored, that is logged with the record's
   * content.
   */
  void record(Caller by, String action, String target, @Nullable String detail);
}
