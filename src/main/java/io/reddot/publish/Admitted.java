package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.audit.AuditRecord;
import io.reddot.message.Draft;
import io.reddot.message.Submission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that a caller may publish: checked, charged to its quotas, and with sanitized rich text.
 * Only {@link Publisher} creates it, so that nothing is stored unchecked or checked twice.
 * Immutable.
 */
public final class Admitted {
  private final @Nullable String tokenId;
  private final List<Submission> submissions;
  private final AuditRecord audit;

  Admitted(Caller caller, List<Submission> submissions, AuditRecord audit) {
    this.audit = audit;
    this.tokenId = caller.validity().tokenId();
    this.submissions =
        submissions.stream()
            .map(each -> new Submission(RichText.cleaned(each.draft()), each.sendAt()))
            .toList();
  }

  /** Returns the id of the caller's token; null if it has none. */
  @Nullable String tokenId() {
    return tokenId;
  }

  List<Submission> submissions() {
    return submissions;
  }

  /** Returns the record to append with the messages. */
  public AuditRecord audit() {
    return audit;
  }

  /** Returns the messages, without their times. */
  List<Draft> drafts() {
    return submissions.stream().map(Submission::draft).toList();
  }
}
