package io.reddot.transport.poll;

import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import io.reddot.web.EntityTags;
import org.jspecify.annotations.Nullable;

/**
 * The entity tag of an answer: the cursor, and after a slash the count, for clients that want to
 * learn of its changes.
 *
 * @param cursor null: the client sent no tag of Red Dot
 * @param unread null: the tag has no count
 * @param any whether the client sent {@code *}
 * @param unknown whether the client sent tags, but none of Red Dot
 */
record PollTag(@Nullable Cursor cursor, @Nullable PollCount unread, boolean any, boolean unknown) {
  private static final PollTag NONE = new PollTag(null, null, false, false);

  /** Parses {@code If-None-Match}. The newest tag wins; unknown tags are ignored. */
  static PollTag parse(EntityTags header) {
    PollTag best = NONE;
    for (String tag : header.tags()) {
      PollTag one = ours(tag);
      if (one == null) {
        one = ours(EntityTags.uncompressed(tag));
      }
      if (one != null && one.isNewer(best)) {
        best = one;
      }
    }
    return best.cursor == null
        ? new PollTag(null, null, header.any(), !header.tags().isEmpty())
        : best;
  }

  private static @Nullable PollTag ours(String tag) {
    int slash = tag.indexOf('/');
    PollCount unread = slash < 0 ? null : PollCount.parse(tag.substring(slash + 1));
    if (slash >= 0 && unread == null) {
      return null;
    }
    try {
      return new PollTag(
          Cursor.parse(slash < 0 ? tag : tag.substring(0, slash)), unread, false, false);
    } catch (Problem others) {
      return null;
    }
  }

  private boolean isNewer(PollTag other) {
    if (cursor == null || other.cursor == null) {
      return cursor != null;
    }
    int order = cursor.compareTo(other.cursor);
    return order > 0 || (order == 0 && other.unread == null);
  }

  static String of(Cursor cursor, @Nullable PollCount unread) {
    return '"' + cursor.toString() + (unread == null ? "" : "/" + unread) + '"';
  }
}
