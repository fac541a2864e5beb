package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.audit.Audit;
import io.reddot.audit.AuditRecord;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Records what operators send to inboxes. Publications of other users, and on topics that are no
 * inbox, are not recorded: each message names its sender. One publication has one record, however
 * many messages it has. Thread-safe.
 */
final class Sendings {
  /** The largest number of topics, and of ids, that a record names. */
  private static final int NAMED = 10;

  private final Audit audit;

  Sendings(Audit audit) {
    this.audit = audit;
  }

  AuditRecord record(Caller caller, List<Submission> submissions) {
    if (!caller.operator()) {
      return AuditRecord.NONE;
    }
    List<Submission> sent =
        submissions.stream().filter(each -> each.draft().topic().inbox()).toList();
    if (sent.isEmpty()) {
      return AuditRecord.NONE;
    }
    String ids = names(sent, each -> each.draft().id());
    long later = sent.stream().filter(each -> each.sendAt() != null).count();
    String detail = (sent.size() == 1 ? "message " : sent.size() + " messages: ") + ids;
    return audit.of(
        caller,
        Audit.SEND,
        names(sent, each -> each.draft().topic().name()),
        later == 0 ? detail : detail + "; " + later + " of them with a time to send");
  }

  private static String names(List<Submission> sent, Function<Submission, String> name) {
    List<String> all = sent.stream().map(name).distinct().toList();
    String named =
        all.stream().limit(NAMED).map(Problem::excerpt).collect(Collectors.joining(", "));
    return all.size() <= NAMED ? named : named + " and " + (all.size() - NAMED) + " more";
  }
}
