package io.reddot.transport.poll;

import org.jspecify.annotations.Nullable;

/**
 * The numbers of unread and of unseen messages, as an answer has them and as a client sends them
 * back: {@code 3/1}, or {@code 3} from a client that does not tell seen messages apart. Immutable.
 *
 * @param unseen null: the client does not know it, nor wants to learn of its changes
 */
record PollCount(long unread, @Nullable Long unseen) {

  /** Parses the text of a client; null if it is not a count. */
  static @Nullable PollCount parse(String text) {
    int slash = text.indexOf('/');
    Long unread = number(slash < 0 ? text : text.substring(0, slash));
    Long unseen = slash < 0 ? null : number(text.substring(slash + 1));
    return unread == null || (slash >= 0 && unseen == null) ? null : new PollCount(unread, unseen);
  }

  private static @Nullable Long number(String text) {
    try {
      long number = Long.parseLong(text);
      return number < 0 ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Whether a client that knows {@code known} learns nothing from this count. */
  boolean isKnown(@Nullable PollCount known) {
    return known != null
        && unread == known.unread
        && (unseen == null || known.unseen == null || unseen.equals(known.unseen));
  }

  /** Returns the members of an answer, each after a comma. */
  String members() {
    return ",\"unread\":" + unread + (unseen == null ? "" : ",\"unseen\":" + unseen);
  }

  @Override
  public String toString() {
    return unread + (unseen == null ? "" : "/" + unseen);
  }
}
