package io.reddot.message;

import java.util.Locale;

/** The state that a reader gives to messages of its inbox. */
public enum Mark {
  READ,
  UNREAD,
  /** Shown to the reader, who need not have read it. It only has an end: all up to a message. */
  SEEN,
  ARCHIVE,
  UNARCHIVE;

  /** The {@code event} field of the message in the log that records it. */
  public String event() {
    return name().toLowerCase(Locale.ROOT);
  }
}
