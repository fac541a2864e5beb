package io.reddot.transport.poll;

import io.reddot.message.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * The entity tag of an answer: the cursor, and behind a slash the unread count, for clients that
 * want to be told when it changes.
 *
 * @param cursor as it was sent; null: there was no tag
 * @param unread null: the tag says nothing of it
 */
record PollTag(@Nullable String cursor, @Nullable Long unread) {
  private static final PollTag NONE = new PollTag(null, null);

  /**
   * @param etag of {@code If-None-Match}; proxies may have made it a weak one
   */
  static PollTag parse(@Nullable String etag) {
    if (etag == null) {
      return NONE;
    }
    String tag = etag.startsWith("W/") ? etag.substring(2) : etag;
    String text =
        tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")
            ? tag.substring(1, tag.length() - 1)
            : tag;
    int slash = text.indexOf('/');
    return slash < 0
        ? new PollTag(text, null)
        : new PollTag(text.substring(0, slash), number(text.substring(slash + 1)));
  }

  /** Null if it is none. */
  static @Nullable Long number(String text) {
    try {
      long number = Long.parseLong(text);
      return number < 0 ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static String of(Cursor cursor, @Nullable Long unread) {
    return '"' + cursor.toString() + (unread == null ? "" : "/" + unread) + '"';
  }
}
