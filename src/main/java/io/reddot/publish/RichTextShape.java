package io.reddot.publish;

import io.reddot.message.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

/**
 * Counts the elements of an HTML text and how deep they nest, without parsing it. Stateless.
 *
 * <p>Threat: 65,000 characters that nest deeply, or misnest, take a parser seconds, for it looks
 * through all open elements again and again. A person's text needs neither.
 */
final class RichTextShape {
  static final int MAX_DEPTH = 64;
  static final int MAX_ELEMENTS = 4_096;

  /** Nothing nests in them by their own tag: they are void, or the next one ends them. */
  private static final Set<String> FLAT = Set.of("br", "hr", "img", "input", "wbr", "p", "li");

  private RichTextShape() {}

  /**
   * @throws Problem (413) if there are too many elements, or they nest too deeply
   */
  static void check(String html) {
    Deque<String> open = new ArrayDeque<>(MAX_DEPTH);
    int elements = 0;
    for (int at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
      boolean end = at + 1 < html.length() && html.charAt(at + 1) == '/';
      String name = name(html, end ? at + 2 : at + 1);
      if (name.isEmpty()) {
        continue;
      }
      if (!end && ++elements > MAX_ELEMENTS) {
        throw Problem.tooLarge(
            "The message's 'html' has too many elements: at most %,d are taken."
                .formatted(MAX_ELEMENTS));
      }
      if (!FLAT.contains(name)) {
        nest(open, name, end);
      }
    }
  }

  /** A parser opens what was closed in the wrong order again, so that stays open here. */
  private static void nest(Deque<String> open, String name, boolean end) {
    if (end) {
      open.removeFirstOccurrence(name);
      return;
    }
    open.addFirst(name);
    if (open.size() > MAX_DEPTH) {
      throw Problem.tooLarge(
          "The message's 'html' nests too deeply: at most %d elements in each other are taken."
              .formatted(MAX_DEPTH));
    }
  }

  /** Empty: this is no tag. A parser takes what follows the letters for a part of the name. */
  private static String name(String html, int from) {
    int to = from;
    while (to < html.length() && isLetterOrDigit(html.charAt(to))) {
      to++;
    }
    boolean letter = to > from && html.charAt(from) > '9';
    return letter ? html.substring(from, to).toLowerCase(Locale.ROOT) : "";
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
