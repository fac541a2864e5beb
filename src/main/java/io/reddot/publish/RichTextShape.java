package io.reddot.publish;

import io.reddot.message.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

/**
 * Checks the number of elements of an HTML text and their nesting depth, without parsing it.
 * Stateless.
 *
 * <p>Threat: 65,000 characters of deeply nested or misnested elements take a parser seconds,
 * because it searches all open elements again and again. No legitimate text needs that.
 */
final class RichTextShape {
  static final int MAX_DEPTH = 64;
  static final int MAX_ELEMENTS = 4_096;

  /** Elements that do not nest in themselves: they are void, or the next one closes them. */
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
            "The message's 'html' has too many elements: at most %,d are allowed."
                .formatted(MAX_ELEMENTS));
      }
      if (!FLAT.contains(name)) {
        nest(open, name, end);
      }
    }
  }

  /**
   * Opens or closes an element. A parser reopens elements that were closed in the wrong order, so
   * they stay open here.
   */
  private static void nest(Deque<String> open, String name, boolean end) {
    if (end) {
      open.removeFirstOccurrence(name);
      return;
    }
    open.addFirst(name);
    if (open.size() > MAX_DEPTH) {
      throw Problem.tooLarge(
          "The message's 'html' nests too deeply: at most %d levels of elements are allowed."
              .formatted(MAX_DEPTH));
    }
  }

  /**
   * Returns the name of a tag; empty if this is not a tag. Like a parser, it counts digits after
   * the letters as part of the name.
   */
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
